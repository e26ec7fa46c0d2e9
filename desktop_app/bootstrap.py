"""Composition root: settings -> journal, company, storage, services. Front ends build on this and on nothing below it.

boto3 and SQLAlchemy are imported where they are first needed: together they take longer than the window to show.
"""

import contextlib
import logging
import logging.handlers
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import KeychainUnusable, SignedOut, UnknownCompany
from desktop_app.domain.values import Destination, SignedIn
from desktop_app.journal.journal import Journal
from desktop_app.services.history import HistoryService
from desktop_app.services.keychain import Keychain
from desktop_app.services.outbox import OutboxDelivery
from desktop_app.services.upload import UploadService
from desktop_app.settings import Settings

if TYPE_CHECKING:
    from desktop_app.engine.s3 import AccessKey, Bucket

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workspace:
    """What a signed-in person works with."""

    signed_in: SignedIn
    company: CompanyStore
    uploads: UploadService
    history: HistoryService
    outbox: OutboxDelivery

    def close(self) -> None:
        """Stop delivering and let go of the company; the token stays."""
        self.outbox.close()
        self.company.close()


class Application:
    """The program without a front end: opens the journal, signs people in."""

    def __init__(self, settings: Settings, access_key: "AccessKey | None" = None) -> None:
        """Open the journal; ``access_key`` is for storage that brings its own credentials, as the demo's does.

        Raises:
            JournalError: the journal cannot be opened.
        """
        self.settings = settings
        self.keychain = Keychain()
        self._access_key = access_key
        _log_to(settings)
        self.journal = Journal(settings.journal_path)

    def sign_in(
        self, address: str, username: str, password: str, *, keep: bool = False, remember: bool = True
    ) -> Workspace:
        """Sign in at a company; with ``keep`` the token goes into the system's keychain.

        With ``remember`` the next sign-in begins with this address and username.

        Raises:
            SignInRefused: wrong password, or not active.
            CompanyError: no company there, or it does not answer.
            KeychainUnusable: ``keep`` was asked for and there is no safe keychain; nobody is signed in.
        """
        company = _open_company(address)
        try:
            signed_in = company.sign_in(username, password)
            if remember:
                # Before the keychain is asked: where it refuses, the password alone is what is missing next time.
                self.settings.remember(address, signed_in.user.username)
            if keep:
                self._keep(company, signed_in)
        except BaseException:
            company.close()
            raise
        log.info("%s signed in at %s", signed_in.user.username, signed_in.company.company_code)
        return self._workspace(company, signed_in)

    def _keep(self, company: CompanyStore, signed_in: SignedIn) -> None:
        try:
            self.keychain.keep(signed_in.company_address, signed_in.user.username, signed_in.token)
        except KeychainUnusable:
            company.sign_out()  # A token that nobody holds is of no use to anybody honest.
            raise

    def resume_sign_in(self) -> Workspace:
        """Go on as who was kept in.

        Raises:
            SignedOut: nobody was, or the token has ended.
            CompanyError: the company does not answer.
            KeychainUnusable: there is no safe keychain.
        """
        address, username = self.settings.remembered()
        token = self.keychain.find(address, username) if address and username else None
        if token is None:
            raise SignedOut("Nobody is signed in. `waybill sign-in` signs you in.")
        company = _open_company(address)
        try:
            return self._workspace(company, company.resume(token))
        except BaseException:
            company.close()
            raise

    def sign_out(self, workspace: Workspace) -> None:
        """End the token, here and at the company."""
        workspace.outbox.close()
        workspace.company.sign_out()
        workspace.company.close()

    def forget_sign_in(self, signed_in: SignedIn) -> None:
        """Take the token out of the keychain.

        Raises:
            KeychainUnusable: there is no safe keychain.
        """
        self.keychain.forget(signed_in.company_address, signed_in.user.username)

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    def open_bucket(self, destination: Destination, aws_profile: str | None = None) -> "Bucket":
        """Open the storage of a destination; raises StorageError."""
        from desktop_app.engine.s3 import open_bucket

        return open_bucket(destination, aws_profile, self._access_key)

    def _workspace(self, company: CompanyStore, signed_in: SignedIn) -> Workspace:
        account_id = self.journal.sessions.account_of(signed_in)
        return Workspace(
            signed_in,
            company,
            UploadService(
                self.journal,
                account_id,
                signed_in,
                self.open_bucket,
                self.settings.locks,
                platform.node() or "workstation",
            ),
            HistoryService(self.journal, account_id, company),
            OutboxDelivery(self.journal, account_id, company),
        )


def create_company(address: str, *, name: str, code: str, admin: str, password: str) -> None:
    """Make a company with its first admin; see `company.sql_setup.create_company`."""
    from desktop_app.company import sql_setup

    sql_setup.create_company(address, name=name, code=code, admin=admin, password=password)


def _open_company(address: str) -> CompanyStore:
    from desktop_app.company.sql_setup import open_company
    from desktop_app.company.sql_store import SqlCompanyStore

    if not address.strip():
        raise UnknownCompany("No company address is given. Your admin knows it.")
    return SqlCompanyStore(open_company(address), address)


class _Log(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk is told by whoever met it, not once more for every line that could not be logged."""


def _log_to(settings: Settings) -> None:
    with contextlib.suppress(OSError):  # The journal beside it meets the same and says so.
        settings.log_path.parent.mkdir(parents=True, exist_ok=True)
    root = logging.getLogger("desktop_app")
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        handler.close()
    handler = _Log(settings.log_path, maxBytes=5_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
