"""The company itself."""

from collections.abc import Mapping
from typing import Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.company import checks, rows
from desktop_app.company.database import Database
from desktop_app.company.store import CompanyChanges
from desktop_app.company.tables import CompanyRow
from desktop_app.domain.company import Company, User


class SqlCompanies:
    """See `company.store.Companies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> Company:
        """See `Companies.get`."""
        with self._database.as_user() as (db, user):
            return rows.company(_row(db, user))

    def update(self, **changes: Unpack[CompanyChanges]) -> Company:
        """See `Companies.update`."""
        values = checks.checked(changes, _RULES)
        with self._database.as_user(writing=True) as (db, user):
            row = _row(db, user)
            for name, value in values.items():
                setattr(row, name, value)
            db.flush()
            return rows.company(row)


_RULES: Mapping[str, checks.Rule] = {"company_name": checks.required, "contact_email": checks.email}


def _row(db: Session, user: User) -> CompanyRow:
    return db.scalars(select(CompanyRow).where(CompanyRow.id == user.company_id)).one()
