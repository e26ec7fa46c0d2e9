"""Opens companies, each with the password of its login: the one given, the environment's, or the keychain's."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import CompanyPasswordNeeded, KeychainUnusable
from desktop_app.services.keychain import Keychain, KeychainRenewal

if TYPE_CHECKING:
    from desktop_app.company.connect.engines import LoginPassword

log = logging.getLogger(__name__)


class CompanyDoor:
    """Knows the passwords of companies' logins for as long as the program runs; the keychain keeps them for longer.

    SQLAlchemy is imported when the first company is opened: it takes longer than the window to show.
    """

    def __init__(self, keychain: Keychain, locks: Path, password: str | None, *, allow_insecure: bool) -> None:
        """Open nothing yet.

        Args:
            keychain: keeps what is given.
            locks: the folder of the locks on renewal tokens.
            password: the environment's.
            allow_insecure: whether TLS that proves less than the host's name will do.
        """
        self._keychain = keychain
        self._locks = locks
        self._password = password
        self._allow_insecure = allow_insecure
        self._given: dict[str, str] = {}
        """By address: those that stood in one, and those that the keychain did not take."""
        self._logins: dict[str, LoginPassword] = {}
        """What connections to a company are made with, by address."""

    @property
    def secrets(self) -> list[str]:
        """The passwords that only this process has, for whoever takes secrets out of something."""
        return list(self._given.values())

    def note_password_of(self, place: CompanyAddress) -> None:
        """Remember the password that stands in an address, which is shown without it from now on."""
        if place.password is not None:
            self._given[place.text] = place.password

    def open(self, place: CompanyAddress, password: str | None, username: str | None) -> CompanyStore:
        """A company nobody has signed in to; with a username the renewal token goes into the keychain.

        Raises:
            CompanyPasswordNeeded: there is none of the login, or it is not taken.
            CompanyError: no company there, or it does not answer.
        """
        renewal = KeychainRenewal(self._keychain, place.text, username, self._locks) if username else None
        if place.kind is AddressKind.HTTP:
            from desktop_app.company.http.store import open_server

            return open_server(place, renewal, allow_insecure=self._allow_insecure)
        from desktop_app.company.connect.engines import LoginPassword, password_changed
        from desktop_app.company.setup import open_company
        from desktop_app.company.sql_store import SqlCompanyStore

        given = password or place.password or self._given.get(place.text)
        in_a_file = place.kind is AddressKind.SQLITE  # Without a login, so the keychain need not be asked.
        kept = None if given or self._password or in_a_file else self._kept(place.text)
        login = LoginPassword(given or self._password or kept)
        try:
            engine = open_company(place, login, allow_insecure=self._allow_insecure)
        except CompanyPasswordNeeded as error:
            if kept:
                raise password_changed(place) from error
            raise
        self._logins[place.text] = login
        if given:
            self._keep(place.text, given)
        return SqlCompanyStore(engine, place.text, renewal)

    def open_with_token(self, place: CompanyAddress, password: str | None, access_token: str) -> CompanyStore:
        """A company where whose token this is goes on; raises CompanyError."""
        from desktop_app.company.setup import open_company
        from desktop_app.company.sql_store import SqlCompanyStore

        engine = open_company(place, password, allow_insecure=self._allow_insecure)
        return SqlCompanyStore(engine, place.text, None, access_token)

    def change_password(self, place: CompanyAddress, password: str) -> None:
        """Go on with another password of the login of a company that was opened here.

        Raises:
            CompanyPasswordNeeded: this one is not taken either.
            CompanyError: the company does not answer.
        """
        from desktop_app.company.setup import open_company

        open_company(place, password, allow_insecure=self._allow_insecure).dispose()
        self._logins[place.text].value = password
        self._keep(place.text, password)

    def _kept(self, address: str) -> str | None:
        """The login's password by the keychain; without one libpq asks PGPASSFILE."""
        try:
            return self._keychain.company_password(address)
        except KeychainUnusable:
            return None

    def _keep(self, address: str, password: str) -> None:
        try:
            self._keychain.keep_company_password(address, password)
        except KeychainUnusable as error:
            self._given[address] = password
            log.warning("the company's password is asked for again next time: %s", error)
