"""Multipart uploads and their parts: what resuming in the middle of a file needs."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

from desktop_app.domain.objects import ChecksumAlgorithm, Multipart, Part
from desktop_app.journal.codes import session_of
from desktop_app.journal.files import count_change
from desktop_app.journal.reader import Reader
from desktop_app.journal.writer import JournalWriter


class PartRows:
    """Upload ids and finished parts, committed before the next step depends on them."""

    def __init__(self, reader: Reader, writer: JournalWriter) -> None:
        self._reader = reader
        self._writer = writer

    def begin(self, file_id: int, multipart: Multipart) -> None:
        """Note an upload id with what it was begun with; the company hears of it, for a take-over."""

        def insert(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT INTO multiparts VALUES(?, ?, ?, ?)",
                (file_id, multipart.upload_id, multipart.part_size, multipart.checksum_algorithm),
            )
            change = count_change(db, session_of(file_id))
            db.execute("UPDATE files SET revision = ? + (id & 0xffffffff) WHERE id = ?", (change, file_id))

        self._writer.write(insert)

    def add(self, file_id: int, part: Part) -> "Future[None]":
        """Note a finished part."""

        def insert(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR REPLACE INTO parts VALUES(?, ?, ?, ?, ?)",
                (file_id, part.number, part.size, part.etag, part.checksum),
            )

        return self._writer.submit(insert)

    def of(self, file_id: int) -> Multipart | None:
        """The multipart upload of a file with its finished parts, or None."""
        with self._reader.connection() as db:
            row = db.execute("SELECT * FROM multiparts WHERE file_id = ?", (file_id,)).fetchone()
            if row is None:
                return None
            parts = db.execute("SELECT * FROM parts WHERE file_id = ? ORDER BY number", (file_id,)).fetchall()
        return Multipart(
            upload_id=row["upload_id"],
            part_size=row["part_size"],
            checksum_algorithm=ChecksumAlgorithm(row["checksum_algorithm"]),
            parts=tuple(Part(p["number"], p["size"], p["etag"], p["checksum"]) for p in parts),
        )

    def begun(self, file_ids: Sequence[int]) -> set[int]:
        """Those of the files that have a multipart upload."""
        marks = ", ".join("?" * len(file_ids))
        sql = f"SELECT file_id FROM multiparts WHERE file_id IN ({marks})"  # noqa: S608 (marks only)
        return {row[0] for row in self._reader.all(sql, tuple(file_ids))}

    def of_session(self, session_id: int) -> list[tuple[bytes, int, str]]:
        """Path, file id and upload id of every multipart upload that is open in an upload session."""
        rows = self._reader.all(
            "SELECT f.path, f.id, m.upload_id FROM multiparts m JOIN files f ON f.id = m.file_id"
            " WHERE f.session_id = ?",
            (session_id,),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def clear(self, file_id: int) -> None:
        """Forget the finished parts, but not the upload id: they are not to be used."""
        self._writer.write(lambda db: db.execute("DELETE FROM parts WHERE file_id = ?", (file_id,)))

    def drop(self, file_id: int) -> None:
        """Forget a multipart upload that has been aborted."""
        self._writer.write(lambda db: db.execute("DELETE FROM multiparts WHERE file_id = ?", (file_id,)))
