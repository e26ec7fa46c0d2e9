"""What an upload session says is in the bucket, by path: in the order of S3's listings."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop_app.domain.objects import ChecksumAlgorithm, Receipt
from desktop_app.domain.states import FileStatus
from desktop_app.journal.codes import FILE_STATUS, STATUS_OF_CODE
from desktop_app.journal.reader import Reader

_PAGE = 1000
_SENT = (FILE_STATUS[FileStatus.UPLOADED], FILE_STATUS[FileStatus.SKIPPED])


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was when the storage confirmed its object, and what the storage said of it."""

    path: bytes
    size_bytes: int
    mtime_ns: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class UnsentFile:
    """A file of an upload session that is not in the bucket by it, and why."""

    path: bytes
    status: FileStatus
    error_message: str


class SentRows:
    """Reads file rows for verifying; never all of them at once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def totals(self, session_id: int) -> tuple[int, int]:
        """Files that should be in the bucket, and their bytes."""
        row = self._reader.one(
            "SELECT coalesce(sum(files), 0), coalesce(sum(bytes), 0) FROM status_counts"
            " WHERE session_id = ? AND status IN (?, ?)",
            (session_id, *_SENT),
        )
        return (row[0], row[1]) if row else (0, 0)

    def sent(self, session_id: int) -> Iterator[SentFile]:
        """The uploaded and skipped files by path."""
        for row in self._by_path(session_id):
            if row["status"] in _SENT:
                algorithm = ChecksumAlgorithm(row["checksum_algorithm"] or ChecksumAlgorithm.NONE)
                receipt = Receipt(row["etag"], row["checksum"], algorithm)
                yield SentFile(row["path"], row["size_bytes"], row["mtime_ns"], receipt)

    def unsent(self, session_id: int) -> Iterator[UnsentFile]:
        """All other files by path."""
        total = self._reader.one(
            "SELECT 1 FROM status_counts WHERE session_id = ? AND status NOT IN (?, ?) AND files > 0 LIMIT 1",
            (session_id, *_SENT),
        )
        if total is None:
            return
        for row in self._by_path(session_id):
            if row["status"] not in _SENT:
                yield UnsentFile(row["path"], STATUS_OF_CODE[row["status"]], row["error_message"])

    def unknown(self, session_id: int, paths: Sequence[bytes]) -> list[bytes]:
        """Those of the paths that the upload session has no row for."""
        with self._reader.connection() as db:
            return [
                path
                for path in paths
                if db.execute("SELECT 1 FROM files WHERE session_id = ? AND path = ?", (session_id, path)).fetchone()
                is None
            ]

    def _by_path(self, session_id: int) -> Iterator[sqlite3.Row]:
        after = b""
        while True:
            rows = self._reader.all(
                "SELECT path, size_bytes, mtime_ns, status, etag, checksum, checksum_algorithm, error_message"
                " FROM files WHERE session_id = ? AND path > ? ORDER BY path LIMIT ?",
                (session_id, after, _PAGE),
            )
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1]["path"]
