"""What the two kinds of SQL database do in their own ways; everything else is the same for both.

PostgreSQL does these behind functions that clients may call and nothing more. SQLite has nobody to keep out: there they
are Python, with the same rules and the same words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine, Select
from sqlalchemy.orm import Session

from desktop_app.company.tables import CycleRow, ProjectRow, UserRow
from desktop_app.domain.company import Company, User
from desktop_app.domain.errors import SignInRefused
from desktop_app.domain.uploads import FileRecord, SessionRecord

Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class TokenHashes:
    """SHA-256 of a new access token and a new renewal token. The tokens themselves never leave the client."""

    access: bytes
    renewal: bytes


class Gate(Protocol):
    """Signing in, and the writes that go beyond changing a row. ``db`` is an open transaction.

    Errors are those that `company.store` promises of the call each is for.
    """

    # Signing in: `attempt` and what follows it stand in transactions of their own, each committed before the next.
    # A refusal is returned, to be raised once what was recorded of it is committed.

    def attempt(self, db: Session, username: str, password: str) -> str:
        """Check a password and record the verdict, which stays untold; gives the attempt's name for what follows."""

    def confirm(self, db: Session, attempt: str, tokens: TokenHashes) -> SignInRefused | None:
        """Tell the verdict of an attempt that was committed; begin a sign-in if it was right."""

    def change_password(self, db: Session, attempt: str, new: str, tokens: TokenHashes) -> SignInRefused | None:
        """As `confirm`, and give the person the new password; all other sign-ins of theirs end."""

    def renew(self, db: Session, renewal_token: str, tokens: TokenHashes) -> SignInRefused | None:
        """Use a renewal token once.

        Repeated with the same ``tokens.renewal`` within 60 s it answers as before, for answers get lost. Used again in
        any other way it ends the whole sign-in, for somebody else has it.
        """

    def enter(self, db: Session, access_token: str) -> tuple[User, Company]:
        """Make ``db`` the person's whose token this is, from here on to its end."""

    def sign_out(self, db: Session) -> None:
        """End the sign-in that ``db`` was entered with."""

    def rows(
        self, engine: Engine, access_token: str, wanted: Query, parameters: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        """The rows of a query of columns as whose token this is, where that is quicker than to `enter`; else None."""

    # Writes, in a transaction that was entered.

    def add_user(self, db: Session, user: User, password: str) -> int:
        """Add a person (``user.id`` is not looked at) with a password to be changed; gives the id."""

    def reset_password(self, db: Session, user_id: int, password: str) -> None:
        """Give a person another password, to be changed at the next sign-in."""

    def delete(self, db: Session, row: UserRow | ProjectRow | CycleRow) -> None:
        """Delete a row with all that belongs to it."""

    def deliver_session(self, db: Session, record: SessionRecord) -> None:
        """See `Uploads.deliver_session`."""

    def deliver_files(self, db: Session, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int) -> None:
        """See `Uploads.deliver_files`."""

    def take_over(self, db: Session, client_uuid: str, lease_owner: str) -> None:
        """See `Uploads.take_over`."""

    def delegate(self, db: Session, client_uuid: str, access_hash: bytes) -> None:
        """Begin a sign-in of the same person that is good for one upload session only, until `sign_out`.

        Raises:
            NotAllowed: it is another person's, and one is no admin.
            NotFound: there is none.
        """

    def delete_session(self, db: Session, client_uuid: str) -> None:
        """See `Uploads.delete`."""
