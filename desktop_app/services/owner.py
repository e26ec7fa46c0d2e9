"""What those do who run a company's database: make it, bring it up to date, look after it; with its owner's rights."""

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.findings import Finding
from desktop_app.domain.texts import tr

if TYPE_CHECKING:
    from desktop_app.company.setup import CompanyListed, CompanyLogin
    from desktop_app.domain.adoption import AdoptionReport


class OwnerService:
    """The database at an address, by its owner's or a superuser's login. SQLAlchemy is imported when it is used."""

    def __init__(self, address: str, password: str | None = None) -> None:
        """Look at an address; ``password`` is its login's, where the address brings none.

        Raises:
            InvalidValue: it is no address.
        """
        place = CompanyAddress.parse(address)
        self._address = replace(place, password=place.password or password)

    @property
    def address(self) -> str:
        """The address without a password."""
        return self._address.text

    def create(self, *, name: str, code: str, admin: str, password: str) -> "CompanyLogin":
        """Make a company; see `company.setup.create_company`."""
        from desktop_app.company.setup import create_company

        return create_company(self._address, name=name, code=code, admin=admin, password=password)

    def upgrade(self) -> tuple[str, str]:
        """Bring the schema up to date; see `company.setup.upgrade_company`."""
        from desktop_app.company.setup import upgrade_company

        return upgrade_company(self._address)

    def check(self, *, allow_insecure: bool = False) -> list[Finding]:
        """Look whether everything is as it should be; see `company.inspection.check_company`."""
        from desktop_app.company.inspection import check_company

        return check_company(self._address, allow_insecure=allow_insecure)

    def hardening(self) -> str:
        """The SQL that a superuser runs once in the company's database; raises InvalidValue for a SQLite file."""
        from desktop_app.company.postgres.foundation import hardening

        if self._address.kind is AddressKind.SQLITE:
            raise InvalidValue(
                "company", tr("A company in a SQLite file has no superuser; there is nothing to harden.")
            )
        return hardening()

    def companies(self) -> "list[CompanyListed]":
        """The companies of the database; see `company.setup.list_companies`."""
        from desktop_app.company.setup import list_companies

        return list_companies(self._address)

    def reset_login(self, code: str | None = None) -> "CompanyLogin":
        """Give a company's login a new password; see `company.setup.reset_login`."""
        from desktop_app.company.setup import reset_login

        return reset_login(self._address, code)

    def adopt(self, *, dry_run: bool = False) -> "AdoptionReport":
        """Take over what an earlier uploader made; see `company.adopt.adopt_company`."""
        from desktop_app.company.adopt.company import adopt_company

        return adopt_company(self._address, dry_run=dry_run)
