"""Writes down an upload session that another workstation began: its row, its files, the parts in the storage."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.names import text_form
from desktop_app.domain.objects import Lane, Multipart
from desktop_app.domain.states import FileStatus
from desktop_app.domain.uploads import UploadSession
from desktop_app.journal.codes import FILE_STATUS, LANE, change_of, first_id, first_revision, microseconds_of
from desktop_app.journal.reader import Reader
from desktop_app.journal.sessions import SessionRows, insert_session
from desktop_app.journal.writer import JournalWriter

UNFINISHED = "The upload is still being taken over from the other workstation. Take it over again to finish that."
"""What stands at an upload session until all of it is written down, so that nobody goes on with a part of it."""

_INSERT = """
INSERT INTO files(id, session_id, path, path_text, size_bytes, mtime_ns, lane, status, attempts, revision, refusal,
                  etag, checksum, checksum_algorithm, error_code, error_title, error_message, started_at, completed_at)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_THERE = """
INSERT OR REPLACE INTO objects
SELECT s.destination_key, f.path, s.local_directory, f.size_bytes, f.mtime_ns, f.etag, f.checksum, f.checksum_algorithm
  FROM files f JOIN upload_sessions s ON s.id = f.session_id WHERE f.id = ?
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
    """The company's; 0 if it does not know the file."""
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

    def __init__(self, sessions: SessionRows, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._sessions = sessions
        self._writer = writer

    def begin(self, account_id: int, upload: UploadSession, lease_epoch: int, revision: int) -> UploadSession:
        """Write the upload session in place of what an earlier hold, or an attempt that broke off, left of it."""
        started = upload.started_at.isoformat() if upload.started_at else None

        def put(db: sqlite3.Connection) -> int:
            # In one step: a row without the company's count of take-overs would seem to be overtaken by ourselves.
            db.execute("DELETE FROM upload_sessions WHERE client_uuid = ?", (upload.client_uuid,))
            session_id = insert_session(db, account_id, upload)
            db.execute(
                "UPDATE upload_sessions SET lease_epoch = ?, revision = ?, delivered_revision = ?, started_at = ?,"
                " taken_over = ?, refusal = ? WHERE id = ?",
                (lease_epoch, revision, revision, started, UNFINISHED, UNFINISHED, session_id),
            )
            return session_id

        return self._sessions.get(self._writer.write(put))

    def lease_epoch(self, session_id: int) -> int:
        """How often the upload session had been taken over when this workstation became its holder, plus one."""
        row = self._reader.one("SELECT lease_epoch FROM upload_sessions WHERE id = ?", (session_id,))
        return int(row[0]) if row else 1

    def add(self, session_id: int, files: Sequence[TakenFile]) -> None:
        """Write some of its files; none of them is there already."""
        highest = max((file.revision for file in files), default=0)

        def insert(db: sqlite3.Connection) -> None:
            last = db.execute("SELECT max(id) FROM files WHERE session_id = ?", (session_id,)).fetchone()[0]
            numbered = list(enumerate(files, start=(last or first_id(session_id)) + 1))
            db.executemany(_INSERT, [_row(session_id, file_id, file) for file_id, file in numbered])
            db.execute(
                "UPDATE upload_sessions SET files_delivered = max(files_delivered, ?) WHERE id = ?",
                (highest, session_id),
            )
            for file_id, file in numbered:
                if file.is_here:
                    db.execute(_THERE, (file_id,))
                if file.multipart is not None:
                    _insert_parts(db, file_id, file.multipart)

        self._writer.write(insert)

    def finish(self, session_id: int) -> None:
        """All of it is there: it can be gone on with, and the company hears of what is news to it."""

        def open_up(db: sqlite3.Connection) -> None:
            row = db.execute("SELECT files_delivered FROM upload_sessions WHERE id = ?", (session_id,)).fetchone()
            # From here on revisions are above all that the old holder gave.
            change = change_of(row[0]) + 1
            db.execute(
                "UPDATE upload_sessions SET taken_over = NULL, refusal = NULL, revision = revision + 1, changes = ?"
                " WHERE id = ?",
                (change, session_id),
            )
            db.execute(
                "UPDATE files SET refusal = NULL, revision = ? + (id & 0xffffffff)"
                " WHERE session_id = ? AND refusal = ?",
                (first_revision(change), session_id, UNFINISHED),
            )

        self._writer.write(open_up)


def _row(session_id: int, file_id: int, file: TakenFile) -> tuple[object, ...]:
    text = text_form(file.path)
    return (
        file_id,
        session_id,
        file.path,
        None if text.encode() == file.path else text,
        file.size_bytes,
        file.mtime_ns,
        LANE[file.lane],
        FILE_STATUS[file.status],
        file.attempts,
        file.revision,
        UNFINISHED if file.is_news else None,
        file.etag,
        file.checksum,
        file.checksum_algorithm,
        file.error_code,
        file.error_title,
        file.error_message,
        microseconds_of(file.started_at),
        microseconds_of(file.completed_at),
    )


def _insert_parts(db: sqlite3.Connection, file_id: int, multipart: Multipart) -> None:
    db.execute(
        "INSERT INTO multiparts VALUES(?, ?, ?, ?)",
        (file_id, multipart.upload_id, multipart.part_size, multipart.checksum_algorithm),
    )
    db.executemany(
        "INSERT INTO parts VALUES(?, ?, ?, ?, ?)",
        [(file_id, part.number, part.size, part.etag, part.checksum) for part in multipart.parts],
    )
