"""The journal's tables and their versions, and how a connection is opened."""

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from desktop_app.domain.errors import JournalDamaged, JournalError, JournalFull, JournalTooNew
from desktop_app.domain.states import FILE_TRANSITIONS
from desktop_app.domain.texts import tr
from desktop_app.journal.codes import FILE_STATUS

_SHARED_BYTES = 32 * 2**10
"""Of the file beside the journal that SQLite's processes share in WAL mode."""
# One entry per version, applied in order; PRAGMA user_version counts them. A released entry never changes.
_VERSIONS = (
    """
    CREATE TABLE accounts(
        id INTEGER PRIMARY KEY,
        company_address TEXT NOT NULL, company_id INTEGER NOT NULL, company_name TEXT NOT NULL,
        user_id INTEGER NOT NULL, username TEXT NOT NULL,
        UNIQUE(company_address, company_id, user_id));

    CREATE TABLE upload_sessions(
        id INTEGER PRIMARY KEY,
        client_uuid TEXT NOT NULL UNIQUE, workstation TEXT NOT NULL,
        account_id INTEGER NOT NULL REFERENCES accounts,
        revision INTEGER NOT NULL DEFAULT 1, delivered_revision INTEGER NOT NULL DEFAULT 0, refusal TEXT,
        company_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
        project_id INTEGER NOT NULL, project_name TEXT NOT NULL,
        cycle_id INTEGER NOT NULL, cycle_name TEXT NOT NULL,
        destination TEXT NOT NULL, destination_key TEXT NOT NULL,
        s3_prefix TEXT NOT NULL,
        local_directory BLOB NOT NULL, selection TEXT NOT NULL, options TEXT NOT NULL,
        lease_epoch INTEGER NOT NULL DEFAULT 1,
        status TEXT NOT NULL, plan_finished INTEGER NOT NULL DEFAULT 0, notes TEXT NOT NULL DEFAULT '{}',
        error_title TEXT NOT NULL DEFAULT '', error_message TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL, started_at TEXT, completed_at TEXT, last_seen_at TEXT) STRICT;
    CREATE INDEX upload_sessions_of_account ON upload_sessions(account_id, id);
    CREATE INDEX upload_sessions_undelivered ON upload_sessions(account_id, id)
        WHERE revision > delivered_revision AND refusal IS NULL;

    -- A number of one session's files, 1 and up without gaps, is the row of the table in the window.
    CREATE TABLE files(
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES upload_sessions ON DELETE CASCADE,
        number INTEGER NOT NULL,
        path BLOB NOT NULL, path_text TEXT NOT NULL,
        size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        lane TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        revision INTEGER NOT NULL DEFAULT 0, delivered_revision INTEGER NOT NULL DEFAULT 0, refusal TEXT,
        etag TEXT NOT NULL DEFAULT '', checksum TEXT NOT NULL DEFAULT '', checksum_algorithm TEXT NOT NULL DEFAULT '',
        error_code TEXT NOT NULL DEFAULT '', error_title TEXT NOT NULL DEFAULT '',
        error_message TEXT NOT NULL DEFAULT '',
        started_at TEXT, completed_at TEXT,
        UNIQUE(session_id, path)) STRICT;
    CREATE UNIQUE INDEX files_by_number ON files(session_id, number);
    CREATE INDEX files_waiting ON files(session_id, lane, id) WHERE status IN ('pending', 'uploading');
    CREATE INDEX files_undelivered ON files(session_id, id) WHERE revision > delivered_revision AND refusal IS NULL;
    CREATE INDEX files_in_trouble ON files(session_id, id) WHERE status IN ('failed', 'blocked');

    -- Files and bytes by status, kept by triggers so that no path of the code can forget one.
    CREATE TABLE status_counts(
        session_id INTEGER NOT NULL REFERENCES upload_sessions ON DELETE CASCADE,
        status TEXT NOT NULL, files INTEGER NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY(session_id, status)) STRICT, WITHOUT ROWID;
    CREATE TRIGGER count_new_file AFTER INSERT ON files BEGIN
        INSERT INTO status_counts VALUES(new.session_id, new.status, 1, new.size_bytes)
            ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER count_changed_file AFTER UPDATE OF status, size_bytes ON files
    WHEN old.status <> new.status OR old.size_bytes <> new.size_bytes BEGIN
        UPDATE status_counts SET files = files - 1, bytes = bytes - old.size_bytes
            WHERE session_id = old.session_id AND status = old.status;
        INSERT INTO status_counts VALUES(new.session_id, new.status, 1, new.size_bytes)
            ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
    END;

    CREATE TABLE multiparts(
        file_id INTEGER PRIMARY KEY REFERENCES files ON DELETE CASCADE,
        upload_id TEXT NOT NULL, part_size INTEGER NOT NULL,
        checksum_algorithm TEXT NOT NULL) STRICT;
    CREATE TABLE parts(
        file_id INTEGER NOT NULL REFERENCES multiparts ON DELETE CASCADE,
        number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, checksum TEXT NOT NULL,
        PRIMARY KEY(file_id, number)) STRICT, WITHOUT ROWID;

    -- What this workstation last confirmed at each place, and from which folder: one look-up tells what can be skipped.
    CREATE TABLE objects(
        destination_key TEXT NOT NULL, path BLOB NOT NULL,
        local_directory BLOB NOT NULL, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        etag TEXT NOT NULL, checksum TEXT NOT NULL, checksum_algorithm TEXT NOT NULL,
        PRIMARY KEY(destination_key, path)) STRICT, WITHOUT ROWID;

    -- What the bucket's listing said at the start of a run; only of interest while its files are planned.
    CREATE TABLE listing(
        session_id INTEGER NOT NULL REFERENCES upload_sessions ON DELETE CASCADE,
        s3_key TEXT NOT NULL, size_bytes INTEGER NOT NULL, etag TEXT NOT NULL,
        PRIMARY KEY(session_id, s3_key)) STRICT, WITHOUT ROWID;
    """,
    # Who sends an upload session instead of this workstation, in the company's words.
    "ALTER TABLE upload_sessions ADD COLUMN taken_over TEXT",
    # Rows that cost less to write: codes and microseconds (`codes`), no text that says the same twice, an id that tells
    # session and number. Revisions grow through a whole session (a change's number times 2^32, plus the file's), so
    # that one of them tells what the company has, and nothing is to be noted row by row.
    """
    ALTER TABLE upload_sessions ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE upload_sessions ADD COLUMN files_delivered INTEGER NOT NULL DEFAULT 0;
    UPDATE upload_sessions SET changes = 1, files_delivered = 1 << 32;

    -- id: the session's, times 2^32, plus the file's number in it, 1 and up without gaps: the row in the window.
    -- path_text: NULL where the path as UTF-8 is its own text form.
    CREATE TABLE leaner_files(
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES upload_sessions ON DELETE CASCADE,
        path BLOB NOT NULL, path_text TEXT,
        size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        lane INTEGER NOT NULL, status INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
        revision INTEGER NOT NULL DEFAULT 0, refusal TEXT,
        etag TEXT NOT NULL DEFAULT '', checksum TEXT NOT NULL DEFAULT '', checksum_algorithm TEXT NOT NULL DEFAULT '',
        error_code TEXT NOT NULL DEFAULT '', error_title TEXT NOT NULL DEFAULT '',
        error_message TEXT NOT NULL DEFAULT '',
        started_at INTEGER, completed_at INTEGER,
        UNIQUE(session_id, path)) STRICT;
    CREATE TABLE leaner_multiparts(
        file_id INTEGER PRIMARY KEY REFERENCES leaner_files ON DELETE CASCADE,
        upload_id TEXT NOT NULL, part_size INTEGER NOT NULL,
        checksum_algorithm TEXT NOT NULL) STRICT;
    CREATE TABLE leaner_parts(
        file_id INTEGER NOT NULL REFERENCES leaner_multiparts ON DELETE CASCADE,
        number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, checksum TEXT NOT NULL,
        PRIMARY KEY(file_id, number)) STRICT, WITHOUT ROWID;
    CREATE TABLE leaner_counts(
        session_id INTEGER NOT NULL REFERENCES upload_sessions ON DELETE CASCADE,
        status INTEGER NOT NULL, files INTEGER NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY(session_id, status)) STRICT, WITHOUT ROWID;

    INSERT INTO leaner_files
    SELECT (f.session_id << 32) + f.number, f.session_id, f.path, nullif(f.path_text, CAST(f.path AS TEXT)),
           f.size_bytes, f.mtime_ns, f.lane = 'parts',
           CASE f.status WHEN 'pending' THEN 0 WHEN 'uploading' THEN 1 WHEN 'uploaded' THEN 2 WHEN 'skipped' THEN 3
                         WHEN 'failed' THEN 4 WHEN 'blocked' THEN 5 WHEN 'cancelled' THEN 6 END,
           f.attempts, iif(f.revision > f.delivered_revision, (1 << 32) + f.number, f.revision), f.refusal,
           f.etag, f.checksum, f.checksum_algorithm, f.error_code, f.error_title, f.error_message,
           strftime('%s', substr(f.started_at, 1, 19)) * 1000000
             + iif(substr(f.started_at, 20, 1) = '.', CAST(substr(f.started_at, 21, 6) AS INTEGER), 0),
           strftime('%s', substr(f.completed_at, 1, 19)) * 1000000
             + iif(substr(f.completed_at, 20, 1) = '.', CAST(substr(f.completed_at, 21, 6) AS INTEGER), 0)
      FROM files f ORDER BY f.session_id, f.number;
    INSERT INTO leaner_multiparts
    SELECT (f.session_id << 32) + f.number, m.upload_id, m.part_size, m.checksum_algorithm
      FROM multiparts m JOIN files f ON f.id = m.file_id;
    INSERT INTO leaner_parts
    SELECT (f.session_id << 32) + f.number, p.number, p.size, p.etag, p.checksum
      FROM parts p JOIN files f ON f.id = p.file_id;
    INSERT INTO leaner_counts
    SELECT session_id, status, count(*), sum(size_bytes) FROM leaner_files GROUP BY session_id, status;

    DROP TABLE parts;
    DROP TABLE multiparts;
    DROP TABLE files;
    DROP TABLE status_counts;
    ALTER TABLE leaner_files RENAME TO files;
    ALTER TABLE leaner_multiparts RENAME TO multiparts;
    ALTER TABLE leaner_parts RENAME TO parts;
    ALTER TABLE leaner_counts RENAME TO status_counts;

    CREATE INDEX files_waiting ON files(lane) WHERE status IN (0, 1);
    CREATE INDEX files_changed ON files(session_id, revision) WHERE revision > 0;
    CREATE INDEX files_in_trouble ON files(session_id) WHERE status IN (4, 5);
    CREATE TRIGGER count_new_file AFTER INSERT ON files BEGIN
        INSERT INTO status_counts VALUES(new.session_id, new.status, 1, new.size_bytes)
            ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER count_changed_file AFTER UPDATE OF status, size_bytes ON files
    WHEN old.status <> new.status OR old.size_bytes <> new.size_bytes BEGIN
        UPDATE status_counts SET files = files - 1, bytes = bytes - old.size_bytes
            WHERE session_id = old.session_id AND status = old.status;
        INSERT INTO status_counts VALUES(new.session_id, new.status, 1, new.size_bytes)
            ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
    END;
    """,
    """
    -- Files to be compared with an object before it is known whether they are sent; only while they are planned.
    CREATE TABLE comparing(
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES upload_sessions ON DELETE CASCADE,
        path BLOB NOT NULL, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, lane TEXT NOT NULL) STRICT;
    CREATE INDEX comparing_of_session ON comparing(session_id, id);
    """,
    """
    -- The damaged journals that this one stands for; an account is refilled once from what the company knows of it.
    CREATE TABLE stands_for(path TEXT NOT NULL, at TEXT NOT NULL) STRICT;
    ALTER TABLE accounts ADD COLUMN refilled INTEGER NOT NULL DEFAULT 0;
    """,
)


