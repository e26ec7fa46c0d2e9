"""The files of upload sessions in the journal: planned, claimed, confirmed, failed."""

# ruff: noqa: S608 (what is put into a statement is ours: column names)

import json
import sqlite3
from collections.abc import Collection, Sequence
from concurrent.futures import Future

from desktop_app.domain.company import Page
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.names import text_form
from desktop_app.domain.objects import Confirmed, Lane, PlannedFile, Receipt
from desktop_app.domain.sqlite_rows import ForRows, Row, in_one, rows_of
from desktop_app.domain.states import FileStatus
from desktop_app.domain.uploads import Cause, FileUpload
from desktop_app.journal.codes import (
    FILE_STATUS,
    LANE,
    STATUS_OF_CODE,
    first_id,
    first_revision,
    instant_of,
    now,
    session_of,
)
from desktop_app.journal.reader import Reader
from desktop_app.journal.writer import JournalWriter

COLUMNS = (
    "id, path, size_bytes, mtime_ns, status, attempts, etag, checksum, error_title, error_message, completed_at,"
    " error_code"
)
"""What `file_of` reads."""

_WAITING = ("path", "id", "path_text", "size_bytes", "mtime_ns", "lane")
_SETTLED = (
    *_WAITING,
    *("status", "revision", "etag", "checksum", "checksum_algorithm", "error_code", "error_title", "error_message"),
)


def _insert(*columns: str) -> ForRows:
    listed = ", ".join(columns)
    return ForRows(
        f"INSERT INTO files(session_id, completed_at, {listed}) SELECT ?1, ?2, {listed} FROM {{new}}"
        " WHERE true ON CONFLICT(session_id, path) DO NOTHING",
        *columns,
    )


_INSERT_WAITING = _insert(*_WAITING)
_INSERT_SETTLED = _insert(*_SETTLED)

_THESE = "(SELECT value FROM json_each(?))"
"""Files by their ids as a JSON array: one statement for all of them."""

_NEXT = in_one(
    ("id", "hex(path)", "size_bytes", "mtime_ns", "status", "attempts"),
    "FROM files WHERE lane = ? AND id > ? AND id < ? AND status IN (0, 1) ORDER BY id LIMIT ?",
)

_CLAIM = f"""
UPDATE files SET status = 1, attempts = attempts + 1, started_at = coalesce(started_at, ?),
                 error_code = '', error_title = '', error_message = '' WHERE id IN {_THESE}
"""

_CONFIRM = ForRows(
    """
UPDATE files SET status = 2, size_bytes = new.size_bytes, mtime_ns = new.mtime_ns, etag = new.etag,
                 checksum = new.checksum, checksum_algorithm = new.checksum_algorithm,
                 completed_at = ?1, revision = ?2 + (files.id & 0xffffffff)
  FROM {new} WHERE files.id = new.id
""",
    *("id", "size_bytes", "mtime_ns", "etag", "checksum", "checksum_algorithm"),
)

_CONFIRMED = f"""
INSERT OR REPLACE INTO objects
SELECT s.destination_key, f.path, s.local_directory, f.size_bytes, f.mtime_ns, f.etag, f.checksum, f.checksum_algorithm
  FROM files f JOIN upload_sessions s ON s.id = f.session_id WHERE f.id IN {_THESE}
"""


