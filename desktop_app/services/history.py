"""What was sent: from this workstation's journal, also offline, and as the company sees it."""

from desktop_app.company.store import CompanyStore
from desktop_app.domain.choice import FileChoice
from desktop_app.domain.company import Page
from desktop_app.domain.uploads import Cause, CompanySession, FileRecord, FileUpload, SessionFilter, UploadSession
from desktop_app.journal.file_view import FileView
from desktop_app.journal.journal import Journal
from desktop_app.services.receipts import Receipt


class HistoryService:
    """The upload sessions of one signed-in person here, and of their company."""

    def __init__(self, journal: Journal, account_id: int, company: CompanyStore) -> None:
        self._journal = journal
        self._account_id = account_id
        self._company = company

    def here(self, *, limit: int = 200) -> list[UploadSession]:
        """This person's upload sessions on this workstation, newest first."""
        return self._journal.sessions.recent(self._account_id, limit=limit)

    def find(self, name: str) -> UploadSession:
        """One of them, by its number or client_uuid; raises NotFound."""
        return self._journal.sessions.find(self._account_id, name)

    def get(self, session_id: int) -> UploadSession:
        """One of them as it stands now; raises NotFound."""
        return self._journal.sessions.get(session_id)

    def files(self, session_id: int, first: int, count: int) -> Page[FileUpload]:
        """A stretch of one's files, in the order they were found; ``first`` counts from 0."""
        return self._journal.files.page(session_id, first, count)

    def view(self, session_id: int, choice: FileChoice) -> FileView:
        """Some of one's files, sorted; whoever asks for it closes it."""
        return self._journal.view(session_id, choice)

    def causes(self, session_id: int) -> list[Cause]:
        """Why files of it were not sent, the most frequent first."""
        return self._journal.files.causes(session_id)

    def in_trouble(self, session_id: int, *, limit: int = 1000) -> list[FileUpload]:
        """The files that failed or are blocked."""
        return self._journal.files.in_trouble(session_id, limit=limit)

    def receipt(self, session_id: int, username: str) -> Receipt:
        """What became of every file of one, to be saved; raises NotFound. ``username`` is the person's."""
        return Receipt(self._journal, session_id, username)

    def of_company(
        self, which: SessionFilter = SessionFilter(), *, offset: int = 0, limit: int = 100
    ) -> Page[CompanySession]:
        """Everybody's upload sessions, newest first; raises CompanyUnreachable."""
        return self._company.uploads.list(which, offset=offset, limit=limit)

    def files_of_company(self, client_uuid: str, *, offset: int = 0, limit: int = 1000) -> Page[FileRecord]:
        """The files of any of them as the company knows them; raises CompanyUnreachable."""
        return self._company.uploads.files(client_uuid, offset=offset, limit=limit)
