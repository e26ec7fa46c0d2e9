"""A company as a server has it: many people at once over one engine, each by tokens that they bring along.

The server holds no rights of its own. It signs in as each person, and keeps nobody in: whoever comes without a token is
nobody.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.util.concurrency import greenlet_spawn

from desktop_app.company.areas.access import SqlAccess
from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.company.connect.engines import connection_error
from desktop_app.company.database import Database, token_hash
from desktop_app.company.renewal import MemoryRenewal, new_token
from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore, gate_of
from desktop_app.company.store import CompanyStore, RenewalTokens
from desktop_app.domain.company import SignedIn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """A person with the tokens that they go on with."""

    signed_in: SignedIn
    access_token: str = field(repr=False)
    renewal_token: str = field(repr=False)


class ServedCompany:
    """A company that is connected to when it is first asked for; to be used in steps of `run` only."""

    def __init__(
        self,
        address: CompanyAddress | str,
        password: str | None = None,
        *,
        allow_insecure: bool = False,
        most_connections: int = 16,
    ) -> None:
        """As `setup.open_company`, which is called later; raises InvalidValue for what is no address."""
        self._place = CompanyAddress.parse(address) if isinstance(address, str) else address
        self._password = password
        self._allow_insecure = allow_insecure
        self._most_connections = most_connections
        self._engine: Engine | None = None

    async def run(self, step: Callable[[], T]) -> T:
        """Run a step that uses this company without keeping the event loop waiting for the database.

        A step over PostgreSQL runs in a greenlet, where waiting is the event loop's: with threads, Python's lock took
        longer than the queries. A file is waited for in a thread.
        """
        if self._place.kind is AddressKind.SQLITE:
            return await asyncio.to_thread(step)
        return await greenlet_spawn(step)

    @property
    def address(self) -> str:
        """Without a password."""
        return self._place.text

    def check(self) -> None:
        """See that it is there, with the schema this program knows; raises what `setup.open_company` does."""
        engine = self._opened()
        try:
            _ask(engine)
        except SQLAlchemyError:
            # A connection that died in its sleep, maybe; then all of that age were let go of.
            try:
                _ask(engine)
            except SQLAlchemyError as error:
                raise connection_error(error, self._place) from error

    def as_user(self, access_token: str) -> CompanyStore:
        """The company as whose token this is; its calls raise SignedOut once the token has ended."""
        return SqlCompanyStore(self._opened(), self.address, None, access_token)

    def sign_in(self, username: str, password: str, renewal_token: str = "") -> BegunSignIn:
        """See `Access.sign_in`; ``renewal_token`` is one that the person's side has made, else one is made here."""
        return self._begun(renewal_token, lambda access: access.sign_in(username, password))

    def change_password(self, username: str, old: str, new: str, renewal_token: str = "") -> BegunSignIn:
        """See `Access.change_password`; ``renewal_token`` as in `sign_in`."""
        return self._begun(renewal_token, lambda access: access.change_password(username, old, new))

    def renew(self, renewal_token: str, next_token: str) -> BegunSignIn:
        """Use a renewal token once, for the next; the same pair again within 60 s answers a lost answer.

        Raises:
            SignedOut, AccountInactive, MustChangePassword: nobody goes on by it.
        """
        database = self._database(_Pair(renewal_token, next_token))
        return BegunSignIn(database.signed_in(), database.access_token, next_token)

    def delegate(self, access_token: str, client_uuid: str) -> str:
        """A token of the same person that is good for one upload session only, until it signs out.

        Raises:
            NotAllowed: it is another person's, and one is no admin.
            NotFound: there is none.
        """
        database, token = self._database(MemoryRenewal(), access_token), new_token()
        with database.as_user(writing=True) as (db, _):
            database.gate.delegate(db, client_uuid, token_hash(token))
        return token

    def close(self) -> None:
        """Let go of connections."""
        if self._engine is not None:
            self._engine.dispose()

    def _begun(self, renewal_token: str, begin: Callable[[SqlAccess], SignedIn]) -> BegunSignIn:
        token = renewal_token or new_token()
        database = self._database(MemoryRenewal())
        signed_in = begin(SqlAccess(database, lambda: token))
        return BegunSignIn(signed_in, database.access_token, token)

    def _database(self, renewal: RenewalTokens, access_token: str = "") -> Database:
        engine = self._opened()
        return Database(engine, self.address, gate_of(engine), renewal, access_token)

    def _opened(self) -> Engine:
        if self._engine is not None:
            return self._engine
        return self._kept(
            open_company(
                self._place,
                self._password,
                allow_insecure=self._allow_insecure,
                most_connections=self._most_connections,
                in_greenlets=True,
            )
        )

    def _kept(self, opened: Engine) -> Engine:
        """The one engine. No lock: who waits for one in a greenlet lets nobody go on. Several may open it at once."""
        if self._engine is None:
            self._engine = opened
        else:
            opened.dispose()
        return self._engine


def _ask(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(select(1))


class _Pair(MemoryRenewal):
    """`store.RenewalTokens` of one exchange, both of whose tokens are given."""

    def __init__(self, token: str, following: str) -> None:
        super().__init__()
        self._pair = (token, following)

    def exchange(self, renew: Callable[[str, str], None]) -> None:
        """See `RenewalTokens.exchange`."""
        renew(*self._pair)
