"""Composition root: settings -> journal, company, storage, services. Front ends build on this and on nothing below it.

boto3 and SQLAlchemy are imported where they are first needed: together they take longer than the window to show.
"""

import contextlib
import logging
import logging.handlers
import os
import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.store import CompanyStore
from desktop_app.domain import private
from desktop_app.domain.company import Destination, LentCredentials, SignedIn
from desktop_app.domain.errors import (
    InvalidValue,
    KeychainUnusable,
    MustChangePassword,
    SetByIT,
    SignedOut,
    UnknownCompany,
)
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.journal.damage import open_journal
from desktop_app.services.cleanup import Claims, CleanupService
from desktop_app.services.company_door import CompanyDoor
from desktop_app.services.handover import HandoverService
from desktop_app.services.history import HistoryService
from desktop_app.services.keychain import Keychain, KeychainRenewal
from desktop_app.services.locks import as_it_stands
from desktop_app.services.log_file import log_to
from desktop_app.services.network import use_authorities, use_proxy
from desktop_app.services.outbox import OutboxDelivery
from desktop_app.services.refill import before_refill, refill
from desktop_app.services.upload import UploadService
from desktop_app.services.verification import VerificationService
from desktop_app.settings import Settings

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket
    from desktop_app.engine.s3_open import AccessKey
    from desktop_app.services.updates.updater import Updater

log = logging.getLogger(__name__)

STORAGE_PATIENCE = 300.0
"""Seconds that a command waits for a storage that went away in the middle, before it pauses and says so."""


@dataclass(frozen=True)
class Workspace:
    """What a signed-in person works with."""

    signed_in: SignedIn
    company: CompanyStore
    uploads: UploadService
    history: HistoryService
    outbox: OutboxDelivery
    verification: VerificationService
    handover: HandoverService
    cleanup: CleanupService
    give_company_password: Callable[[str], None]
    """Go on with another password of the company's login: see `Application.give_company_password`."""
    notice: str = ""
    """What the person should know before anything else."""

    def close(self) -> None:
        """Stop delivering and let go of the company; the token stays."""
        self.outbox.close()
        self.company.close()