_PATIENCE = 30.0
"""Seconds to wait for others who have the journal open."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the journal: WAL, foreign keys, an fsync at each commit, so that power loss forgets nothing committed."""
    # Callers keep a connection to one thread at a time; the check would refuse to close it from another.
    connection = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn a journal to WAL. Where several do so at once SQLite says at once that it is locked, and does not wait."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.01)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the journal to this program's version, whole or not at all.

    Raises:
        JournalTooNew: a later Waybill wrote it; opening it could lose what that one knows.
    """
    if _version(connection) == len(_VERSIONS):
        return
    # The lock before the look: of several that open a new journal at once, one makes it.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(_VERSIONS):
            raise JournalTooNew(
                tr(
                    "The journal on this workstation was written by a newer Waybill. Install that version again; "
                    "nothing was changed."
                )
            )
        for script in _VERSIONS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_VERSIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """A script's statements; for one whole script Python would end the transaction first."""
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def enforce_transitions(connection: sqlite3.Connection) -> None:
    """Let a connection move files along the domain's transitions only, whatever statement does it."""
    # One bit for each step from one status to another: as a list of statuses it would take half of an update's time.
    steps = sum(
        1 << (FILE_STATUS[now] * 8 + FILE_STATUS[then])
        for now, thens in FILE_TRANSITIONS.items()
        for then in {now, *thens}
    )
    connection.execute(
        "CREATE TEMP TRIGGER only_allowed_steps AFTER UPDATE OF status ON main.files"  # noqa: S608 (a number of ours)
        f" WHEN NOT ({steps} >> (old.status * 8 + new.status)) & 1"
        " BEGIN SELECT RAISE(ABORT, 'A file cannot take this step from where it stands.'); END"
    )


