"""Upload sessions for the tests of the window, in a real journal and a real company, without anything being sent."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from desktop_app.bootstrap import Application, Workspace
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.setup import create_company
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Cycle, Destination, Project, SignedIn
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.objects import PlannedFile
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import ScanNotes, UploadSession
from desktop_app.settings import Settings

PASSWORD = "correct horse"


@dataclass
class Office:
    """A company in SQLite with a project and a cycle, and a workstation where its admin is signed in."""

    application: Application
    workspace: Workspace
    project: Project
    cycle: Cycle
    company_folder: Path
    account_id: int

    @property
    def address(self) -> str:
        return self.signed_in.company_address

    @property
    def signed_in(self) -> SignedIn:
        return self.workspace.signed_in

    def close(self) -> None:
        self.workspace.close()
        self.application.close()

    @contextmanager
    def company_away(self) -> Iterator[None]:
        """The share that holds the company is not there for a while."""
        self.workspace.company.close()
        elsewhere = self.company_folder.rename(self.company_folder.with_name("away"))
        try:
            yield
        finally:
            elsewhere.rename(self.company_folder)

    def add_upload(
        self,
        folder: bytes,
        files: Sequence[PlannedFile],
        status: SessionStatus,
        error: WaybillError | None = None,
        *,
        days_ago: float = 0,
    ) -> UploadSession:
        """Write an upload session that ended, or stands, like this."""
        journal = self.application.journal
        new = new_upload(folder, self.project, self.cycle, self.signed_in)
        upload = journal.sessions.add(self.account_id, replace(new, created_at=utc_now() - timedelta(days=days_ago)))
        for start in range(0, len(files), 5000):
            journal.files.add(upload.id, files[start : start + 5000])
        journal.sessions.set_plan_finished(upload.id, ScanNotes())
        if status is not SessionStatus.PENDING:
            journal.sessions.set_status(upload.id, SessionStatus.IN_PROGRESS)
            journal.sessions.set_status(upload.id, status, error)
        return journal.sessions.get(upload.id)


def open_office(folder: Path) -> Office:
    """Make everything in `folder`."""
    company_folder = folder / "share"
    company_folder.mkdir()
    address = f"sqlite:///{(company_folder / 'company.db').as_posix()}"
    place = CompanyAddress.parse(address)
    create_company(place, name="Coastal Research", code="COAST", admin="anna", password=PASSWORD)
    application, workspace = _sign_in(address, "anna", folder / "home")
    project = workspace.company.projects.add("Coastal Survey", Destination("coastal-survey"), "")
    cycle = workspace.company.cycles.add(project.id, "Spring campaign", 1)
    account_id = application.journal.sessions.account_of(workspace.signed_in)
    return Office(application, workspace, project, cycle, company_folder, account_id)


def sign_in_elsewhere(office: Office, username: str, home: Path) -> Office:
    """Another workstation of the same company, where somebody else is signed in."""
    application, workspace = _sign_in(office.address, username, home)
    account_id = application.journal.sessions.account_of(workspace.signed_in)
    return replace(office, application=application, workspace=workspace, account_id=account_id)


def _sign_in(address: str, username: str, home: Path) -> tuple[Application, Workspace]:
    application = Application(Settings(home=home, company="", username="", password=None))
    return application, application.sign_in(address, username, PASSWORD)


def new_upload(folder: bytes, project: Project, cycle: Cycle, signed_in: SignedIn) -> UploadSession:
    """An upload session of a folder that nothing has been sent of."""
    return UploadSession(
        id=0,
        client_uuid=str(uuid.uuid4()),
        workstation="field-laptop",
        company_id=signed_in.company.id,
        user_id=signed_in.user.id,
        project_id=project.id,
        project_name=project.project_name,
        cycle_id=cycle.id,
        cycle_name=cycle.cycle_name,
        destination=project.destination,
        s3_prefix=cycle.s3_prefix,
        local_directory=folder,
    )


def planned(
    path: bytes | str, status: FileStatus = FileStatus.UPLOADED, size_bytes: int = 1000, message: str = ""
) -> PlannedFile:
    """A file as the journal takes it."""
    raw = path.encode() if isinstance(path, str) else path
    title = "Cannot be read" if message else ""
    return PlannedFile(raw, size_bytes, 1, status, error_title=title, error_message=message)


def many(count: int, status: FileStatus = FileStatus.UPLOADED) -> list[PlannedFile]:
    """Files like those of a camera card."""
    one = planned("", status, 250_000)
    return [one._replace(path=b"DCIM/100CANON/IMG_%06d.JPG" % number) for number in range(1, count + 1)]
