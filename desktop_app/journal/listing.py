"""What the bucket holds while files are planned, and which files have to be compared with it first."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from desktop_app.domain.objects import ChecksumAlgorithm, KnownObject, PlannedFile, Receipt
from desktop_app.domain.sqlite_rows import ForRows, Row, in_one, rows_of
from desktop_app.domain.states import FileStatus
from desktop_app.journal.reader import Reader
from desktop_app.journal.writer import JournalWriter

Listed = tuple[str, int, str]
"""An object of the listing: key, size in bytes, ETag."""

_NOTE = ForRows(
    "INSERT OR REPLACE INTO listing SELECT ?1, s3_key, size_bytes, etag FROM {new}", *("s3_key", "size_bytes", "etag")
)
_AT = in_one(
    ("s3_key", "size_bytes", "etag"),
    "FROM listing WHERE session_id = ? AND s3_key IN (SELECT value FROM json_each(?))",
)
_KNOWN = ForRows(
    in_one(
        (
            *("hex(o.path)", "hex(o.local_directory)", "o.size_bytes", "o.mtime_ns"),
            *("o.etag", "o.checksum", "o.checksum_algorithm"),
        ),
        "FROM {new} CROSS JOIN objects o ON o.destination_key = ?1 AND o.path = new.path",
    ),
    "path",
)
_SET_ASIDE = ForRows(
    "INSERT INTO comparing(session_id, path, size_bytes, mtime_ns, lane)"
    " SELECT ?1, path, size_bytes, mtime_ns, lane FROM {new}",
    *("path", "size_bytes", "mtime_ns", "lane"),
)
_ASIDE = in_one(
    ("id", "hex(path)", "size_bytes", "mtime_ns", "lane"),
    "FROM comparing WHERE session_id = ? AND id > ? ORDER BY id LIMIT ?",
)
_REMEMBER = ForRows(
    """
INSERT INTO objects
SELECT s.destination_key, new.path, s.local_directory, new.size_bytes, new.mtime_ns, new.etag, new.checksum,
       new.checksum_algorithm
  FROM {new} JOIN upload_sessions s ON s.id = ?1
    ON CONFLICT DO UPDATE SET local_directory = excluded.local_directory, size_bytes = excluded.size_bytes,
        mtime_ns = excluded.mtime_ns, etag = excluded.etag, checksum = excluded.checksum,
        checksum_algorithm = excluded.checksum_algorithm
    -- What another folder sent stays that folder's.
    WHERE objects.local_directory = excluded.local_directory OR objects.etag <> excluded.etag
""",
    *("path", "size_bytes", "mtime_ns", "etag", "checksum", "checksum_algorithm"),
)


class ListingRows:
    """The bucket's listing, as far as it has come, and the files that wait to be compared; both while planning only."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    def note(self, session_id: int, objects: Sequence[Listed]) -> None:
        """Note a stretch of the listing."""
        self._write(_NOTE, objects, session_id)

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
        answers = [self._reader.one(*each) for each in _KNOWN.executions([(path,) for path in paths], destination)]
        return {
            bytes.fromhex(path): KnownObject(
                bytes.fromhex(folder),
                size_bytes,
                mtime_ns,
                Receipt(etag, checksum, ChecksumAlgorithm(algorithm)),
            )
            for answer in answers
            for path, folder, size_bytes, mtime_ns, etag, checksum, algorithm in rows_of(answer or ("[]",))
        }

    def remember(self, session_id: int, files: Sequence[PlannedFile]) -> None:
        """Files whose bytes were found to be there: the next run need not compare them."""
        rows = [
            (file.path, file.size_bytes, file.mtime_ns, file.etag, file.checksum, file.checksum_algorithm)
            for file in files
        ]
        self._write(_REMEMBER, rows, session_id)

    def set_aside(self, session_id: int, files: Sequence[PlannedFile]) -> None:
        """Files that are to be compared before it is known whether they are sent."""
        rows = [(file.path, file.size_bytes, file.mtime_ns, file.lane) for file in files]
        self._write(_SET_ASIDE, rows, session_id)

    def aside(self, session_id: int, after: int, limit: int) -> list[tuple[int, PlannedFile]]:
        """The next of them by number."""
        answer = self._reader.one(_ASIDE, (session_id, after, limit))
        return [
            (number, PlannedFile(bytes.fromhex(path), size_bytes, mtime_ns, FileStatus.PENDING, lane))
            for number, path, size_bytes, mtime_ns, lane in rows_of(answer or ("[]",))
        ]

    def _write(self, statement: ForRows, rows: Sequence[Row], session_id: int) -> None:
        def execute(db: sqlite3.Connection) -> None:
            for each in statement.executions(rows, session_id):
                db.execute(*each)

        self._writer.write(execute)


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
        for each in _NOTE.executions(objects, 0):
            self._db.execute(*each)

    def at(self, keys: Sequence[str]) -> dict[str, Listed]:
        """Those of the keys at which the listing has shown an object."""
        return _by_key(self._db.execute(_AT, (0, json.dumps(keys))).fetchone())

    def close(self) -> None:
        """Forget it."""
        self._db.close()
