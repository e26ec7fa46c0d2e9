"""One thread writes the journal and commits for everybody: about every 200 ms, or at once when somebody waits."""

import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.domain.errors import JournalError
from desktop_app.domain.texts import tr
from desktop_app.journal.schema import translate

log = logging.getLogger(__name__)

COMMIT_EVERY = 0.2
"""Seconds that a write which nobody waits for may stay uncommitted (ARCHITECTURE)."""

T = TypeVar("T")
Operation = Callable[[sqlite3.Connection], Any]
_Outcome = tuple[Any, Exception | None]


@dataclass(frozen=True, slots=True)
class _Write:
    operation: Operation
    urgent: bool
    future: Future[Any]


class JournalWriter:
    """Group commit: operations run in the order given, in shared transactions, each alone to blame for its own error.

    When one of them fails, those that share its transaction are run once more: they do nothing but read and write here.
    A future is done only when its operation has been committed, so whoever waits for it may act upon it.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._writes: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._open = True
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    def submit(self, operation: Callable[[sqlite3.Connection], T], *, urgent: bool = False) -> Future[T]:
        """Queue an operation; ``urgent`` commits as soon as the queue is empty. After `close` its future has failed."""
        write = _Write(operation, urgent, Future())
        with self._door:
            if self._open:
                self._writes.put(write)
            else:
                write.future.set_exception(self._closed())
        return write.future

    def write(self, operation: Callable[[sqlite3.Connection], T]) -> T:
        """Run an operation and return when it is committed.

        Raises:
            JournalError: it could not be, for instance JournalFull.
        """
        return self.submit(operation, urgent=True).result()

    def flush(self) -> None:
        """Return when everything queued so far is committed."""
        self.write(lambda _: None)

    def close(self) -> None:
        """Commit what is queued and end the thread."""
        with self._door:
            self._open = False
            self._writes.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (write := self._writes.get()) is not None:
                batch = [write]
                closing = self._gather(batch)
                self._commit(batch)
                if closing:
                    return
        finally:
            # However the thread ends, nobody waits for it for ever.
            with self._door:
                self._open = False
            while not self._writes.empty():
                if (left := self._writes.get()) is not None:
                    left.future.set_exception(self._closed())

    def _gather(self, batch: list[_Write]) -> bool:
        """Fill the batch until it is time to commit; True when the writer is to close."""
        until = time.monotonic() + COMMIT_EVERY
        urgent = batch[0].urgent
        while True:
            try:
                write = (
                    self._writes.get_nowait()
                    if urgent
                    else self._writes.get(timeout=max(0.0, until - time.monotonic()))
                )
            except queue.Empty:
                return False
            if write is None:
                return True
            batch.append(write)
            urgent = urgent or write.urgent
            if time.monotonic() > until:
                return False

    def _commit(self, batch: list[_Write]) -> None:
        try:
            outcomes = self._together(batch) or self._each_by_itself(batch)
        except Exception as error:  # Whatever it is, those who wait must hear of it.
            log.exception("journal commit failed")
            self._roll_back()
            for write in batch:
                write.future.set_exception(self._translated(error))
            return
        for write, (result, failed) in zip(batch, outcomes, strict=True):
            if failed is None:
                write.future.set_result(result)
            else:
                write.future.set_exception(failed)

    def _together(self, batch: list[_Write]) -> list[_Outcome] | None:
        """Run and commit operations that all succeed, as nearly always; if one does not, none of them has run.

        Without a savepoint: within one SQLite keeps a copy of every page that a row touches, for each row anew, in a
        file that grows until the end, which took twice as long as the writing itself.
        """
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes: list[_Outcome] = [(self._run_one(write.operation), None) for write in batch]
        except Exception:  # Whose it is, and what it is, comes to light when each is run by itself.
            self._roll_back()
            return None
        self._connection.execute("COMMIT")
        return outcomes

    def _each_by_itself(self, batch: list[_Write]) -> list[_Outcome]:
        """Run operations so that an error of one takes nothing else with it, and commit the others."""
        self._connection.execute("BEGIN IMMEDIATE")
        outcomes = [self._attempt(write.operation) for write in batch]
        self._connection.execute("COMMIT")
        return outcomes

    def _run_one(self, operation: Operation) -> Any:
        result = operation(self._connection)
        # A cursor stays here: freed on the waiter's thread, it would reset a statement that this one is running.
        return None if isinstance(result, sqlite3.Cursor) else result

    def _attempt(self, operation: Operation) -> _Outcome:
        self._connection.execute("SAVEPOINT operation")
        try:
            result = self._run_one(operation)
        except Exception as error:  # Whatever it is, it belongs to who waits for the future.
            if not self._connection.in_transaction:
                raise  # A full or failing disk: SQLite has rolled everything back.
            self._connection.execute("ROLLBACK TO operation")
            self._connection.execute("RELEASE operation")
            return None, self._translated(error)
        self._connection.execute("RELEASE operation")
        return result, None

    def _roll_back(self) -> None:
        try:
            with contextlib.suppress(sqlite3.Error):  # The disk may refuse even this; the next BEGIN tells.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            log.exception("journal rollback failed")

    def _closed(self) -> JournalError:
        return JournalError(tr("The journal {path} is closed. What was noted before is kept.", path=self._path))

    def _translated(self, error: Exception) -> Exception:
        if not isinstance(error, sqlite3.Error):
            return error
        failure = translate(error, self._path)
        failure.__cause__ = error
        return failure
