"""Who did what."""

from sqlalchemy import ColumnElement, func, or_, select

from desktop_app.company import checks, rows
from desktop_app.company.database import Database
from desktop_app.company.sqlite.rules import require
from desktop_app.company.tables import AuditRow
from desktop_app.domain.company import AuditEntry, AuditFilter, Page
from desktop_app.domain.permissions import Permission


class SqlAuditLog:
    """See `company.store.AuditLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, which: AuditFilter = AuditFilter(), *, offset: int = 0, limit: int = 100) -> Page[AuditEntry]:
        """See `AuditLog.list`."""
        conditions = _conditions(which)
        newest = select(AuditRow).where(*conditions).order_by(AuditRow.id.desc()).offset(offset).limit(limit)
        how_many = select(func.count()).select_from(AuditRow).where(*conditions)
        with self._database.as_user() as (db, user):
            require(user, Permission.READ_AUDIT_LOG)
            if not all(map(checks.can_be_kept, (which.action, which.username, which.text))):
                return Page((), 0)
            return Page(tuple(rows.audit_entry(row) for row in db.scalars(newest)), db.scalar(how_many) or 0)


def _conditions(which: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.action:
        conditions.append(AuditRow.action == which.action)
    if which.without_sign_ins:
        conditions.append(AuditRow.action != "sign_in_granted")
    if which.username:
        conditions.append(func.lower(AuditRow.username) == func.lower(which.username.strip()))
    if which.since is not None:
        conditions.append(AuditRow.at >= which.since)
    if which.until is not None:
        conditions.append(AuditRow.at < which.until)
    if which.text:
        columns = (AuditRow.object, AuditRow.username)
        conditions.append(or_(*(column.icontains(which.text, autoescape=True) for column in columns)))
    return conditions
