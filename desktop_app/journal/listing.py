"""What the bucket holds while files are planned, and which files have to be compared with it first."""

# ruff: noqa: S608 (what is put into a statement is ours: column names)

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from desktop_app.domain.sqlite_rows import as_json, in_one, rows_of, table, table_with_blobs, with_blobs
from desktop_app.domain.states import FileStatus
from desktop_app.domain.values import ChecksumAlgorithm, KnownObject, PlannedFile, Receipt
from desktop_app.journal.reader import Reader
from desktop_app.journal.writer import JournalWriter

Listed = tuple[str, int, str]
"""An object of the listing: key, size in bytes, ETag."""

_NOTE = "INSERT OR REPLACE INTO listing SELECT :session, s3_key, size_bytes, etag FROM " + table(
    "s3_key", "size_bytes", "etag"
)
_AT = in_one(
    ("s3_key", "size_bytes", "etag"),
    "FROM listing WHERE session_id = ? AND s3_key IN (SELECT value FROM json_each(?))",
)
_KNOWN = in_one(
    (
        *("hex(o.path)", "hex(o.local_directory)", "o.size_bytes", "o.mtime_ns"),
        *("o.etag", "o.checksum", "o.checksum_algorithm"),
    ),
    f"FROM {table_with_blobs('path')} asked"
    " CROSS JOIN objects o ON o.destination_key = :destination AND o.path = asked.path",
)
_SET_ASIDE = (
    "INSERT INTO comparing(session_id, path, size_bytes, mtime_ns, lane)"
    " SELECT :session, path, size_bytes, mtime_ns, lane"
    f" FROM {table_with_blobs('path', 'size_bytes', 'mtime_ns', 'lane')}"
)
_ASIDE = in_one(
    ("id", "hex(path)", "size_bytes", "mtime_ns", "lane"),
    "FROM comparing WHERE session_id = ? AND id > ? ORDER BY id LIMIT ?",
)
_REMEMBER = f"""
INSERT INTO objects
SELECT s.destination_key, new.path, s.local_directory, new.size_bytes, new.mtime_ns, new.etag, new.checksum,
       new.checksum_algorithm
  FROM {table_with_blobs("path", "size_bytes", "mtime_ns", "etag", "checksum", "checksum_algorithm")} new
  JOIN upload_sessions s ON s.id = :session
    ON CONFLICT DO UPDATE SET local_directory = excluded.local_directory, size_bytes = excluded.size_bytes,
        mtime_ns = excluded.mtime_ns, etag = excluded.etag, checksum = excluded.checksum,
        checksum_algorithm = excluded.checksum_algorithm
    -- What another folder sent stays that folder's.
    WHERE objects.local_directory = excluded.local_directory OR objects.etag <> excluded.etag
"""


class ListingRows:
    """The bucket's listing, as far as it has come, and the files that wait to be compared; both while planning only."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    def note(self, session_id: int, objects: Sequence[Listed]) -> None:
        """Note a stretch of the listing."""
        values = {"session": session_id, "rows": as_json(objects)}
        self._writer.write(lambda db: db.execute(_NOTE, values))

    def at(self, session_id: int, keys: Sequence[str]) -> dict[str, Listed]:
        """Those of the keys at which the listing has shown an object."""
        return _by_key(self._reader.one(_AT, (session_id, json.dumps(keys))))

    def clear(self, session_id: int) -> None:
        """Forget the listing, and which files were to be compared."""

        def delete(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM listing WHERE session_id = ?", (session_id,))
            db.execute("DELETE FROM comparing WHERE session_id = ?", (session_id,))

        self._writer.write(delete)

    def destination_known(self, destination: str) -> bool:
        """Whether this journal confirmed an object there before."""
        return self._reader.one("SELECT 1 FROM objects WHERE destination_key = ? LIMIT 1", (destination,)) is not None

    def known(self, destination: str, paths: Sequence[bytes]) -> dict[bytes, KnownObject]:
        """The objects that this journal last confirmed for these paths."""
        rows, blobs = with_blobs((path,) for path in paths)
        answer = self._reader.one(_KNOWN, {"destination": destination, "rows": rows, "blobs": blobs})
        return {
            bytes.fromhex(path): KnownObject(
                bytes.fromhex(folder),
                size_bytes,
                mtime_ns,
                Receipt(etag, checksum, ChecksumAlgorithm(algorithm)),
            )
            for path, folder, size_bytes, mtime_ns, etag, checksum, algorithm in rows_of(answer or ("[]",))
        }

    def remember(self, session_id: int, files: Sequence[PlannedFile]) -> None:
        """Files whose bytes were found to be there: the next run need not compare them."""
        rows, blobs = with_blobs(
            (file.path, file.size_bytes, file.mtime_ns, file.etag, file.checksum, file.checksum_algorithm)
            for file in files
        )
        values = {"session": session_id, "rows": rows, "blobs": blobs}
        self._writer.write(lambda db: db.execute(_REMEMBER, values))

    def set_aside(self, session_id: int, files: Sequence[PlannedFile]) -> None:
        """Files that are to be compared before it is known whether they are sent."""
        rows, blobs = with_blobs((file.path, file.size_bytes, file.mtime_ns, file.lane) for file in files)
        values = {"session": session_id, "rows": rows, "blobs": blobs}
        self._writer.write(lambda db: db.execute(_SET_ASIDE, values))

    def aside(self, session_id: int, after: int, limit: int) -> list[tuple[int, PlannedFile]]:
        """The next of them by number."""
        answer = self._reader.one(_ASIDE, (session_id, after, limit))
        return [
            (number, PlannedFile(bytes.fromhex(path), size_bytes, mtime_ns, FileStatus.PENDING, lane))
            for number, path, size_bytes, mtime_ns, lane in rows_of(answer or ("[]",))
        ]


def _by_key(answer: Sequence[Any] | None) -> dict[str, Listed]:
    return {key: (key, size_bytes, etag) for key, size_bytes, etag in rows_of(answer or ("[]",))}


class SessionListing:
    """The listing of one upload session, in the journal."""

    def __init__(self, rows: ListingRows, session_id: int) -> None:
        self._rows = rows
        self._session_id = session_id

    def note(self, objects: Sequence[Listed]) -> None:
        """Note a stretch of the listing."""
        self._rows.note(self._session_id, objects)

    def at(self, keys: Sequence[str]) -> dict[str, Listed]:
        """Those of the keys at which the listing has shown an object."""
        return self._rows.at(self._session_id, keys)


class ScratchListing:
    """A listing for somebody who may write nothing down: in memory, and what does not fit in a file without a name."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(
            "CREATE TABLE listing(session_id INTEGER, s3_key TEXT, size_bytes INTEGER, etag TEXT,"
            " PRIMARY KEY(session_id, s3_key)) WITHOUT ROWID"
        )

    def note(self, objects: Sequence[Listed]) -> None:
        """Note a stretch of the listing."""
        self._db.execute(_NOTE, {"session": 0, "rows": as_json(objects)})

    def at(self, keys: Sequence[str]) -> dict[str, Listed]:
        """Those of the keys at which the listing has shown an object."""
        return _by_key(self._db.execute(_AT, (0, json.dumps(keys))).fetchone())

    def close(self) -> None:
        """Forget it."""
        self._db.close()
