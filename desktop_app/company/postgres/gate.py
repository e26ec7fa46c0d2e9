"""`Gate` for PostgreSQL: calls of the functions in the schema api, which hold the rules (migrations/sql)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import TextClause, bindparam

from desktop_app.company import flat
from desktop_app.company.gate import Query, TokenHashes
from desktop_app.company.postgres.reader import read
from desktop_app.company.refusals import refusal
from desktop_app.company.scope import AUDITED, ScopedSession
from desktop_app.company.tables import CycleRow, ProjectRow, UserRow
from desktop_app.domain.company import Company, User
from desktop_app.domain.errors import SignInRefused
from desktop_app.domain.states import Role
from desktop_app.domain.uploads import FileRecord, SessionRecord

_ENTER = text("SELECT * FROM api.enter(:token)")
_ATTEMPT = text("SELECT api.sign_in(:username, :password)")
_CONFIRM = text("SELECT api.confirm_sign_in(:attempt, :access, :renewal)")
_CHANGE_PASSWORD = text("SELECT api.change_password(:attempt, :new, :access, :renewal)")
_RENEW = text("SELECT api.renew(:token, :access, :renewal)")
_SIGN_OUT = text("SELECT api.sign_out()")
_ADD_USER = text("SELECT api.add_user(:username, :full_name, :email, :role, :password)")
_RESET_PASSWORD = text("SELECT api.reset_password(:user_id, :password)")
_DELIVER_SESSION = text("SELECT api.deliver_session(:record)").bindparams(bindparam("record", type_=JSONB))
_TAKE_OVER = text("SELECT api.take_over(:client_uuid, :lease_owner)")
_DELEGATE = text("SELECT api.delegate(:client_uuid, :access)")
_DELETE_SESSION = text("SELECT api.delete_session(:client_uuid)")
_DELETE: dict[type[UserRow | ProjectRow | CycleRow], TextClause] = {
    UserRow: text("SELECT api.delete_user(:id)"),
    ProjectRow: text("SELECT api.delete_project(:id)"),
    CycleRow: text("SELECT api.delete_cycle(:id)"),
}

# In the order of api.deliver_files' arguments, with their types: a list of None alone has none of its own.
_FILE_COLUMNS = {
    "relative_path": "text",
    "revision": "bigint",
    "s3_key": "text",
    "size_bytes": "bigint",
    "mtime_ns": "bigint",
    "status": "text",
    "attempts": "int",
    "upload_id": "text",
    "etag": "text",
    "checksum": "text",
    "checksum_algorithm": "text",
    "error_code": "text",
    "error_message": "text",
    "started_at": "timestamptz",
    "completed_at": "timestamptz",
}
_DELIVER_FILES = text(
    "SELECT api.deliver_files(:client_uuid, :lease_epoch, "
    + ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _FILE_COLUMNS.items())
    + ")"
)


class PostgresGate:
    """The company's database decides; this asks it."""

    def attempt(self, db: Session, username: str, password: str) -> str:
        """See `Gate.attempt`."""
        return str(_call(db, _ATTEMPT, username=username, password=password))

    def confirm(self, db: Session, attempt: str, tokens: TokenHashes) -> SignInRefused | None:
        """See `Gate.confirm`."""
        return refusal(_call(db, _CONFIRM, attempt=attempt, access=tokens.access, renewal=tokens.renewal))

    def change_password(self, db: Session, attempt: str, new: str, tokens: TokenHashes) -> SignInRefused | None:
        """See `Gate.change_password`."""
        return refusal(
            _call(db, _CHANGE_PASSWORD, attempt=attempt, new=new, access=tokens.access, renewal=tokens.renewal)
        )

    def renew(self, db: Session, renewal_token: str, tokens: TokenHashes) -> SignInRefused | None:
        """See `Gate.renew`."""
        return refusal(_call(db, _RENEW, token=renewal_token, access=tokens.access, renewal=tokens.renewal))

    def enter(self, db: Session, access_token: str) -> tuple[User, Company]:
        """See `Gate.enter`."""
        row = db.execute(_ENTER, {"token": access_token}).one()
        if (refused := refusal(row.state)) is not None:
            raise refused
        user = _user(row)
        if isinstance(db, ScopedSession):
            db.limit_to(user.company_id)
        return user, Company(row.company_id, row.company_name, row.company_code, row.contact_email)

    def sign_out(self, db: Session) -> None:
        """See `Gate.sign_out`."""
        _call(db, _SIGN_OUT)

    def rows(self, engine: Engine, access_token: str, wanted: Query, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """See `Gate.rows`."""
        return read(engine, access_token, wanted, parameters)

    def add_user(self, db: Session, user: User, password: str) -> int:
        """See `Gate.add_user`."""
        return int(
            _call(
                db,
                _ADD_USER,
                username=user.username,
                full_name=user.full_name,
                email=user.email,
                role=user.role,
                password=password,
            )
        )

    def reset_password(self, db: Session, user_id: int, password: str) -> None:
        """See `Gate.reset_password`."""
        _call(db, _RESET_PASSWORD, user_id=user_id, password=password)

    def delete(self, db: Session, row: UserRow | ProjectRow | CycleRow) -> None:
        """See `Gate.delete`."""
        _call(db, _DELETE[type(row)], id=row.id)

    def deliver_session(self, db: Session, record: SessionRecord) -> None:
        """See `Gate.deliver_session`."""
        _call(db, _DELIVER_SESSION, record=flat.session_json(record))

    def deliver_files(self, db: Session, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int) -> None:
        """See `Gate.deliver_files`. Columns as arrays: 1,000 rows are one statement and one round trip."""
        columns = {name: [getattr(record, name) for record in records] for name in _FILE_COLUMNS}
        _call(db, _DELIVER_FILES, client_uuid=client_uuid, lease_epoch=lease_epoch, **columns)

    def take_over(self, db: Session, client_uuid: str, lease_owner: str) -> None:
        """See `Gate.take_over`."""
        _call(db, _TAKE_OVER, client_uuid=client_uuid, lease_owner=lease_owner)

    def delegate(self, db: Session, client_uuid: str, access_hash: bytes) -> None:
        """See `Gate.delegate`."""
        _call(db, _DELEGATE, client_uuid=client_uuid, access=access_hash)

    def delete_session(self, db: Session, client_uuid: str) -> None:
        """See `Gate.delete_session`."""
        _call(db, _DELETE_SESSION, client_uuid=client_uuid)


def _call(db: Session, function: TextClause, **arguments: Any) -> Any:
    return db.execute(function, arguments, execution_options=AUDITED).scalar()


def _user(row: Row[Any]) -> User:
    return User(
        row.user_id,
        row.company_id,
        row.username,
        row.full_name,
        row.email,
        Role(row.role),
        last_login=row.last_login,
    )
