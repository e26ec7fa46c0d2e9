"""A choice of an upload session's files, laid down once in a table of its own and paged from there.

SQLite sorts and searches; Python's lock is not held meanwhile, and no row is held in memory. A million files are laid
down by size in about a second; a page of them takes a tenth of a millisecond, however far down it is.
"""

# ruff: noqa: S608 (what is put into a statement is ours: codes and column names)

import sqlite3
import threading
import time
from pathlib import Path

from desktop_app.domain.choice import NOT_SENT, FileChoice, FileOrder
from desktop_app.domain.company import Page
from desktop_app.domain.uploads import FileUpload
from desktop_app.journal.codes import FILE_STATUS, first_id
from desktop_app.journal.files import COLUMNS, file_of
from desktop_app.journal.schema import connect, translate

_TEXT = "coalesce(path_text, CAST(path AS TEXT))"
_ORDERS = {
    FileOrder.FOUND: "id",
    FileOrder.PATH: f"{_TEXT} COLLATE NOCASE",
    FileOrder.SIZE: "size_bytes",
    FileOrder.STATUS: "status",
    FileOrder.ATTEMPTS: "attempts",
}
_REST = 20
"""Of the time that laying it down took, before it is laid down anew while files change; at least a second."""


class FileView:
    """Laid down when it is first asked, and again when the files have changed. Thread-safe; `close` it."""

    def __init__(self, path: Path, session_id: int, choice: FileChoice) -> None:
        """Prepare to look into the journal at ``path``; nothing is read yet."""
        self._path = path
        self._session_id = session_id
        self._choice = choice
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._total = 0
        self._changes: tuple[int, ...] = ()
        self._rests_until = float("-inf")

    def page(self, first: int, count: int) -> Page[FileUpload]:
        """Its files ``first`` (0 and up) to ``first + count``, as they stand now.

        Raises:
            JournalError: the journal cannot be read.
        """
        with self._lock:
            try:
                db = self._opened()
                if time.monotonic() >= self._rests_until and (changes := self._changes_now(db)) != self._changes:
                    self._lay_down(db, changes)
                rows = db.execute(
                    f"SELECT {COLUMNS} FROM chosen JOIN files USING (id) WHERE place > ? AND place <= ? ORDER BY place",
                    (first, first + count),
                ).fetchall()
            except sqlite3.Error as error:
                raise translate(error, self._path) from error
        return Page(tuple(file_of(row) for row in rows), self._total)

    def close(self) -> None:
        """Let go of it; whoever asks for a page after that opens it again."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None
                self._changes = ()

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            # Only what is temporary is written: no statement here names another table to write to.
            self._db = connect(self._path)
            self._db.execute("CREATE TEMP TABLE chosen(place INTEGER PRIMARY KEY, id INTEGER NOT NULL)")
        return self._db

    def _changes_now(self, db: sqlite3.Connection) -> tuple[int, ...]:
        """What is another whenever a file of the session came, or became another."""
        counts = db.execute(
            "SELECT status, files FROM status_counts WHERE session_id = ? ORDER BY status", (self._session_id,)
        ).fetchall()
        return tuple(number for row in counts for number in row)

    def _lay_down(self, db: sqlite3.Connection, changes: tuple[int, ...]) -> None:
        began = time.monotonic()
        where, values = self._where()
        order = f"{_ORDERS[self._choice.order]} {'DESC' if self._choice.descending else 'ASC'}, id"
        db.execute("DELETE FROM chosen")
        self._total = db.execute(
            f"INSERT INTO chosen(id) SELECT id FROM files WHERE {where} ORDER BY {order}", values
        ).rowcount
        self._changes = changes
        took = time.monotonic() - began
        self._rests_until = began + took + max(1.0, took * _REST)

    def _where(self) -> tuple[str, tuple[object, ...]]:
        terms = ["id > ? AND id < ?"]
        values: list[object] = [first_id(self._session_id), first_id(self._session_id + 1)]
        if self._choice.statuses:
            codes = sorted(FILE_STATUS[status] for status in self._choice.statuses)
            terms.append(f"status IN ({', '.join(map(str, codes))})")
            if self._choice.statuses <= NOT_SENT:
                # In the words of the index of files in trouble.
                terms[0:1] = ["session_id = ? AND status IN (4, 5)"]
                values = [self._session_id]
        if self._choice.words:
            pattern = "".join(f"\\{one}" if one in "\\%_" else one for one in self._choice.words)
            terms.append(f"({_TEXT} LIKE ? ESCAPE '\\' OR error_message LIKE ? ESCAPE '\\')")
            values += [f"%{pattern}%"] * 2
        if self._choice.cause:
            terms.append("error_code = ?")
            values.append(self._choice.cause)
        return " AND ".join(terms), tuple(values)