class FileRows:
    """One row per file. A row's revision rises when the company should hear of it."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    # Planning

    def add(self, session_id: int, planned: Sequence[PlannedFile]) -> None:
        """Write what was planned; rows that an earlier scan wrote stay as they are."""
        settled_at = now()

        def insert(db: sqlite3.Connection) -> None:
            first = _last_id(db, session_id) + 1
            waiting: list[Row] = []
            settled: list[Row] = []
            change = 0
            if not all(file.status is FileStatus.PENDING for file in planned):
                change = count_change(db, session_id)
            for file_id, file in enumerate(planned, start=first):
                row = (file.path, file_id, _other_text(file.path), file.size_bytes, file.mtime_ns, LANE[file.lane])
                if file.status is FileStatus.PENDING:
                    waiting.append(row)
                    continue
                settled.append(
                    (
                        *row,
                        FILE_STATUS[file.status],
                        change + file_id - first_id(session_id),
                        file.etag,
                        file.checksum,
                        file.checksum_algorithm,
                        file.error_code,
                        file.error_title,
                        file.error_message,
                    )
                )
            added = _add(db, _INSERT_WAITING, session_id, None, waiting)
            added += _add(db, _INSERT_SETTLED, session_id, settled_at, settled)
            if added < len(planned):
                _close_gaps(db, session_id, first)

        self._writer.write(insert)

    # Sending

    def waiting(self, session_id: int, lane: Lane, after_id: int, limit: int) -> list[FileUpload]:
        """The next files of a lane that are to be sent, in the order of their ids."""
        answer = self._reader.one(
            _NEXT, (LANE[lane], max(after_id, first_id(session_id)), first_id(session_id + 1), limit)
        )
        return [
            FileUpload(file_id, bytes.fromhex(path), size_bytes, mtime_ns, STATUS_OF_CODE[status], attempts)
            for file_id, path, size_bytes, mtime_ns, status, attempts in rows_of(answer or ("[]",))
        ]

    def claim(self, file_ids: Sequence[int]) -> None:
        """Write the intent to send, committed before the first byte goes out; each claim is an attempt."""
        self.claim_later(file_ids).result()

    def claim_later(self, file_ids: Sequence[int]) -> "Future[None]":
        """`claim` without waiting: done once the intent is committed, and only then may the first byte go out."""
        values = (now(), json.dumps(list(file_ids)))

        def update(db: sqlite3.Connection) -> None:
            db.execute(_CLAIM, values)

        return self._writer.submit(update, urgent=True)

    def unclaim(self, file_ids: Sequence[int]) -> None:
        """Files that were claimed and whose turn did not come were not tried; `put_back` lets them wait again."""
        values = (json.dumps(list(file_ids)),)
        self._writer.submit(
            lambda db: db.execute(
                f"UPDATE files SET attempts = attempts - 1 WHERE id IN {_THESE} AND status = 1", values
            )
        )

    def count_attempt(self, file_id: int) -> None:
        """A part of it is sent once more."""
        self._writer.submit(lambda db: db.execute("UPDATE files SET attempts = attempts + 1 WHERE id = ?", (file_id,)))

    def resize(self, file_id: int, size_bytes: int, mtime_ns: int) -> None:
        """The file on the disk is another than was planned, and is sent as it is now."""
        self._writer.write(
            lambda db: db.execute(
                "UPDATE files SET size_bytes = ?, mtime_ns = ? WHERE id = ?", (size_bytes, mtime_ns, file_id)
            )
        )

    def confirm(self, file_id: int, size_bytes: int, mtime_ns: int, receipt: Receipt) -> "Future[None]":
        """`confirm_all` for one file."""
        return self.confirm_all((Confirmed(file_id, size_bytes, mtime_ns, receipt),))

    def confirm_all(self, confirmed: Sequence[Confirmed]) -> "Future[None]":
        """The storage has confirmed them: the only way files become uploaded. They are noted together or not at all."""
        at = now()
        # Nearly always one upload session's; an id tells which.
        sessions: dict[int, list[Confirmed]] = {}
        for one in confirmed:
            sessions.setdefault(session_of(one.file_id), []).append(one)

        def update(db: sqlite3.Connection) -> None:
            for session_id, its in sessions.items():
                _confirm(db, count_change(db, session_id), at, its)

        return self._writer.submit(update)

    def fail(self, file_id: int, error: WaybillError) -> "Future[None]":
        """It was not sent, for this reason."""
        at = now()

        def update(db: sqlite3.Connection) -> None:
            change = count_change(db, session_of(file_id))
            db.execute(
                "UPDATE files SET status = 4, error_code = ?, error_title = ?, error_message = ?, completed_at = ?,"
                " revision = ? + (id & 0xffffffff) WHERE id = ?",
                (error.code, error.title, str(error), at, change, file_id),
            )

        return self._writer.submit(update)

    def put_back(self, session_id: int) -> None:
        """Files that were claimed and not sent wait again; those with parts in the storage stay as they are."""
        self._writer.write(
            lambda db: db.execute(
                "UPDATE files SET status = 0 WHERE lane IN (0, 1) AND id > ? AND id < ? AND status IN (0, 1)"
                " AND status = 1 AND id NOT IN (SELECT file_id FROM multiparts)",
                _ids(session_id),
            )
        )

    def cancel_rest(self, session_id: int) -> None:
        """What has not been sent will not be."""
        at = now()

        def update(db: sqlite3.Connection) -> None:
            change = count_change(db, session_id)
            db.execute(
                "UPDATE files SET status = 6, completed_at = ?, revision = ? + (id & 0xffffffff)"
                " WHERE lane IN (0, 1) AND id > ? AND id < ? AND status IN (0, 1)",
                (at, change, *_ids(session_id)),
            )

        self._writer.write(update)

    def retry_failed(self, session_id: int, *, cause: str = "", ids: Collection[int] = ()) -> int:
        """Failed files wait again: all of them, or those of one cause, or those of these ids; how many there were."""
        sql = (
            "UPDATE files SET status = 0, completed_at = NULL"
            " WHERE session_id = :session AND status IN (4, 5) AND status = 4"
            " AND (:cause = '' OR error_code = :cause)"
            " AND (:ids = '[]' OR id IN (SELECT value FROM json_each(:ids)))"
        )
        values = {"session": session_id, "cause": cause, "ids": json.dumps(list(ids))}
        return self._writer.write(lambda db: db.execute(sql, values).rowcount)

    # Showing

    def page(self, session_id: int, first: int, count: int) -> Page[FileUpload]:
        """Files ``first`` (0 and up) to ``first + count`` of an upload session, in the order they were found."""
        before = first_id(session_id) + first
        rows = self._reader.all(
            f"SELECT {COLUMNS} FROM files WHERE id > ? AND id <= ? ORDER BY id", (before, before + count)
        )
        with self._reader.connection() as db:
            total = _last_id(db, session_id) - first_id(session_id)
        return Page(tuple(file_of(row) for row in rows), total)

    def causes(self, session_id: int) -> list[Cause]:
        """Why files were not sent, the most frequent first."""
        # SQLite takes the columns beside min() from the row that has it.
        rows = self._reader.all(
            "SELECT error_code, error_title, status, count(*) AS files, sum(size_bytes) AS size_bytes,"
            " path, error_message, min(id) FROM files WHERE session_id = ? AND status IN (4, 5)"
            " GROUP BY error_code, status ORDER BY files DESC, min(id)",
            (session_id,),
        )
        return [
            Cause(
                row["error_code"],
                row["error_title"],
                STATUS_OF_CODE[row["status"]],
                row["files"],
                row["size_bytes"],
                row["path"],
                row["error_message"],
            )
            for row in rows
        ]

    def in_trouble(self, session_id: int, *, limit: int = 1000) -> list[FileUpload]:
        """Failed and blocked files, in the order they were found."""
        rows = self._reader.all(
            f"SELECT {COLUMNS} FROM files WHERE session_id = ? AND status IN (4, 5) ORDER BY id LIMIT ?",
            (session_id, limit),
        )
        return [file_of(row) for row in rows]


def count_change(db: sqlite3.Connection, session_id: int) -> int:
    """Count a change of an upload session's files that the company should hear of.

    A file's revision is what this gives plus the file's number: a later change gives higher ones, and each is its own.
    """
    sql = "UPDATE upload_sessions SET changes = changes + 1 WHERE id = ? RETURNING changes"
    return first_revision(int(db.execute(sql, (session_id,)).fetchone()[0]))


def _confirm(db: sqlite3.Connection, change: int, at: int, confirmed: Sequence[Confirmed]) -> None:
    rows = [(one.file_id, one.size_bytes, one.mtime_ns, *one.receipt) for one in confirmed]
    for execution in _CONFIRM.executions(rows, at, change):
        db.execute(*execution)
    these = (json.dumps([one.file_id for one in confirmed]),)
    db.execute(_CONFIRMED, these)
    db.execute(f"DELETE FROM multiparts WHERE file_id IN {_THESE}", these)


def _add(
    db: sqlite3.Connection, insert: ForRows, session_id: int, completed_at: int | None, rows: Sequence[Row]
) -> int:
    """Insert files that have no row; how many there were."""
    return sum(db.execute(*each).rowcount for each in insert.executions(rows, session_id, completed_at))


def _ids(session_id: int) -> tuple[int, int]:
    """What all ids of an upload session's files lie between."""
    return first_id(session_id), first_id(session_id + 1)


