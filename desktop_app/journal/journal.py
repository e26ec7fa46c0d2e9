"""Open the journal and hold its parts together."""

import sqlite3
from pathlib import Path

from desktop_app.domain import private
from desktop_app.domain.choice import FileChoice
from desktop_app.domain.errors import JournalError
from desktop_app.domain.texts import tr
from desktop_app.journal.begun import BegunRows
from desktop_app.journal.file_view import FileView
from desktop_app.journal.files import FileRows
from desktop_app.journal.handover import HandoverRows
from desktop_app.journal.listing import ListingRows
from desktop_app.journal.outbox import Outbox
from desktop_app.journal.parts import PartRows
from desktop_app.journal.reader import Reader
from desktop_app.journal.refill import Refill
from desktop_app.journal.schema import connect, enforce_transitions, migrate, translate
from desktop_app.journal.sent import SentRows
from desktop_app.journal.sessions import SessionRows
from desktop_app.journal.writer import JournalWriter


class Journal:
    """The workstation's journal: many readers, one writer.

    Raises:
        JournalError: it cannot be opened; a damaged file is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            private.make_folder(path.parent)
            private.make_file(path)
        except OSError as error:
            raise JournalError(
                tr(
                    "The journal {path} cannot be made: {strerror}. Check the folder, or name "
                    "another one by WAYBILL_HOME.",
                    path=path,
                    strerror=error.strerror,
                )
            ) from error
        private.tighten_database(path)
        try:
            connection = connect(path)
            try:
                migrate(connection)
                enforce_transitions(connection)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise translate(error, path) from error
        self._connection = connection
        self.writer = JournalWriter(connection, path)
        self.reader = Reader(path)
        self.sessions = SessionRows(self.reader, self.writer)
        self.files = FileRows(self.reader, self.writer)
        self.listing = ListingRows(self.reader, self.writer)
        self.parts = PartRows(self.reader, self.writer)
        self.outbox = Outbox(self.reader, self.writer)
        self.refill = Refill(self.reader, self.writer)
        self.begun = BegunRows(self.reader)
        self.sent = SentRows(self.reader)
        self.handovers = HandoverRows(self.sessions, self.reader, self.writer)

    def view(self, session_id: int, choice: FileChoice) -> FileView:
        """Some of an upload session's files in an order of their own."""
        return FileView(self.path, session_id, choice)

    def close(self) -> None:
        """Commit what is queued and let go of the file."""
        self.writer.close()
        self.reader.close()
        self._connection.close()
