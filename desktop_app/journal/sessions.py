"""Upload sessions in the journal: accounts, statuses, counts."""

# ruff: noqa: S608 (what is put into a statement is ours: column names and marks)

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination, SignedIn
from desktop_app.domain.errors import NotFound, WaybillError
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import FileStatus, SessionStatus, check_session_step
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Counts, ScanNotes, UploadOptions, UploadSession
from desktop_app.journal.codes import STATUS_OF_CODE
from desktop_app.journal.reader import Reader
from desktop_app.journal.writer import JournalWriter

_UNFINISHED = tuple(status for status in SessionStatus if status.unfinished)


class Tallies(NamedTuple):
    """What the files of an upload session come to."""

    counts: Counts
    finished_bytes: int
    """Of files that need no more sending."""
    blocked_bytes: int


class SessionRows:
    """One row per upload session. Everything that changes one raises its revision, which puts it into the outbox."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    def account_of(self, signed_in: SignedIn) -> int:
        """The number under which this workstation keeps what the signed-in pair of company and user does."""
        key = (signed_in.company_address, signed_in.company.id, signed_in.user.id)
        names = (signed_in.company.company_name, signed_in.user.username)

        def upsert(db: sqlite3.Connection) -> int:
            row = db.execute(
                "INSERT INTO accounts(company_address, company_id, user_id, company_name, username)"
                " VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET company_name = excluded.company_name, username = excluded.username RETURNING id",
                key + names,
            ).fetchone()
            return int(row[0])

        return self._writer.write(upsert)

    def add(self, account_id: int, upload: UploadSession) -> UploadSession:
        """Write a new upload session; its id is the journal's."""
        return self.get(self._writer.write(lambda db: insert_session(db, account_id, upload)))

    def get(self, session_id: int) -> UploadSession:
        """One upload session as it stands.

        Raises:
            NotFound: the journal has none of that number.
        """
        row = self._reader.one("SELECT * FROM upload_sessions WHERE id = ?", (session_id,))
        if row is None:
            raise NotFound(tr("This workstation's journal has no upload {session_id}.", session_id=session_id))
        return self._upload(row)

    def find(self, account_id: int, name: str) -> UploadSession:
        """The account's upload session with this number, client_uuid or beginning of it.

        Raises:
            NotFound: none, or several, are meant.
        """
        rows = self._reader.all(
            "SELECT * FROM upload_sessions WHERE account_id = :account"
            " AND (CAST(id AS TEXT) = :name OR length(:name) >= 6 AND substr(client_uuid, 1, length(:name)) = :name)"
            " ORDER BY CAST(id AS TEXT) = :name DESC LIMIT 2",
            {"account": account_id, "name": name},
        )
        if not rows or (len(rows) > 1 and str(rows[0]["id"]) != name):
            raise NotFound(
                tr(
                    "This computer has no upload {name}, or several that begin so. `waybill sessions` lists them.",
                    name=name,
                )
            )
        return self._upload(rows[0])

    def recent(self, account_id: int, *, limit: int = 200) -> list[UploadSession]:
        """The account's upload sessions, newest first."""
        rows = self._reader.all(
            "SELECT * FROM upload_sessions WHERE account_id = ? ORDER BY id DESC LIMIT ?", (account_id, limit)
        )
        return [self._upload(row) for row in rows]

    def latest(self, *, limit: int) -> list[UploadSession]:
        """Everybody's upload sessions on this workstation, newest first."""
        rows = self._reader.all("SELECT * FROM upload_sessions ORDER BY id DESC LIMIT ?", (limit,))
        return [self._upload(row) for row in rows]

    def of_person(self, company_address: str, username: str, *, limit: int = 200) -> list[UploadSession]:
        """What a person of a company has sent from here, newest first; by the names of their last sign-in."""
        rows = self._reader.all(
            "SELECT s.* FROM upload_sessions s JOIN accounts a ON a.id = s.account_id"
            " WHERE a.company_address = ? AND lower(a.username) = lower(?) ORDER BY s.id DESC LIMIT ?",
            (company_address, username, limit),
        )
        return [self._upload(row) for row in rows]

    def unfinished(self, account_id: int) -> list[UploadSession]:
        """The account's upload sessions that can go on, newest first."""
        marks = ", ".join("?" * len(_UNFINISHED))
        rows = self._reader.all(
            f"SELECT * FROM upload_sessions WHERE account_id = ? AND status IN ({marks}) AND taken_over IS NULL"
            " ORDER BY id DESC",
            (account_id, *_UNFINISHED),
        )
        return [self._upload(row) for row in rows]

    def tallies(self, session_id: int) -> Tallies:
        """What the files of an upload session come to by now."""
        rows = self._reader.all("SELECT status, files, bytes FROM status_counts WHERE session_id = ?", (session_id,))
        return tallies_of(rows)

    def set_status(self, session_id: int, status: SessionStatus, error: WaybillError | None = None) -> None:
        """Move an upload session on.

        Raises:
            NotPossibleNow: the transition table does not allow it.
        """
        now = utc_now().isoformat()

        def update(db: sqlite3.Connection) -> None:
            row = db.execute("SELECT status FROM upload_sessions WHERE id = ?", (session_id,)).fetchone()
            check_session_step(SessionStatus(row[0]), status)
            db.execute(
                "UPDATE upload_sessions SET status = ?, error_title = ?, error_message = ?, revision = revision + 1,"
                " last_seen_at = ?, started_at = coalesce(started_at, iif(? = 'in_progress', ?, NULL)),"
                " completed_at = iif(?, NULL, ?) WHERE id = ?",
                (
                    status,
                    error.title if error else "",
                    str(error) if error else "",
                    now,
                    status,
                    now,
                    status.unfinished,
                    now,
                    session_id,
                ),
            )

        self._writer.write(update)

    def set_plan_finished(self, session_id: int, notes: ScanNotes) -> None:
        """Every file of the folder has its row."""
        self._writer.write(
            lambda db: db.execute(
                "UPDATE upload_sessions SET plan_finished = 1, notes = ?, revision = revision + 1 WHERE id = ?",
                (json.dumps(asdict(notes)), session_id),
            )
        )

    def touch(self, session_id: int) -> None:
        """Say that the upload session is alive; the company hears of it with the next delivery."""
        self._writer.submit(
            lambda db: db.execute(
                "UPDATE upload_sessions SET last_seen_at = ?, revision = revision + 1 WHERE id = ?",
                (utc_now().isoformat(), session_id),
            )
        )

    def _upload(self, row: sqlite3.Row) -> UploadSession:
        return UploadSession(
            id=row["id"],
            client_uuid=row["client_uuid"],
            workstation=row["workstation"],
            company_id=row["company_id"],
            user_id=row["user_id"],
            project_id=row["project_id"],
            project_name=row["project_name"],
            cycle_id=row["cycle_id"],
            cycle_name=row["cycle_name"],
            destination=_destination(row["destination"]),
            s3_prefix=row["s3_prefix"],
            local_directory=row["local_directory"],
            selection=selection_of(row),
            options=options_of(row),
            status=SessionStatus(row["status"]),
            counts=self.tallies(row["id"]).counts,
            notes=_notes(row["notes"]),
            plan_finished=bool(row["plan_finished"]),
            error_title=row["error_title"],
            error_message=row["error_message"],
            created_at=datetime.fromisoformat(row["created_at"]),
            started_at=instant(row["started_at"]),
            completed_at=instant(row["completed_at"]),
            last_seen_at=instant(row["last_seen_at"]),
            taken_over=row["taken_over"] or "",
        )


