"""The files of upload sessions in the journal: planned, claimed, confirmed, failed."""

# ruff: noqa: S608 (what is put into a statement is ours: column names)

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.names import text_form
from desktop_app.domain.states import FileStatus
from desktop_app.domain.values import (
    Confirmed,
    FileUpload,
    Lane,
    Page,
    PlannedFile,
    Receipt,
    utc_now,
)
from desktop_app.journal.reader import Reader
from desktop_app.journal.sessions import instant
from desktop_app.journal.writer import JournalWriter

_COLUMNS = "id, path, size_bytes, mtime_ns, status, attempts, etag, checksum, error_title, error_message, completed_at"

_INSERT = """
INSERT INTO files(session_id, number, path, path_text, size_bytes, mtime_ns, lane, status, revision,
                  etag, checksum, checksum_algorithm, error_code, error_title, error_message, completed_at)
VALUES(:session, (SELECT coalesce(max(number), 0) + 1 FROM files WHERE session_id = :session),
       :path, :path_text, :size_bytes, :mtime_ns, :lane, :status, :revision,
       :etag, :checksum, :checksum_algorithm, :error_code, :error_title, :error_message, :completed_at)
ON CONFLICT(session_id, path) DO NOTHING
"""

_CONFIRMED = """
INSERT OR REPLACE INTO objects
SELECT s.destination_key, f.path, s.local_directory, f.size_bytes, f.mtime_ns, f.etag, f.checksum, f.checksum_algorithm
  FROM files f JOIN upload_sessions s ON s.id = f.session_id WHERE f.id = ?
"""


