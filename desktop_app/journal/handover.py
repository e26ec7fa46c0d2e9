"""Writes down an upload session that another workstation began: its row, its files, the parts in the storage."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.states import FileStatus
from desktop_app.domain.values import Lane, Multipart, UploadSession
from desktop_app.journal.codes import FILE_STATUS, LANE, change_of, microseconds_of
from desktop_app.journal.files import close_gaps, count_change, last_id, other_text
from desktop_app.journal.sessions import SessionRows
from desktop_app.journal.writer import JournalWriter

UNFINISHED = "The upload is still being taken over from the other workstation. Take it over again to finish that."
"""What stands at an upload session until all of it is written down, so that nobody goes on with a part of it."""

_INSERT = """
INSERT INTO files(id, session_id, path, path_text, size_bytes, mtime_ns, lane, status, attempts, revision,
                  etag, checksum, checksum_algorithm, error_code, error_title, error_message, started_at, completed_at)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(session_id, path) DO NOTHING
"""
_NEWS = -1
"""The revision of what the company does not know yet, until all of its own are known."""
_THERE = """
INSERT OR REPLACE INTO objects
SELECT s.destination_key, f.path, s.local_directory, f.size_bytes, f.mtime_ns, f.etag, f.checksum, f.checksum_algorithm
  FROM files f JOIN upload_sessions s ON s.id = f.session_id WHERE f.session_id = ? AND f.path = ?
"""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file of another workstation's upload session as this one goes on with it."""

    path: bytes
    size_bytes: int
    mtime_ns: int
    lane: Lane
    status: FileStatus
    revision: int
    """The company's; 0 where it has none."""
    is_news: bool = False
    """Whether the company is to hear of it."""
    attempts: int = 0
    etag: str = ""
    checksum: str = ""
    checksum_algorithm: str = ""
    error_code: str = ""
    error_title: str = ""
    error_message: str = ""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    multipart: Multipart | None = None
    is_here: bool = False
    """Whether this workstation's file is the one in the bucket, so that a later upload can skip it."""


class HandoverRows:
    """Everything is written in steps that may be begun anew; until `finish` the upload session is out of reach."""

    def __init__(self, sessions: SessionRows, writer: JournalWriter) -> None:
        self._sessions = sessions
        self._writer = writer

    def begin(self, account_id: int, upload: UploadSession, lease_epoch: int, revision: int) -> UploadSession:
        """Write the upload session in place of what an earlier hold, or an attempt that broke off, left of it."""
        self._writer.write(
            lambda db: db.execute("DELETE FROM upload_sessions WHERE client_uuid = ?", (upload.client_uuid,))
        )
        added = self._sessions.add(account_id, upload)
        started = upload.started_at.isoformat() if upload.started_at else None
        self._writer.write(
            lambda db: db.execute(
                "UPDATE upload_sessions SET lease_epoch = ?, revision = ?, delivered_revision = ?, started_at = ?,"
                " taken_over = ?, refusal = ? WHERE id = ?",
                (lease_epoch, revision, revision, started, UNFINISHED, UNFINISHED, added.id),
            )
        )
        return added

    def add(self, session_id: int, files: Sequence[TakenFile]) -> None:
        """Write some of its files."""
        known = max((file.revision for file in files), default=0)

        def insert(db: sqlite3.Connection) -> None:
            first = last_id(db, session_id) + 1
            rows = [_row(file_id, session_id, file) for file_id, file in enumerate(files, start=first)]
            if db.executemany(_INSERT, rows).rowcount < len(rows):
                close_gaps(db, session_id, first)
            # What is written down from now on has to have higher revisions than the other workstation gave.
            db.execute(
                "UPDATE upload_sessions SET changes = max(changes, ?) WHERE id = ?", (change_of(known) + 1, session_id)
            )
            for file in files:
                if file.is_here:
                    db.execute(_THERE, (session_id, file.path))
                if file.multipart is not None:
                    _insert_parts(db, session_id, file.path, file.multipart)

        self._writer.write(insert)

    def finish(self, session_id: int) -> None:
        """All of it is there: it can be gone on with, and the company hears what is new."""

        def end(db: sqlite3.Connection) -> None:
            delivered, change = count_change(db, session_id), count_change(db, session_id)
            db.execute(
                "UPDATE files SET revision = ? + (id & 0xffffffff) WHERE session_id = ? AND revision = ?",
                (change, session_id, _NEWS),
            )
            db.execute(
                "UPDATE upload_sessions SET files_delivered = ?, taken_over = NULL, refusal = NULL,"
                " revision = revision + 1 WHERE id = ?",
                (delivered, session_id),
            )

        self._writer.write(end)


def _row(file_id: int, session_id: int, file: TakenFile) -> tuple[object, ...]:
    return (
        file_id,
        session_id,
        file.path,
        other_text(file.path),
        file.size_bytes,
        file.mtime_ns,
        LANE[file.lane],
        FILE_STATUS[file.status],
        file.attempts,
        _NEWS if file.is_news else file.revision,
        file.etag,
        file.checksum,
        str(file.checksum_algorithm),
        file.error_code,
        file.error_title,
        file.error_message,
        microseconds_of(file.started_at),
        microseconds_of(file.completed_at),
    )


def _insert_parts(db: sqlite3.Connection, session_id: int, path: bytes, multipart: Multipart) -> None:
    row = db.execute("SELECT id FROM files WHERE session_id = ? AND path = ?", (session_id, path)).fetchone()
    file_id = row[0]
    db.execute(
        "INSERT INTO multiparts VALUES(?, ?, ?, ?)",
        (file_id, multipart.upload_id, multipart.part_size, multipart.checksum_algorithm),
    )
    db.executemany(
        "INSERT INTO parts VALUES(?, ?, ?, ?, ?)",
        [(file_id, part.number, part.size, part.etag, part.checksum) for part in multipart.parts],
    )
