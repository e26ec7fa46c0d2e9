"""Two companies in one database, and what a workstation of one has: its login, its people's tokens, and psql."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg

from tests.postgres import PostgresServer

Row = tuple[Any, ...]
_PATIENCE = 30


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    id: int
    username: str
    password: str
    token: str
    renewal: str


@dataclass(frozen=True)
class Side:
    """A company with its login."""

    company_id: int
    name: str
    role: str
    password: str
    admin: Person
    deputy: Person
    """Another admin."""
    user: Person
    colleague: Person
    project_id: int
    cycle_id: int
    bucket: str
    idle: str
    """An upload of `user` that was interrupted."""
    active: str
    """An upload of `user` that is being sent."""
    ended: str
    """An upload of `user` that is completed, with one file."""


class Client:
    """psql as a workstation has it: each `run` is a transaction of its own."""

    def __init__(self, connection: psycopg.Connection[Row], token: str) -> None:
        self.connection = connection
        self._token = token

    def run(self, statement: str, *params: Any) -> list[Row]:
        """Run one statement as the person and commit; gives its rows."""
        with self.transaction():
            return self.ask(statement, *params)

    def ask(self, statement: str, *params: Any) -> list[Row]:
        """Run one statement in the transaction there is."""
        cursor = self.connection.execute(statement.encode(), params or None)
        return cursor.fetchall() if cursor.description else []

    def changed(self, statement: str, *params: Any) -> int:
        """Run one statement as the person and commit; gives how many rows it changed."""
        with self.transaction():
            return self.connection.execute(statement.encode(), params or None).rowcount

    @contextmanager
    def transaction(self, *, isolation: str = "READ COMMITTED", undo: bool = False) -> Iterator[None]:
        """A transaction as the person, rolled back at its end if ``undo``."""
        with self.connection.transaction(force_rollback=undo):
            self.ask(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
            self.ask("SELECT set_config('app.token', %s, true)", self._token)
            yield


@dataclass
class Scene:
    """A fresh copy of both companies."""

    server: PostgresServer
    database: str
    ours: Side
    """The attacker's."""
    theirs: Side
    _open: ExitStack = field(default_factory=ExitStack)

    def client(self, person: Person | None = None, side: Side | None = None) -> Client:
        """A workstation of a company, ours unless said, with a person's token, whosever it is."""
        side = side or self.ours
        url = self.server.url(self.database, side.role, side.password)
        connection = self._open.enter_context(psycopg.connect(url, autocommit=True))
        return Client(connection, person.token if person else "")

    @property
    def user(self) -> Client:
        """Our user."""
        return self.client(self.ours.user)

    @property
    def admin(self) -> Client:
        """Our admin."""
        return self.client(self.ours.admin)

    @property
    def their_admin(self) -> Client:
        """Their admin, at a workstation of theirs."""
        return self.client(self.theirs.admin, self.theirs)

    def look(self, statement: str, *params: Any) -> Any:
        """The first value of a query as the superuser, who sees all."""
        row = self._superuser.execute(statement.encode(), params or None).fetchone()
        return row[0] if row else None

    def do(self, statement: str, *params: Any) -> None:
        """Change something as the superuser."""
        self._superuser.execute(statement.encode(), params or None)

    @cached_property
    def _superuser(self) -> psycopg.Connection[Row]:
        return self._open.enter_context(psycopg.connect(self.server.url(self.database), autocommit=True))

    def let_go(self) -> None:
        """Close connections, so that none of an attack's is left."""
        self._open.close()
        self.__dict__.pop("_superuser", None)

    def meet(
        self,
        first: tuple[Client, str, Row],
        second: tuple[Client, str, Row],
        *,
        isolation: str = "READ COMMITTED",
        meanwhile: Callable[[], None] = lambda: None,
    ) -> list[Row]:
        """Run a statement of each so that the second comes while the first is not committed.

        Gives the second's rows, or raises its error.
        """
        (one, statement, params), outcome = first, Outcome()
        with one.transaction(isolation=isolation):
            one.ask(statement, *params)
            waiting = threading.Thread(target=outcome.of, args=(*second, isolation))
            waiting.start()
            self.wait_until_stuck(second[0], waiting)
            meanwhile()
        waiting.join(_PATIENCE)
        return outcome.told()

    def wait_until_stuck(self, client: Client, running: threading.Thread) -> None:
        """Return once a statement that runs in a thread waits for a lock, or has ended."""
        stuck = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
        until = time.monotonic() + _PATIENCE
        while running.is_alive() and not self.look(stuck, client.connection.info.backend_pid):
            assert time.monotonic() < until, "The statement neither ends nor waits."
            time.sleep(0.01)


class Outcome:
    """What a thread's statement came to."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._error: psycopg.Error | None = None

    def of(self, client: Client, statement: str, params: Row, isolation: str = "READ COMMITTED") -> None:
        """Run it, as the thread."""
        try:
            with client.transaction(isolation=isolation):
                self._rows = client.ask(statement, *params)
        except psycopg.Error as error:
            self._error = error

    def told(self) -> list[Row]:
        """Its rows; raises its error."""
        if self._error is not None:
            raise self._error
        return self._rows