def _last_id(db: sqlite3.Connection, session_id: int) -> int:
    """The highest id of an upload session's files, or what they are counted from."""
    row = db.execute("SELECT max(id) FROM files WHERE id > ? AND id < ?", _ids(session_id)).fetchone()
    return first_id(session_id) if row[0] is None else int(row[0])


def _close_gaps(db: sqlite3.Connection, session_id: int, first: int) -> None:
    """Number the files from the id ``first`` on anew: some were not added, for an earlier scan wrote them."""
    new = db.execute("SELECT id FROM files WHERE id >= ? AND id < ? ORDER BY id", (first, first_id(session_id + 1)))
    moves = [(there, here) for there, (here,) in enumerate(new.fetchall(), start=first) if there != here]
    db.executemany("UPDATE files SET id = ? WHERE id = ?", moves)


def _other_text(path: bytes) -> str | None:
    """The text form of a path, where it is not the path itself."""
    try:
        text = path.decode()
    except UnicodeDecodeError:
        return text_form(path)
    form = text_form(path)
    return None if form == text else form


def file_of(row: sqlite3.Row) -> FileUpload:
    """A file from its row of `COLUMNS`."""
    # By position, in the order of `COLUMNS`: asking a row for its columns by name takes as long as reading it.
    file_id, path, size_bytes, mtime_ns, status, attempts, etag, checksum, title, message, completed_at, code = row
    return FileUpload(
        file_id,
        path,
        size_bytes,
        mtime_ns,
        STATUS_OF_CODE[status],
        attempts,
        etag,
        checksum,
        title,
        message,
        instant_of(completed_at),
        code,
    )
