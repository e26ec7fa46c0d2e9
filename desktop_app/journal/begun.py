"""The multipart uploads of all upload sessions of this workstation, for cleaning up."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.states import SessionStatus
from desktop_app.journal.reader import Reader
from desktop_app.journal.sessions import instant


@dataclass(frozen=True, slots=True)
class Begun:
    """A multipart upload, and how the upload session that began it stands."""

    upload_id: str
    file_id: int
    session_id: int
    account_id: int
    status: SessionStatus
    last_seen_at: datetime | None
    taken_over: bool
    refused: bool
    """The company does not know the upload session, or knows that it was deleted."""


class BegunRows:
    """There are few at any time: files on their way, and what could not be freed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def all(self) -> list[Begun]:
        """Those of everybody who sends from this workstation."""
        rows = self._reader.all(
            "SELECT m.upload_id, m.file_id, f.session_id, s.account_id, s.status, s.last_seen_at, s.taken_over,"
            " s.refusal FROM multiparts m JOIN files f ON f.id = m.file_id"
            " JOIN upload_sessions s ON s.id = f.session_id"
        )
        return [
            Begun(
                row["upload_id"],
                row["file_id"],
                row["session_id"],
                row["account_id"],
                SessionStatus(row["status"]),
                instant(row["last_seen_at"]),
                bool(row["taken_over"]),
                row["refusal"] is not None,
            )
            for row in rows
        ]
