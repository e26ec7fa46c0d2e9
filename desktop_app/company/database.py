"""One person's way into a company in SQL: transactions as that person, and errors in the domain's words."""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.engines import connection_error, password_changed
from desktop_app.company.gate import Gate, Query, TokenHashes
from desktop_app.company.renewal import new_token
from desktop_app.company.scope import ScopedSession
from desktop_app.company.store import RenewalTokens
from desktop_app.domain.company import Company, SignedIn, User
from desktop_app.domain.errors import (
    CompanyPasswordNeeded,
    CompanyUnreachable,
    Conflict,
    DeliveryRefused,
    InvalidValue,
    NotAllowed,
    NotFound,
    NotPossibleNow,
    SignedOut,
    TakenOver,
    WaybillError,
)
from desktop_app.domain.texts import tr

# What our functions and triggers in PostgreSQL raise, by SQLSTATE (migrations/sql).
_REFUSALS: dict[str, type[WaybillError]] = {
    "WB401": SignedOut,
    "WB403": NotAllowed,
    "WB404": NotFound,
    "WB409": Conflict,
    "WB410": NotPossibleNow,
    "WB461": DeliveryRefused,
    "WB462": TakenOver,
}
_INVALID = "WB400"
_NOT_GRANTED = "42501"
_NO_ROOM = "54000"
_NONE: Mapping[str, Any] = {}


class Database:
    """Transactions with a company's database, as whoever signed in through it. Thread-safe."""

    def __init__(
        self, engine: Engine, address: str, gate: Gate, renewal: RenewalTokens, access_token: str = ""
    ) -> None:
        self.address = address
        self.gate = gate
        self.renewal = renewal
        self._engine = engine
        self._access_token = access_token
        self._renewing = threading.RLock()

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    @contextmanager
    def transaction(self, *, writing: bool = False) -> Iterator[Session]:
        """A transaction as nobody. ``writing`` takes SQLite's write lock at once, so that nothing read grows old."""
        engine = self._engine.execution_options(writing=writing)
        try:
            with ScopedSession(engine) as db, db.begin():
                yield db
        except SQLAlchemyError as error:
            raise self._translated(error) from error

    @contextmanager
    def as_user(self, *, writing: bool = False) -> Iterator[tuple[Session, User]]:
        """A transaction as the person who is signed in; renews what has run out.

        Raises:
            SignedOut, MustChangePassword, AccountInactive, CompanyUnreachable: see `company.store`.
        """
        with ExitStack() as stack:
            db, user, _ = self._enter(stack, writing)
            yield db, user

    def rows(self, wanted: Query, parameters: Mapping[str, Any] = _NONE) -> Sequence[Any]:
        """The rows of a query of columns, as the person who is signed in; renews what has run out.

        The query is the same object each time, for it is compiled once; what differs are its ``parameters``.

        Raises:
            SignedOut, MustChangePassword, AccountInactive, CompanyUnreachable: see `company.store`.
        """
        token = self._access_token
        try:
            if token and (found := self.gate.rows(self._engine, token, wanted, parameters)) is not None:
                return found
        except SignedOut:
            self._renew(instead_of=token)
        except SQLAlchemyError as error:
            raise self._translated(error) from error
        with self.as_user() as (db, _):
            return db.execute(wanted, parameters).all()

    def signed_in(self) -> SignedIn:
        """Who is signed in; raises as `as_user` does."""
        with ExitStack() as stack:
            _, user, company = self._enter(stack, writing=False)
            return SignedIn(self.address, company, user)

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """While a sign-in begins: nobody renews the one it takes the place of, and loses the new token over it."""
        with self._renewing:
            yield

    @property
    def access_token(self) -> str:
        """What transactions are entered with; empty while nobody is signed in."""
        return self._access_token

    def begin_with(self, access_token: str) -> None:
        """Go on with this access token."""
        self._access_token = access_token

    def forget(self) -> None:
        """Be nobody again."""
        self._access_token = ""
        self.renewal.forget()

    def _enter(self, stack: ExitStack, writing: bool) -> tuple[Session, User, Company]:
        """A transaction entered with the access token, or with the next one if it has run out."""
        token = self._access_token
        if token:
            with ExitStack() as attempt:
                db = attempt.enter_context(self.transaction(writing=writing))
                try:
                    user, company = self.gate.enter(db, token)
                except SignedOut:
                    pass
                else:
                    stack.push(attempt.pop_all())
                    return db, user, company
        self._renew(instead_of=token)
        db = stack.enter_context(self.transaction(writing=writing))
        return db, *self.gate.enter(db, self._access_token)

    def _renew(self, *, instead_of: str) -> None:
        with self._renewing:
            if self._access_token != instead_of:
                return  # Another thread was quicker.
            with self.transaction() as db:
                db.connection()  # While the company is away no token is spent on it.
            self.renewal.exchange(self._exchange)

    def _exchange(self, token: str, fresh: str) -> None:
        access = new_token()
        with self.transaction(writing=True) as db:
            refusal = self.gate.renew(db, token, hashes(access, fresh))
        if refusal is not None:
            raise refusal
        self._access_token = access

    def _translated(self, error: SQLAlchemyError) -> WaybillError:
        reason = said = str(getattr(error, "orig", None) or error)
        if isinstance(error, DBAPIError):
            sqlstate = getattr(error.orig, "sqlstate", None) or ""
            diagnosis = getattr(error.orig, "diag", None)
            said = getattr(diagnosis, "message_primary", None) or reason
            if sqlstate == _INVALID:
                return InvalidValue(getattr(diagnosis, "column_name", None) or "", said)
            if sqlstate in _REFUSALS:
                return _REFUSALS[sqlstate](said)
            if sqlstate == _NOT_GRANTED:
                return NotAllowed(tr("The company's database does not allow this ({said}).", said=said))
            if sqlstate == _NO_ROOM:
                # psycopg counts it among what may pass; trying again for ever would keep back all that is behind it.
                return Conflict(tr("This is more than the company's database has room for ({said}).", said=said))
        if isinstance(error, StaleDataError):
            # Seen a moment ago, and not there to be written: a policy lets only some people.
            return NotAllowed(tr("This takes an admin, or somebody has deleted it meanwhile. Ask your admin."))
        if isinstance(error, IntegrityError | DataError):
            # Not the details: PostgreSQL quotes the row there, as the function's owner sees it.
            return Conflict(tr("This does not go together with what the company has ({reason}).", reason=said))
        if self._engine.dialect.name == "postgresql":
            address = CompanyAddress.parse(self.address)
            if isinstance(connection_error(error, address), CompanyPasswordNeeded):
                return password_changed(address)
        return CompanyUnreachable(
            tr(
                "The company at {address} does not answer ({reason}). Look at the address and at the network. What is "
                "being sent goes on, and its records follow.",
                address=self.address,
                reason=reason,
            )
        )


def hashes(access_token: str, renewal_token: str) -> TokenHashes:
    """What the company keeps of two tokens."""
    return TokenHashes(token_hash(access_token), token_hash(renewal_token))


def token_hash(token: str) -> bytes:
    """SHA-256 of a token's text."""
    return hashlib.sha256(token.encode()).digest()
