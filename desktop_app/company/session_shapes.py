"""Upload sessions, their files, and what was sent in numbers, as they go over HTTP; see `company.shapes`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, Strict

from desktop_app.company import flat
from desktop_app.company.shapes import Change, Count, Epoch, Flag, Instant, Shape, Small
from desktop_app.domain.company import DayTally, Tally
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import BegunUpload, CompanySession, FileRecord, SessionRecord

MOST_ROWS = 10_000
"""File rows in one request."""


class _SessionColumns(BaseModel):
    """What an upload session's record and its row in the company share."""

    client_uuid: str
    revision: Count
    workstation: str
    lease_owner: str
    lease_epoch: Epoch
    s3_prefix: str
    local_directory: str
    aws_profile: str | None = None
    max_workers: Small | None = 0
    times_to_retry: Small | None = 3
    use_find: Flag | None = False
    follow_links: Flag = False
    excludes: list[str] = []
    selection: list[str] = []
    status: SessionStatus
    total_files: Count = 0
    files_uploaded: Count = 0
    files_skipped: Count = 0
    files_failed: Count = 0
    files_blocked: Count = 0
    total_bytes: Count = 0
    uploaded_bytes: Count = 0


class SessionShape(Shape, _SessionColumns):
    """An upload session as the company sees it. What an earlier system left out is empty or null."""

    id: int
    user_id: int | None
    username: str
    project_id: int | None
    project_name: str
    cycle_id: int | None
    cycle_name: str
    address: str
    """``s3://bucket/prefix``."""
    interrupted: bool
    """Unfinished, and nobody has been seen sending it for 15 minutes."""
    started_at: datetime | None
    completed_at: datetime | None
    last_seen_at: datetime | None

    @classmethod
    def of(cls, session: CompanySession) -> Self:
        """From the domain's."""
        plain = {name: getattr(session, name) for name in CompanySession.__slots__ if name not in _NESTED}
        kept = {name: getattr(session.options, name) for name in flat.OPTIONS}
        return cls(**plain, **kept, **asdict(session.counts), selection=list(session.selection))

    def value(self) -> CompanySession:
        """As the domain has it."""
        columns = self.model_dump()
        plain = {name: columns[name] for name in CompanySession.__slots__ if name not in _NESTED}
        return CompanySession(
            **plain, options=flat.options(columns), counts=flat.counts(columns), selection=tuple(self.selection)
        )


class SessionRecordShape(_SessionColumns):
    """An upload session as whoever sends it tells the company of it."""

    project_id: Count
    cycle_id: Count
    started_at: Instant | None = None
    completed_at: Instant | None = None
    last_seen_at: Instant | None = None

    def value(self) -> SessionRecord:
        """As the domain has it."""
        return flat.session_record(self.model_dump())


_NESTED = ("options", "counts", "selection")


class FileShape(Shape):
    """A file of an upload session."""

    relative_path: str
    revision: Count
    s3_key: str
    size_bytes: Count
    mtime_ns: Annotated[int, Strict(), Field(ge=-(2**63), le=2**63 - 1)]
    status: FileStatus
    attempts: Small = 0
    upload_id: str = ""
    etag: str = ""
    checksum: str = ""
    checksum_algorithm: str = ""
    error_code: str = ""
    error_message: str = ""
    started_at: Instant | None = None
    completed_at: Instant | None = None

    def value(self) -> FileRecord:
        """As the domain has it."""
        return FileRecord(**self.__dict__)


class FilesDelivered(Change):
    """File rows of one upload session; each changes what is there if its revision is higher."""

    lease_epoch: Epoch = 1
    files: Annotated[list[FileShape], Field(max_length=MOST_ROWS)]


class BegunShape(Shape):
    """A multipart upload of an upload session that has not ended."""

    client_uuid: str
    upload_id: str
    s3_key: str
    interrupted: bool
    last_seen_at: datetime | None

    def value(self) -> BegunUpload:
        """As the domain has it."""
        return BegunUpload(**self.model_dump())


class TallyShape(Shape):
    """Upload sessions, files and bytes of one kind."""

    name: str
    id: int | None
    sessions: int
    files_uploaded: int
    files_failed: int
    uploaded_bytes: int
    full_name: str

    def value(self) -> Tally:
        """As the domain has it."""
        return Tally(**self.model_dump())


class DayShape(Shape):
    """Upload sessions, files and bytes of one day."""

    day: date
    sessions: int
    files_uploaded: int
    files_failed: int
    uploaded_bytes: int

    def value(self) -> DayTally:
        """As the domain has it."""
        return DayTally(**self.model_dump())


class Statistics(Shape):
    """What was sent, in numbers; null is what was not asked for."""

    by_status: Sequence[TallyShape] | None = None
    by_project: Sequence[TallyShape] | None = None
    by_cycle: Sequence[TallyShape] | None = None
    by_user: Sequence[TallyShape] | None = None
    by_day: Sequence[DayShape] | None = None
    failures: Sequence[TallyShape] | None = None
