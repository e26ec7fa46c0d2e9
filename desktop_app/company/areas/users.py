"""A company's people."""

from collections.abc import Mapping, Sequence, Set
from typing import Unpack

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from desktop_app.company import checks, passwords, rows
from desktop_app.company.database import Database
from desktop_app.company.store import UserChanges
from desktop_app.company.tables import Id, UserRow
from desktop_app.domain.company import User
from desktop_app.domain.errors import NotAllowed, NotFound
from desktop_app.domain.permissions import OWN, Permission, may
from desktop_app.domain.states import Role
from desktop_app.domain.texts import tr

_BY_NAME = select(*rows.USER).order_by(UserRow.is_active.desc(), func.lower(UserRow.username), UserRow.id)
_ONE = select(*rows.USER).where(UserRow.id == bindparam("user_id", type_=Id))


class SqlUsers:
    """See `company.store.Users`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> Sequence[User]:
        """See `Users.list`."""
        return [rows.user(row) for row in self._database.rows(_BY_NAME)]

    def get(self, user_id: int) -> User:
        """See `Users.get`."""
        for row in self._database.rows(_ONE, {"user_id": user_id}):
            return rows.user(row)
        raise _nobody()

    def find(self, username: str) -> User:
        """See `Users.find`."""
        name = username.strip()
        nobody = NotFound(tr("There is no user {name}. `waybill user list` shows those there are.", name=name))
        if not checks.can_be_kept(name):
            raise nobody
        # Of several since they were taken over, the one that is spelled just so.
        named = (
            select(UserRow)
            .where(func.lower(UserRow.username) == func.lower(name))
            .order_by((UserRow.username == name).desc(), UserRow.duplicate, UserRow.id)
            .limit(1)
        )
        with self._database.as_user() as (db, _):
            if (row := db.scalar(named)) is None:
                raise nobody
            return rows.user(row)

    def add(
        self, username: str, password: str, *, full_name: str = "", email: str = "", role: Role = Role.USER
    ) -> User:
        """See `Users.add`."""
        values = checks.checked({"username": username, "full_name": full_name, "email": email, "role": role}, _RULES)
        passwords.check(password, username)
        with self._database.as_user(writing=True) as (db, me):
            user = User(id=0, company_id=me.company_id, **values)
            with checks.telling(_taken(user.username)):
                user_id = self._database.gate.add_user(db, user, password)
            return rows.user(_row(db, user_id))

    def update(self, user_id: int, **changes: Unpack[UserChanges]) -> User:
        """See `Users.update`."""
        values = checks.checked(changes, _RULES)
        with self._database.as_user(writing=True) as (db, me):
            row = _row(db, user_id)
            _require_own(me, row, {name for name, value in values.items() if value != getattr(row, name)})
            for name, value in values.items():
                setattr(row, name, value)
            with checks.telling(_taken(row.username)):
                db.flush()
            return rows.user(row)

    def reset_password(self, user_id: int, password: str) -> None:
        """See `Users.reset_password`."""
        with self._database.as_user(writing=True) as (db, _):
            passwords.check(password, _row(db, user_id).username)
            self._database.gate.reset_password(db, user_id, password)

    def delete(self, user_id: int) -> None:
        """See `Users.delete`."""
        with self._database.as_user(writing=True) as (db, _):
            self._database.gate.delete(db, _row(db, user_id))


def _row(db: Session, user_id: int) -> UserRow:
    if (row := db.scalar(select(UserRow).where(UserRow.id == user_id))) is None:
        raise _nobody()
    return row


def _nobody() -> NotFound:
    return NotFound(tr("There is no such user."))


def _require_own(me: User, row: UserRow, changed: Set[str]) -> None:
    """The database holds the same rule; it does not know what was meant."""
    if may(me.role, Permission.MANAGE_USERS) or not changed:
        return
    if row.id != me.id:
        raise NotAllowed(tr("Only an admin may change other people's accounts. Ask yours."))
    if "role" in changed:
        raise NotAllowed(tr("Only an admin may give somebody another role, and nobody themself. Ask yours."))
    if changed - OWN:
        raise NotAllowed(tr("Only an admin may rename or deactivate an account. Ask yours."))


def _taken(username: str) -> str:
    return f"There is a user {username} already. Choose another name."


_RULES: Mapping[str, checks.Rule] = {
    "username": checks.username,
    "full_name": checks.line,
    "email": checks.email,
    "role": checks.one_of(Role),
    "is_active": checks.flag,
}
