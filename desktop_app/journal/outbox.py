"""What the company does not know yet: upload sessions whose revision is above the one delivered, and files likewise.

Files are delivered in the order of their revisions, which grow through the whole session, so how far that has come is
one number. There is no queue to keep in step: a row is delivered as it stands, and a change meanwhile raises its
revision again.
"""

# ruff: noqa: S608 (what is put into a statement is ours: conditions)

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.errors import FileProblem
from desktop_app.domain.names import object_key, text_form
from desktop_app.domain.sqlite_rows import in_one, rows_of
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import FileRecord, SessionRecord
from desktop_app.journal.codes import STATUS_OF_CODE, instant_of
from desktop_app.journal.reader import Reader
from desktop_app.journal.sessions import instant, options_of, selection_of, tallies_of
from desktop_app.journal.writer import JournalWriter

_WAITING = "f.session_id = s.id AND f.revision > 0 AND f.revision > s.files_delivered AND f.refusal IS NULL"
"""Of the files f of a session s, in the words of their index."""

_FILES = in_one(
    (
        "f.id",
        "iif(f.path_text IS NULL, NULL, hex(f.path))",
        "coalesce(f.path_text, CAST(f.path AS TEXT))",
        *("f.revision", "f.size_bytes", "f.mtime_ns", "f.status", "f.attempts", "coalesce(m.upload_id, '')"),
        *("f.etag", "f.checksum", "f.checksum_algorithm", "f.error_code", "f.error_message"),
        *("f.started_at", "f.completed_at"),
    ),
    f"FROM upload_sessions s JOIN files f ON {_WAITING} LEFT JOIN multiparts m ON m.file_id = f.id"
    " WHERE s.id = ? ORDER BY f.revision LIMIT ?",
)


@dataclass(frozen=True, slots=True)
class Cargo:
    """One upload session's records that wait: the session's own if it changed, and file rows by journal id."""

    session_id: int
    client_uuid: str
    lease_epoch: int
    session: SessionRecord | None
    files: tuple[tuple[int, FileRecord], ...]


