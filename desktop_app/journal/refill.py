"""Filling a new journal with what is known elsewhere of the one that it stands for."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from desktop_app.domain.clock import utc_now
from desktop_app.domain.names import raw_form
from desktop_app.domain.objects import Lane
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import CompanySession, FileRecord
from desktop_app.journal.codes import FILE_STATUS, LANE, change_of, first_id, microseconds_of
from desktop_app.journal.reader import Reader
from desktop_app.journal.writer import JournalWriter

_UNFINISHED = "refilling "
"""Before the client_uuid of an upload session whose files are still being filled in."""

_INSERT_FILE = """
INSERT INTO files(id, session_id, path, path_text, size_bytes, mtime_ns, lane, status, attempts,
                  etag, checksum, checksum_algorithm, error_code, error_message, started_at, completed_at)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

# What the company has is not delivered once more; an upload session that ended here is.
_FINISH = """
UPDATE upload_sessions SET client_uuid = ?, status = ?, error_title = ?, error_message = ?, plan_finished = 1,
       lease_epoch = ?, revision = ?, delivered_revision = ?, changes = ?, files_delivered = ?,
       started_at = ?, completed_at = ?, last_seen_at = ? WHERE id = ?
"""

_KNOWN = """
INSERT OR REPLACE INTO objects
SELECT s.destination_key, f.path, s.local_directory, f.size_bytes, f.mtime_ns, f.etag, f.checksum, f.checksum_algorithm
  FROM files f JOIN upload_sessions s ON s.id = f.session_id WHERE f.session_id = ? AND f.status IN (2, 3)
   AND f.etag <> ''
"""


class Refill:
    """What a new journal still lacks of the damaged ones that it stands for, and how it comes in."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    def stand_for(self, damaged: Path) -> None:
        """Note that this journal stands for a damaged one; every account waits to be refilled."""

        def note(db: sqlite3.Connection) -> None:
            db.execute("INSERT INTO stands_for VALUES(?, ?)", (str(damaged), utc_now().isoformat()))
            db.execute("UPDATE accounts SET refilled = 0")

        self._writer.write(note)

    def awaited_from(self, account_id: int) -> str:
        """The damaged journal that an account has not been refilled after; empty if there is none."""
        row = self._reader.one(
            "SELECT path FROM stands_for WHERE (SELECT refilled FROM accounts WHERE id = ?) = 0 ORDER BY at DESC",
            (account_id,),
        )
        return str(row[0]) if row else ""

    def awaited_by_all(self) -> str:
        """The damaged journal after which nobody has been refilled yet; empty if there is none."""
        row = self._reader.one(
            "SELECT path FROM stands_for WHERE NOT EXISTS(SELECT 1 FROM accounts WHERE refilled) ORDER BY at DESC"
        )
        return str(row[0]) if row else ""

    def knows(self, client_uuid: str) -> bool:
        """Whether an upload session is here."""
        return self._reader.one("SELECT 1 FROM upload_sessions WHERE client_uuid = ?", (client_uuid,)) is not None

    @staticmethod
    def unfinished_uuid(client_uuid: str) -> str:
        """What an upload session is called while its files are filled in, so that a half-filled one is noticed."""
        return _UNFINISHED + client_uuid

    def drop_unfinished(self) -> None:
        """Forget what was cut short."""
        self._writer.write(
            lambda db: db.execute("DELETE FROM upload_sessions WHERE client_uuid LIKE ?", (_UNFINISHED + "%",))
        )

    def add_files(self, session_id: int, after: int, records: Iterable[tuple[FileRecord, Lane]]) -> None:
        """Write files as the company knows them; ``after`` is how many there are already."""
        rows = [
            (
                first_id(session_id) + number,
                session_id,
                raw_form(record.relative_path),
                record.relative_path,
                record.size_bytes,
                record.mtime_ns,
                LANE[lane],
                FILE_STATUS[_settled(record.status)],
                record.attempts,
                record.etag,
                record.checksum,
                record.checksum_algorithm,
                record.error_code,
                record.error_message,
                microseconds_of(record.started_at),
                microseconds_of(record.completed_at),
            )
            for number, (record, lane) in enumerate(records, start=after + 1)
        ]
        self._writer.write(lambda db: db.executemany(_INSERT_FILE, rows))

    def finish(
        self, session_id: int, seen: CompanySession, files_revision: int, status: SessionStatus, why: tuple[str, str]
    ) -> None:
        """All files of an upload session are here; ``status`` where it stands now, and ``why`` (title and message)."""
        values = (
            seen.client_uuid,
            status,
            *why,
            seen.lease_epoch,
            seen.revision + (status is not seen.status),
            seen.revision,
            change_of(files_revision) + 1,
            files_revision,
            _text(seen.started_at),
            _text(seen.completed_at or (None if status.unfinished else utc_now())),
            _text(seen.last_seen_at),
            session_id,
        )

        def write(db: sqlite3.Connection) -> None:
            db.execute(_FINISH, values)
            db.execute(_KNOWN, (session_id,))

        self._writer.write(write)

    def done(self, account_id: int) -> None:
        """An account has been refilled."""
        self._writer.write(lambda db: db.execute("UPDATE accounts SET refilled = 1 WHERE id = ?", (account_id,)))


def _settled(status: FileStatus) -> FileStatus:
    return FileStatus.CANCELLED if status in (FileStatus.PENDING, FileStatus.UPLOADING) else status


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
