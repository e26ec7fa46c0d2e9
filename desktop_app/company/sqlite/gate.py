"""`Gate` for SQLite: what PostgreSQL's functions do (migrations/sql), in Python with the same rules and words.

It keeps the rules among people who use Waybill; it is no wall against somebody with the file.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from desktop_app.company.gate import Query, TokenHashes
from desktop_app.company.passwords import hash_password
from desktop_app.company.sqlite import sign_in, uploads
from desktop_app.company.sqlite.rules import end_sign_ins, note, require
from desktop_app.company.tables import CycleRow, ProjectRow, UserRow
from desktop_app.domain.company import Company, User
from desktop_app.domain.errors import NotFound, NotPossibleNow, SignInRefused
from desktop_app.domain.permissions import Permission
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import FileRecord, SessionRecord


class SqliteGate:
    """Signing in to a SQLite file, and the writes that go beyond changing a row."""

    def attempt(self, db: Session, username: str, password: str) -> str:
        """See `Gate.attempt`."""
        return sign_in.attempt(db, username, password)

    def confirm(self, db: Session, attempt: str, tokens: TokenHashes) -> SignInRefused | None:
        """See `Gate.confirm`."""
        return sign_in.confirm(db, attempt, tokens)

    def change_password(self, db: Session, attempt: str, new: str, tokens: TokenHashes) -> SignInRefused | None:
        """See `Gate.change_password`."""
        return sign_in.change_password(db, attempt, new, tokens)

    def renew(self, db: Session, renewal_token: str, tokens: TokenHashes) -> SignInRefused | None:
        """See `Gate.renew`."""
        return sign_in.renew(db, renewal_token, tokens)

    def enter(self, db: Session, access_token: str) -> tuple[User, Company]:
        """See `Gate.enter`."""
        return sign_in.enter(db, access_token)

    def sign_out(self, db: Session) -> None:
        """See `Gate.sign_out`."""
        sign_in.sign_out(db)

    def rows(self, engine: Engine, access_token: str, wanted: Query, parameters: Mapping[str, Any]) -> None:
        """See `Gate.rows`: a file has no round trips to save."""

    def add_user(self, db: Session, user: User, password: str) -> int:
        """See `Gate.add_user`."""
        row = UserRow(
            company_id=user.company_id,
            username=user.username,
            full_name=user.full_name,
            email=user.email,
            role=user.role,
            password_hash=hash_password(password),
            must_change_password=True,
        )
        db.add(row)
        db.flush()
        return row.id

    def reset_password(self, db: Session, user_id: int, password: str) -> None:
        """See `Gate.reset_password`."""
        require(db.info["user"], Permission.MANAGE_USERS)
        if user_id == db.info["user"].id:
            raise NotPossibleNow(tr("Your own password is changed with the old one."))
        if (user := db.scalar(select(UserRow).where(UserRow.id == user_id))) is None:
            raise NotFound(tr("There is no such user."))
        user.password_hash = hash_password(password)
        user.must_change_password = True
        end_sign_ins(db, user.id)
        sign_in.forget_attempts(db, user.username)
        note(db, "password_reset", user.username)

    def delete(self, db: Session, row: UserRow | ProjectRow | CycleRow) -> None:
        """See `Gate.delete`."""
        db.delete(row)
        db.flush()

    def deliver_session(self, db: Session, record: SessionRecord) -> None:
        """See `Gate.deliver_session`."""
        uploads.deliver_session(db, record)

    def deliver_files(self, db: Session, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int) -> None:
        """See `Gate.deliver_files`."""
        uploads.deliver_files(db, client_uuid, records, lease_epoch)

    def take_over(self, db: Session, client_uuid: str, lease_owner: str) -> None:
        """See `Gate.take_over`."""
        uploads.take_over(db, client_uuid, lease_owner)

    def delegate(self, db: Session, client_uuid: str, access_hash: bytes) -> None:
        """See `Gate.delegate`."""
        uploads.check_may_delegate(db, client_uuid)
        sign_in.delegate(db, client_uuid, access_hash)

    def delete_session(self, db: Session, client_uuid: str) -> None:
        """See `Gate.delete_session`."""
        uploads.delete_session(db, client_uuid)