class Outbox:
    """The records of one account that wait to be delivered."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    def waiting(self, account_id: int) -> int:
        """How many records wait."""
        row = self._reader.one(
            "SELECT (SELECT count(*) FROM upload_sessions"
            " WHERE account_id = :a AND revision > delivered_revision AND refusal IS NULL)"
            f" + (SELECT count(*) FROM upload_sessions s JOIN files f ON {_WAITING}"
            " WHERE s.account_id = :a AND s.refusal IS NULL)",
            {"a": account_id},
        )
        return int(row[0]) if row else 0

    def refused(self, account_id: int) -> list[str]:
        """Why records were set aside, one sentence each."""
        rows = self._reader.all(
            "SELECT DISTINCT refusal FROM upload_sessions WHERE account_id = :a AND refusal IS NOT NULL UNION "
            "SELECT DISTINCT f.refusal FROM files f JOIN upload_sessions s ON s.id = f.session_id"
            " WHERE s.account_id = :a AND f.refusal IS NOT NULL LIMIT 20",
            {"a": account_id},
        )
        return [row[0] for row in rows]

    def next(
        self, account_id: int, after_session: int, *, limit: int = 1000, least: int = 1, only: str = ""
    ) -> Cargo | None:
        """The waiting records of the account's next upload session after ``after_session``, files at most ``limit``.

        An upload session of which fewer files than ``least`` wait, and not its own record, goes on waiting. With
        ``only`` no other than that of this client_uuid is looked at.
        """
        with self._reader.connection() as db:
            row = db.execute(
                "SELECT * FROM upload_sessions s WHERE account_id = ? AND id > ? AND refusal IS NULL"
                " AND ? IN ('', client_uuid) AND"
                f" (revision > delivered_revision OR EXISTS(SELECT 1 FROM files f WHERE {_WAITING} LIMIT 1 OFFSET ?))"
                " ORDER BY id LIMIT 1",
                (account_id, after_session, only, least - 1),
            ).fetchone()
            if row is None:
                return None
            files = rows_of(db.execute(_FILES, (row["id"], limit)).fetchone())
            counts = db.execute(
                "SELECT status, files, bytes FROM status_counts WHERE session_id = ?", (row["id"],)
            ).fetchall()
        changed = row["revision"] > row["delivered_revision"]
        return Cargo(
            row["id"],
            row["client_uuid"],
            row["lease_epoch"],
            _session_record(row, counts) if changed else None,
            tuple(_file_records(files, row["s3_prefix"])),
        )

    def delivered_session(self, session_id: int, revision: int) -> None:
        """The company has the upload session as of this revision."""
        self._writer.write(
            lambda db: db.execute(
                "UPDATE upload_sessions SET delivered_revision = ? WHERE id = ?", (revision, session_id)
            )
        )

    def delivered_files(self, session_id: int, revision: int) -> None:
        """The company has the files of an upload session up to this revision."""
        self._writer.write(
            lambda db: db.execute("UPDATE upload_sessions SET files_delivered = ? WHERE id = ?", (revision, session_id))
        )

    def refuse_session(self, session_id: int, why: str) -> None:
        """Set an upload session aside with all its files: the company will not take it."""
        self._writer.write(
            lambda db: db.execute("UPDATE upload_sessions SET refusal = ? WHERE id = ?", (why, session_id))
        )

    def taken_over(self, session_id: int, why: str) -> None:
        """Another workstation sends an upload session since: set it aside, here it is not gone on with."""
        self._writer.write(
            lambda db: db.execute(
                "UPDATE upload_sessions SET refusal = ?, taken_over = ? WHERE id = ?", (why, why, session_id)
            )
        )

    def refuse_files(self, file_ids: Sequence[int], why: str) -> None:
        """Set file rows aside, so that what is behind them goes on."""
        rows = [(why, file_id) for file_id in file_ids]
        self._writer.write(lambda db: db.executemany("UPDATE files SET refusal = ? WHERE id = ?", rows))


def _session_record(row: sqlite3.Row, counts: Sequence[sqlite3.Row]) -> SessionRecord:
    return SessionRecord(
        client_uuid=row["client_uuid"],
        revision=row["revision"],
        project_id=row["project_id"],
        cycle_id=row["cycle_id"],
        workstation=row["workstation"],
        lease_owner=row["workstation"],
        lease_epoch=row["lease_epoch"],
        s3_prefix=row["s3_prefix"],
        local_directory=text_form(row["local_directory"]),
        options=options_of(row),
        status=SessionStatus(row["status"]),
        counts=tallies_of(counts).counts,
        started_at=instant(row["started_at"]),
        completed_at=instant(row["completed_at"]),
        last_seen_at=instant(row["last_seen_at"]),
        selection=tuple(text_form(path) for path in selection_of(row)),
    )


def _file_records(rows: Iterable[list[Any]], s3_prefix: str) -> Iterator[tuple[int, FileRecord]]:
    for (
        file_id,
        path,
        text,
        revision,
        size_bytes,
        mtime_ns,
        status,
        attempts,
        upload_id,
        etag,
        checksum,
        checksum_algorithm,
        error_code,
        error_message,
        started_at,
        completed_at,
    ) in rows:
        yield (
            file_id,
            FileRecord(
                text,
                revision,
                _key_or_nothing(s3_prefix, text.encode() if path is None else bytes.fromhex(path)),
                size_bytes,
                mtime_ns,
                STATUS_OF_CODE[status],
                attempts,
                upload_id,
                etag,
                checksum,
                checksum_algorithm,
                error_code,
                error_message,
                instant_of(started_at),
                instant_of(completed_at),
            ),
        )


def _key_or_nothing(s3_prefix: str, path: bytes) -> str:
    try:
        return object_key(s3_prefix, path)
    except FileProblem:
        return ""  # It is blocked for just this, and its row says so.