def _has_no_room(path: Path) -> bool:
    """Whether the disk is so full that SQLite cannot make the file that its processes share: an I/O error to it."""
    try:
        return shutil.disk_usage(path.parent).free < _SHARED_BYTES
    except OSError:
        return False


def damage_mark(path: Path) -> Path:
    """A file that says that the journal is damaged, which may show only in the middle of it."""
    return path.with_name(path.name + ".damaged")


def translate(error: sqlite3.Error, path: Path) -> JournalError:
    """The error of ours that says what SQLite's means for a person."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL") or (name.startswith("SQLITE_IOERR") and _has_no_room(path)):
        return JournalFull(
            tr(
                "There is no room left for the journal ({path}). Free some space, then go on: "
                "what was sent is kept, and what could not be noted is checked again.",
                path=path,
            )
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        with contextlib.suppress(OSError):
            damage_mark(path).touch()
        return JournalDamaged(
            tr(
                "The journal {path} is damaged. It was left as it is. Close Waybill and start it "
                "again: it is then kept under another name, and a new one is filled with what "
                "the company knows. What was sent is in the bucket.",
                path=path,
            )
        )
    return JournalError(
        tr(
            "The journal {path} cannot be used: {error}. What was sent is kept; check the disk and go on.",
            path=path,
            error=error,
        )
    )