class FileRows:
    """One row per file. A row's revision rises when the company should hear of it."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    # Planning

    def add(self, session_id: int, planned: Sequence[PlannedFile]) -> None:
        """Write what was planned; rows that an earlier scan wrote stay as they are."""
        now = utc_now().isoformat()
        rows = [
            {
                "session": session_id,
                "path": file.path,
                "path_text": text_form(file.path),
                "size_bytes": file.size_bytes,
                "mtime_ns": file.mtime_ns,
                "lane": file.lane,
                "status": file.status,
                "revision": 0 if file.status is FileStatus.PENDING else 1,
                "etag": file.etag,
                "checksum": file.checksum,
                "checksum_algorithm": file.checksum_algorithm,
                "error_code": file.error_code,
                "error_title": file.error_title,
                "error_message": file.error_message,
                "completed_at": None if file.status is FileStatus.PENDING else now,
            }
            for file in planned
        ]
        self._writer.write(lambda db: db.executemany(_INSERT, rows))

    # Sending

    def waiting(self, session_id: int, lane: Lane, after_id: int, limit: int) -> list[FileUpload]:
        """The next files of a lane that are to be sent, in the order of their ids."""
        rows = self._reader.all(
            f"SELECT {_COLUMNS} FROM files WHERE session_id = ? AND lane = ? AND id > ?"
            " AND status IN ('pending', 'uploading') ORDER BY id LIMIT ?",
            (session_id, lane, after_id, limit),
        )
        return [_file(row) for row in rows]

    def claim(self, file_ids: Sequence[int]) -> None:
        """Write the intent to send, committed before the first byte goes out; each claim is an attempt."""
        self.claim_later(file_ids).result()

    def claim_later(self, file_ids: Sequence[int]) -> "Future[None]":
        """`claim` without waiting: done once the intent is committed, and only then may the first byte go out."""
        now = utc_now().isoformat()
        rows = [(now, file_id) for file_id in file_ids]

        def update(db: sqlite3.Connection) -> None:
            db.executemany(
                "UPDATE files SET status = 'uploading', attempts = attempts + 1, started_at = coalesce(started_at, ?),"
                " error_code = '', error_title = '', error_message = '' WHERE id = ?",
                rows,
            )

        return self._writer.submit(update, urgent=True)

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
        now = utc_now().isoformat()
        rows = [
            (
                one.size_bytes,
                one.mtime_ns,
                one.receipt.etag,
                one.receipt.checksum,
                one.receipt.checksum_algorithm,
                now,
                one.file_id,
            )
            for one in confirmed
        ]
        file_ids = [(one.file_id,) for one in confirmed]

        def update(db: sqlite3.Connection) -> None:
            db.executemany(
                "UPDATE files SET status = 'uploaded', size_bytes = ?, mtime_ns = ?, etag = ?, checksum = ?,"
                " checksum_algorithm = ?, completed_at = ?, revision = revision + 1 WHERE id = ?",
                rows,
            )
            db.executemany(_CONFIRMED, file_ids)
            db.executemany("DELETE FROM multiparts WHERE file_id = ?", file_ids)

        return self._writer.submit(update)

    def fail(self, file_id: int, error: WaybillError) -> "Future[None]":
        """It was not sent, for this reason."""
        values = (error.code, error.title, str(error), utc_now().isoformat(), file_id)

        def update(db: sqlite3.Connection) -> None:
            db.execute(
                "UPDATE files SET status = 'failed', error_code = ?, error_title = ?, error_message = ?,"
                " completed_at = ?, revision = revision + 1 WHERE id = ?",
                values,
            )

        return self._writer.submit(update)

    def put_back(self, session_id: int) -> None:
        """Files that were claimed and not sent wait again; those with parts in the storage stay as they are."""
        self._writer.write(
            lambda db: db.execute(
                "UPDATE files SET status = 'pending' WHERE session_id = ? AND status = 'uploading'"
                " AND id NOT IN (SELECT file_id FROM multiparts)",
                (session_id,),
            )
        )

    def cancel_rest(self, session_id: int) -> None:
        """What has not been sent will not be."""
        now = utc_now().isoformat()
        self._writer.write(
            lambda db: db.execute(
                "UPDATE files SET status = 'cancelled', completed_at = ?, revision = revision + 1"
                " WHERE session_id = ? AND status IN ('pending', 'uploading')",
                (now, session_id),
            )
        )

    def retry_failed(self, session_id: int) -> int:
        """Failed files wait again; how many there were."""
        return self._writer.write(
            lambda db: (
                db.execute(
                    "UPDATE files SET status = 'pending', completed_at = NULL"
                    " WHERE session_id = ? AND status = 'failed'",
                    (session_id,),
                ).rowcount
            )
        )

    # Showing

    def page(self, session_id: int, first: int, count: int) -> Page[FileUpload]:
        """Files ``first`` (0 and up) to ``first + count`` of an upload session, in the order they were found."""
        rows = self._reader.all(
            f"SELECT {_COLUMNS} FROM files WHERE session_id = ? AND number > ? AND number <= ? ORDER BY number",
            (session_id, first, first + count),
        )
        total = self._reader.one("SELECT coalesce(max(number), 0) FROM files WHERE session_id = ?", (session_id,))
        return Page(tuple(_file(row) for row in rows), int(total[0]) if total else 0)

    def in_trouble(self, session_id: int, *, limit: int = 1000) -> list[FileUpload]:
        """Failed and blocked files, in the order they were found."""
        rows = self._reader.all(
            f"SELECT {_COLUMNS} FROM files WHERE session_id = ? AND status IN ('failed', 'blocked')"
            " ORDER BY id LIMIT ?",
            (session_id, limit),
        )
        return [_file(row) for row in rows]


def _file(row: sqlite3.Row) -> FileUpload:
    return FileUpload(
        id=row["id"],
        path=row["path"],
        size_bytes=row["size_bytes"],
        mtime_ns=row["mtime_ns"],
        status=FileStatus(row["status"]),
        attempts=row["attempts"],
        etag=row["etag"],
        checksum=row["checksum"],
        error_title=row["error_title"],
        error_message=row["error_message"],
        completed_at=instant(row["completed_at"]),
    )