class Application:
    """The program without a front end: opens the journal, signs people in."""

    def __init__(
        self, settings: Settings, access_key: "AccessKey | None" = None, *, patience: float = STORAGE_PATIENCE
    ) -> None:
        """Open the journal.

        Args:
            settings: where, and what the environment says.
            access_key: for storage that brings its own credentials, as the demo's does.
            patience: seconds that an upload waits for a storage that is away, where the settings say nothing.

        Raises:
            JournalError: the journal cannot be opened.
            SettingsDamaged: what is set for this computer cannot be used.
        """
        self.settings = settings
        self.keychain = Keychain()
        self._access_key = access_key
        told = settings.storage_patience
        self._patience = patience if told is None else told
        self.will_send = False
        """Whether whoever signs in is going to send something, so that this can be got ready meanwhile."""
        given = settings.company_password
        self._door = CompanyDoor(
            self.keychain,
            settings.locks,
            given.get_secret_value() if given is not None else None,
            allow_insecure=settings.insecure_company,
        )
        use_network(settings)
        _keep_others_out(settings)
        log_to(settings.log_path)
        self.journal = open_journal(settings.journal_path)

    def sign_in(
        self,
        address: str,
        username: str,
        password: str,
        *,
        company_password: str | None = None,
        keep: bool = False,
        remember: bool = True,
    ) -> Workspace:
        """Sign in at a company.

        Args:
            address: the company's; a password in it goes into the keychain and is shown nowhere.
            username: the person's.
            password: the person's; it is kept nowhere.
            company_password: of the company's login, which workstations share; goes into the keychain too.
            keep: whether to stay signed in: a renewal token goes into the keychain.
            remember: whether the next sign-in begins with this address and username.

        Raises:
            SignInRefused: wrong password, locked, or not active.
            MustChangePassword: the password was right and has to be changed first (`change_password`).
            CompanyPasswordNeeded: of the company's login.
            CompanyError: no company there, or it does not answer.
            KeychainUnusable: ``keep`` was asked for and there is no safe keychain; nobody is signed in.
        """
        place = self._allowed(address)
        company = self._door.open(place, company_password, username if keep else None)
        return self._signed_in(
            company, place, username if remember else "", lambda: company.access.sign_in(username, password)
        )

    def change_password(
        self,
        address: str,
        username: str,
        old: str,
        new: str,
        *,
        company_password: str | None = None,
        keep: bool = False,
        remember: bool = True,
    ) -> Workspace:
        """Give oneself another password and sign in with it; all other sign-ins of the person end.

        Raises:
            InvalidValue: the new one breaks a rule.
            SignInRefused, CompanyError, KeychainUnusable: as `sign_in`.
        """
        place = self._allowed(address)
        company = self._door.open(place, company_password, username if keep else None)
        return self._signed_in(
            company,
            place,
            username if remember else "",
            lambda: company.access.change_password(username, old, new),
        )

    def resume_sign_in(self, *, company_password: str | None = None) -> Workspace:
        """Go on as who was kept in; ``company_password`` as `sign_in` takes it.

        Raises:
            SignedOut: nobody was, or the sign-in has ended.
            CompanyError: the company does not answer.
            KeychainUnusable: there is no safe keychain.
        """
        address, username = self.remembered()
        if not address or not username:
            raise SignedOut(tr("Nobody is signed in. `waybill sign-in` signs you in."))
        place = self._allowed(address)
        company = self._door.open(place, company_password, username)
        return self._signed_in(company, place, "", company.access.resume)

    def work_as(self, address: str, company_password: str | None, access_token: str, client_uuid: str) -> Workspace:
        """Go on as whose token this is, with the one upload session that it is good for: a job, on a server.

        Raises:
            SignedOut: the token has ended.
            CompanyError: the company does not answer.
        """
        company = self._door.open_with_token(_parsed(address), company_password, access_token)
        return self._workspace(company, company.access.resume(), only=client_uuid)

    def remembered(self) -> tuple[str, str]:
        """Where, and as whom, the next sign-in begins; empty where nothing is known. Never with a password."""
        address, username = self.settings.remembered()
        with contextlib.suppress(InvalidValue):  # Told when it is used.
            place = CompanyAddress.parse(address)
            self._door.note_password_of(place)
            address = place.text
        return address, username

    def give_company_password(self, address: str, password: str) -> None:
        """Go on with another password of a company's login, where the one there was is not taken any more.

        Raises:
            CompanyPasswordNeeded: this one is not taken either.
            CompanyError: the company does not answer.
        """
        self._door.change_password(_parsed(address), password)

    def sign_out(self, workspace: Workspace) -> None:
        """End the sign-in, here and at the company; nothing of it stays in the keychain."""
        workspace.outbox.close()
        workspace.company.access.sign_out()
        workspace.company.close()

    def forget_sign_in(self) -> None:
        """Keep nobody signed in here, whatever the company knows; raises KeychainUnusable."""
        address, username = self.remembered()
        if address and username:
            place = _parsed(address)
            KeychainRenewal(self.keychain, place.text, username, self.settings.locks).forget()

    def sent_here(self) -> list[UploadSession]:
        """What the person of the last sign-in sent from this workstation, newest first; asks no company."""
        found = self.journal.sessions.of_person(*self.remembered())
        return [as_it_stands(self.settings.locks, upload) for upload in found]

    def notice(self) -> str:
        """What the person should know before anything else, and while nobody is signed in."""
        return before_refill(self.journal)

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    def save_support_bundle(self, path: Path, with_names: bool) -> None:
        """Write what whoever makes Waybill needs into a ZIP file; names of files only ``with_names``.

        Raises:
            BundleNotSaved: it cannot be written there.
        """
        from desktop_app.services.support_bundle import BundleSources, save_bundle

        settings = self.settings
        given = (settings.password, settings.company_password, settings.new_password)
        secrets = [secret.get_secret_value() for secret in given if secret is not None]
        secrets += self._door.secrets
        with contextlib.suppress(KeychainUnusable):
            secrets += self.keychain.tokens(*self.remembered())
        address, username = self.remembered()
        told = settings.model_dump(mode="json") | {"remembered": {"company": address, "username": username}}
        logs = sorted(settings.log_path.parent.glob(f"{settings.log_path.name}*"))
        save_bundle(path, BundleSources(told, logs, self.journal, secrets), with_names=with_names)

    def open_bucket(
        self,
        destination: Destination,
        aws_profile: str | None = None,
        lend: "Callable[[], LentCredentials] | None" = None,
    ) -> "Bucket":
        """Open the storage of a destination, with credentials that are lent where there are; raises StorageError."""
        from desktop_app.engine.s3_open import open_bucket

        return open_bucket(destination, aws_profile, self._access_key, lend)

    def _signed_in(
        self, company: CompanyStore, place: CompanyAddress, username: str, sign_in: Callable[[], SignedIn]
    ) -> Workspace:
        """Sign in; remember where and as whom, unless there is nobody to remember (an empty username)."""
        if self.will_send:
            # Looking at a password takes as long as importing what sends, and neither needs the other.
            threading.Thread(target=_get_ready_to_send, daemon=True).start()
        try:
            signed_in = sign_in()
        except BaseException as error:
            company.close()
            if isinstance(error, KeychainUnusable | MustChangePassword) and username:
                # It was the right password; the next command need not ask where and as whom.
                self.settings.remember(place.text, username)
            raise
        if username:
            self.settings.remember(signed_in.company_address, signed_in.user.username)
        log.info("%s signed in at %s", signed_in.user.username, signed_in.company.company_code)
        return self._workspace(company, signed_in)

    def _allowed(self, address: str) -> CompanyAddress:
        """An address that this computer may be used with; raises SetByIT where its policy names another."""
        place = _parsed(address)
        settings = self.settings
        where = ", ".join(settings.policy_sources)
        if "company" in settings.locked and place.text != CompanyAddress.parse(settings.company).text:
            raise SetByIT(
                tr(
                    "This computer is set up for the company at {company} ({where}). To use another, ask your IT.",
                    company=settings.company,
                    where=where,
                )
            )
        if "ca_file" in settings.locked and "company" not in settings.locked and "sslrootcert" in dict(place.options):
            raise SetByIT(
                tr(
                    "Whom this computer trusts is set by your IT ({where}). Leave sslrootcert out of the address.",
                    where=where,
                )
            )
        return place

    def _workspace(self, company: CompanyStore, signed_in: SignedIn, *, only: str = "") -> Workspace:
        account_id = self.journal.sessions.account_of(signed_in)
        workstation = platform.node() or "workstation"
        claims = Claims(self.journal, company, sees_all=not only)

        def open_storage(destination: Destination, aws_profile: str | None, s3_prefix: str) -> "Bucket":
            # A job has what the operator allows it; only workstations borrow.
            lent = destination.borrows and not only
            lend = partial(company.cycles.lend_credentials, destination.bucket_name, s3_prefix) if lent else None
            return self.open_bucket(destination, aws_profile, lend)

        def open_to_send(destination: Destination, aws_profile: str | None, s3_prefix: str) -> "Bucket":
            bucket = open_storage(destination, aws_profile, s3_prefix)
            bucket.is_anothers = claims.is_anothers
            return bucket

        handover = HandoverService(
            self.journal, account_id, signed_in, company, open_storage, self.settings.locks, workstation
        )
        uploads = UploadService(
            self.journal,
            account_id,
            signed_in,
            open_to_send,
            self.settings.locks,
            workstation,
            patience=self._patience,
            check_holder=handover.check_holder,
            hours=self.settings.hours,
        )
        return Workspace(
            signed_in,
            company,
            uploads,
            HistoryService(self.journal, account_id, company),
            OutboxDelivery(self.journal, account_id, company, taken_over=uploads.stop, only=only),
            VerificationService(self.journal, open_storage),
            handover,
            CleanupService(self.journal, account_id, company, open_storage),
            lambda password: self.give_company_password(signed_in.company_address, password),
            refill(self.journal, account_id, company, signed_in, workstation),
        )


