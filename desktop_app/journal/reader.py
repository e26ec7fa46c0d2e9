"""Reading beside the writer: WAL lets both go on, each reader seeing what was committed when it began."""

import queue
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.journal.schema import connect, translate

Parameters = tuple[object, ...] | dict[str, object]


class Reader:
    """A pool of read-only connections, as many as are in use at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to one thread.

        Raises:
            JournalError: the journal cannot be read.
        """
        try:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = connect(self._path, read_only=True)
            try:
                yield connection
            finally:
                if self._closed:
                    connection.close()
                else:
                    self._idle.put(connection)
        except sqlite3.Error as error:
            raise translate(error, self._path) from error

    def all(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Every row of a query."""
        with self.connection() as connection:
            return connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with self.connection() as connection:
            row: sqlite3.Row | None = connection.execute(sql, parameters).fetchone()
            return row

    def close(self) -> None:
        """Close the idle connections; a lent one closes when it comes back."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return
