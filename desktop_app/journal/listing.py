"""What the bucket holds while files are planned, and which files have to be compared with it first."""

import json
import sqlite3
from collections.abc import Sequence

from desktop_app.domain.states import FileStatus
from desktop_app.domain.values import ChecksumAlgorithm, KnownObject, PlannedFile, Receipt
from desktop_app.journal.reader import Reader
from desktop_app.journal.writer import JournalWriter

Listed = tuple[str, int, str]
"""An object of the listing: key, size in bytes, ETag."""

_NOTE = "INSERT OR REPLACE INTO listing VALUES(?, ?, ?, ?)"
_AT = "SELECT s3_key, size_bytes, etag FROM listing WHERE session_id = ? AND s3_key IN (SELECT value FROM json_each(?))"
_REMEMBER = """
INSERT INTO objects SELECT destination_key, ?, local_directory, ?, ?, ?, ?, ? FROM upload_sessions WHERE id = ?
    ON CONFLICT DO UPDATE SET local_directory = excluded.local_directory, size_bytes = excluded.size_bytes,
        mtime_ns = excluded.mtime_ns, etag = excluded.etag, checksum = excluded.checksum,
        checksum_algorithm = excluded.checksum_algorithm
    -- What another folder sent stays that folder's.
    WHERE local_directory = excluded.local_directory OR etag <> excluded.etag
"""


class ListingRows:
    """The bucket's listing, as far as it has come, and the files that wait to be compared; both while planning only."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    def note(self, session_id: int, objects: Sequence[Listed]) -> None:
        """Note a stretch of the listing."""
        rows = [(session_id, *item) for item in objects]
        self._writer.write(lambda db: db.executemany(_NOTE, rows))

    def at(self, session_id: int, keys: Sequence[str]) -> dict[str, Listed]:
        """Those of the keys at which the listing has shown an object."""
        return {row[0]: (row[0], row[1], row[2]) for row in self._reader.all(_AT, (session_id, json.dumps(keys)))}

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
        marks = ", ".join("?" * len(paths))
        sql = f"SELECT * FROM objects WHERE destination_key = ? AND path IN ({marks})"  # noqa: S608 (marks only)
        return {
            row["path"]: KnownObject(
                row["local_directory"],
                row["size_bytes"],
                row["mtime_ns"],
                Receipt(row["etag"], row["checksum"], ChecksumAlgorithm(row["checksum_algorithm"])),
            )
            for row in self._reader.all(sql, (destination, *paths))
        }

    def remember(self, session_id: int, files: Sequence[PlannedFile]) -> None:
        """Files whose bytes were found to be there: the next run need not compare them."""
        rows = [
            (file.path, file.size_bytes, file.mtime_ns, file.etag, file.checksum, file.checksum_algorithm, session_id)
            for file in files
        ]
        self._writer.write(lambda db: db.executemany(_REMEMBER, rows))

    def set_aside(self, session_id: int, files: Sequence[PlannedFile]) -> None:
        """Files that are to be compared before it is known whether they are sent."""
        rows = [(session_id, file.path, file.size_bytes, file.mtime_ns, file.lane) for file in files]
        self._writer.write(
            lambda db: db.executemany(
                "INSERT INTO comparing(session_id, path, size_bytes, mtime_ns, lane) VALUES(?, ?, ?, ?, ?)", rows
            )
        )

    def aside(self, session_id: int, after: int, limit: int) -> list[tuple[int, PlannedFile]]:
        """The next of them by number."""
        rows = self._reader.all(
            "SELECT * FROM comparing WHERE session_id = ? AND id > ? ORDER BY id LIMIT ?", (session_id, after, limit)
        )
        return [
            (row["id"], PlannedFile(row["path"], row["size_bytes"], row["mtime_ns"], FileStatus.PENDING, row["lane"]))
            for row in rows
        ]


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
        self._db.executemany(_NOTE, [(0, *item) for item in objects])

    def at(self, keys: Sequence[str]) -> dict[str, Listed]:
        """Those of the keys at which the listing has shown an object."""
        return {row[0]: (row[0], row[1], row[2]) for row in self._db.execute(_AT, (0, json.dumps(keys)))}

    def close(self) -> None:
        """Forget it."""
        self._db.close()