def use_network(settings: Settings) -> None:
    """Reach everything by the proxy and with the trust that are set; raises SettingsDamaged."""
    use_proxy(settings.proxy, settings.no_proxy, goes_first=_goes_first(settings, "proxy"))
    use_authorities(settings.ca_file, goes_first=_goes_first(settings, "ca_file"))


def updater_of(settings: Settings) -> "Updater | None":
    """What looks for new versions, or None where that is off: by the settings, or for want of a feed or a key."""
    from desktop_app.services.updates import release

    feed = settings.update_feed or release.FEED
    if not (settings.updates and feed and release.PUBLIC_KEYS):
        return None
    from desktop_app.services.updates.updater import Updater

    return Updater(feed, release.PUBLIC_KEYS, settings.home / "updates")


def _goes_first(settings: Settings, name: str) -> bool:
    """Whether a setting goes before what else the environment says of the same: not if it is a mere preset."""
    return name not in settings.preset or f"WAYBILL_{name.upper()}" in os.environ


def _get_ready_to_send() -> None:
    from desktop_app.engine.s3_open import warm_up

    warm_up()


def _parsed(address: str) -> CompanyAddress:
    if not address.strip():
        raise UnknownCompany(tr("No company address is given. Your admin knows it."))
    return CompanyAddress.parse(address)


def _keep_others_out(settings: Settings) -> None:
    """What an earlier program left open to the computer's other people is closed; one's home folder is one's own."""
    if settings.home != Path.home():
        private.tighten(settings.home)
    private.tighten(settings.remembered_path)
    for folder in (settings.locks, settings.log_path.parent):
        private.tighten_folder(folder)