def destination_key(destination: Destination, s3_prefix: str) -> str:
    """What two upload sessions share when the same relative path is the same object in both."""
    return f"{destination.endpoint_url or destination.region}|{destination.bucket_name}|{s3_prefix}"


def instant(text: str | None) -> datetime | None:
    """A time as the journal keeps it."""
    return datetime.fromisoformat(text) if text else None


def _destination(text: str) -> Destination:
    values = json.loads(text)
    return Destination(**{**values, "checksum_algorithm": ChecksumAlgorithm(values["checksum_algorithm"])})


def _notes(text: str) -> ScanNotes:
    values = json.loads(text)
    return ScanNotes(**{**values, "empty_names": tuple(values.get("empty_names", ()))})


def options_of(row: sqlite3.Row) -> UploadOptions:
    """The options of an upload session's row."""
    options = json.loads(row["options"])
    return UploadOptions(**{**options, "excludes": tuple(options["excludes"])})


def selection_of(row: sqlite3.Row) -> tuple[bytes, ...]:
    """What of its folder an upload session's row sends."""
    return tuple(bytes.fromhex(path) for path in json.loads(row["selection"]))


def insert_session(db: sqlite3.Connection, account_id: int, upload: UploadSession) -> int:
    """Write the row of an upload session; its number."""
    destination = json.dumps(asdict(upload.destination))
    values = {
        "client_uuid": upload.client_uuid,
        "workstation": upload.workstation,
        "account_id": account_id,
        "company_id": upload.company_id,
        "user_id": upload.user_id,
        "project_id": upload.project_id,
        "project_name": upload.project_name,
        "cycle_id": upload.cycle_id,
        "cycle_name": upload.cycle_name,
        "destination": destination,
        "destination_key": destination_key(upload.destination, upload.s3_prefix),
        "s3_prefix": upload.s3_prefix,
        "local_directory": upload.local_directory,
        "selection": json.dumps([path.hex() for path in upload.selection]),
        "options": json.dumps(asdict(upload.options)),
        "status": upload.status,
        "created_at": upload.created_at.isoformat(),
        "last_seen_at": upload.created_at.isoformat(),
    }
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    sql = f"INSERT INTO upload_sessions({columns}) VALUES({marks}) RETURNING id"
    return int(db.execute(sql, tuple(values.values())).fetchone()[0])


def tallies_of(rows: Iterable[sqlite3.Row]) -> Tallies:
    """Tallies from the rows of status_counts."""
    by_status = {STATUS_OF_CODE[row["status"]]: (row["files"], row["bytes"]) for row in rows}

    def files(status: FileStatus) -> int:
        number: int = by_status.get(status, (0, 0))[0]
        return number

    counts = Counts(
        total_files=sum(number for number, _ in by_status.values()),
        files_uploaded=files(FileStatus.UPLOADED),
        files_skipped=files(FileStatus.SKIPPED),
        files_failed=files(FileStatus.FAILED),
        files_blocked=files(FileStatus.BLOCKED),
        total_bytes=sum(size for _, size in by_status.values()),
        uploaded_bytes=by_status.get(FileStatus.UPLOADED, (0, 0))[1],
    )
    not_finished = (FileStatus.PENDING, FileStatus.UPLOADING, FileStatus.BLOCKED)
    finished = sum(size for status, (_, size) in by_status.items() if status not in not_finished)
    return Tallies(counts, finished, by_status.get(FileStatus.BLOCKED, (0, 0))[1])
