"""Upload sessions and their files: here, on their way to the company, and there. Sizes are bytes, instants are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.states import ACTIVE_WITHIN, FileStatus, SessionStatus

# On the workstation


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """How to send: part of the upload session, so that resuming does the same."""

    aws_profile: str | None = None
    max_workers: int = 0
    """Ceiling of requests in flight; 0 leaves it to the engine."""
    times_to_retry: int = 3
    bandwidth_limit: int = 0
    """Bytes per second; 0 is none."""
    use_find: bool = False
    follow_links: bool = False
    excludes: tuple[str, ...] = ()
    """Patterns as in .gitignore, beside the junk files that are always left out."""
    replace: bool = False
    """Whether to replace what another folder of this workstation sent to the same name."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Files and bytes of an upload session by status. What waits and what was cancelled is in the totals alone."""

    total_files: int = 0
    files_uploaded: int = 0
    files_skipped: int = 0
    files_failed: int = 0
    files_blocked: int = 0
    total_bytes: int = 0
    uploaded_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ScanNotes:
    """What a scan passed over or found odd, so that nobody wonders: counts."""

    links_not_followed: int = 0
    excluded: int = 0
    empty_folders: int = 0
    empty_names: tuple[str, ...] = ()
    """Text forms of the first empty folders, relative; ``.`` is the folder itself."""
    cloud_only: int = 0
    """Files that a cloud's client fetches when they are read; these are sent."""


@dataclass(frozen=True, slots=True)
class UploadSession:
    """One run of one folder into one cycle, as this workstation's journal knows it."""

    id: int
    client_uuid: str
    workstation: str
    company_id: int
    user_id: int
    project_id: int
    project_name: str
    cycle_id: int
    cycle_name: str
    destination: Destination
    s3_prefix: str
    local_directory: bytes
    """Raw absolute path; `domain.names.text_form` shows it."""
    selection: tuple[bytes, ...] = ()
    """Relative paths that were dropped one by one; empty means the whole folder."""
    options: UploadOptions = UploadOptions()
    status: SessionStatus = SessionStatus.PENDING
    counts: Counts = Counts()
    notes: ScanNotes = ScanNotes()
    plan_finished: bool = False
    error_title: str = ""
    error_message: str = ""
    created_at: datetime = field(default_factory=utc_now)
    started_at: datetime | None = None
    completed_at: datetime | None = None
    last_seen_at: datetime | None = None
    taken_over: str = ""
    """Who sends it instead of this workstation, in a sentence; empty while nobody does."""
    abandoned: bool = False
    """It is said to be under way, and no process of this workstation sends it: the one that did was ended."""

    @property
    def address(self) -> str:
        """``s3://bucket/prefix``."""
        return f"s3://{self.destination.bucket_name}/{self.s3_prefix}"

    @property
    def interrupted(self) -> bool:
        """Whether it is unfinished and nobody sends it, or has been seen sending it for 15 minutes."""
        seen = self.last_seen_at or self.created_at
        return self.abandoned or (self.status.unfinished and utc_now() - seen > ACTIVE_WITHIN)


class FileUpload(NamedTuple):
    """One row of the per-file table. A tuple, as what follows here: each is made for every file."""

    id: int
    path: bytes
    """Relative, raw, ``/`` between segments."""
    size_bytes: int
    mtime_ns: int
    status: FileStatus
    attempts: int = 0
    etag: str = ""
    checksum: str = ""
    error_title: str = ""
    error_message: str = ""
    completed_at: datetime | None = None
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """Files of an upload session that were not sent for one reason."""

    code: str
    """A `WaybillError.code`."""
    title: str
    status: FileStatus
    """FAILED or BLOCKED."""
    files: int
    size_bytes: int
    first_path: bytes
    first_message: str
    """Of the first of them."""


# Records for the company store (the outbox's cargo)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """An upload session as the company store takes it; the higher ``revision`` wins."""

    client_uuid: str
    revision: int
    project_id: int
    cycle_id: int
    workstation: str
    lease_owner: str
    lease_epoch: int
    s3_prefix: str
    local_directory: str
    options: UploadOptions
    status: SessionStatus
    counts: Counts
    started_at: datetime | None
    completed_at: datetime | None
    last_seen_at: datetime | None
    selection: tuple[str, ...] = ()
    """What of the folder is sent, relative to it, in text form; empty is all of it."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file row as the company store takes it, keyed by (session's client_uuid, relative_path)."""

    relative_path: str
    revision: int
    s3_key: str
    size_bytes: int
    mtime_ns: int
    status: FileStatus
    attempts: int
    upload_id: str
    etag: str
    checksum: str
    checksum_algorithm: str
    error_code: str
    error_message: str
    started_at: datetime | None
    completed_at: datetime | None


# In the company


@dataclass(frozen=True, slots=True)
class CompanySession:
    """An upload session as the company sees it. What an earlier system left out is empty or None."""

    id: int
    client_uuid: str
    revision: int
    user_id: int | None
    username: str
    project_id: int | None
    project_name: str
    cycle_id: int | None
    cycle_name: str
    workstation: str
    lease_owner: str
    lease_epoch: int
    address: str
    """``s3://bucket/prefix``."""
    local_directory: str
    status: SessionStatus
    interrupted: bool
    """Unfinished, and by the company's clock nobody has been seen sending it for 15 minutes."""
    counts: Counts
    started_at: datetime | None
    completed_at: datetime | None
    last_seen_at: datetime | None
    s3_prefix: str = ""
    options: UploadOptions = UploadOptions()
    """Those that the company keeps: not what only the workstation itself knows to judge, as its bandwidth."""
    selection: tuple[str, ...] = ()
    """See `SessionRecord.selection`."""


@dataclass(frozen=True, slots=True)
class BegunUpload:
    """A multipart upload that the company knows of an upload session which has not ended."""

    client_uuid: str
    upload_id: str
    s3_key: str
    interrupted: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which upload sessions to list; what is not given does not narrow."""

    project_id: int | None = None
    cycle_id: int | None = None
    user_id: int | None = None
    statuses: frozenset[SessionStatus] = frozenset()
    interrupted: bool | None = None
    since: datetime | None = None
    """Started (or, if never started, created) at this instant or later."""
    until: datetime | None = None
    """Before this instant."""
    text: str = ""
    """In the folder, the workstation, or the names of user, project or cycle; whatever its case."""


# Progress


@dataclass(frozen=True, slots=True)
class Progress:
    """What the ledger says now; read by a timer, never pushed per file. Of what can be sent: nothing blocked is in it
    but in the counts.
    """

    counts: Counts = Counts()
    done_bytes: int = 0
    """Bytes that need no more sending: of files that are finished, and those that left of others."""
    sent_bytes: int = 0
    """Bytes that left in this run; its growth is the speed."""
    plan_finished: bool = False
    in_flight: Mapping[int, float] = field(default_factory=dict)
    """Fraction sent (0 to 1) of each file that is being sent, by its journal id."""
    bandwidth_limit: int = 0
    """Bytes per second that may be sent now, by choice or by the hour; 0 is no limit."""
    blocked_bytes: int = 0
    """Bytes of files that cannot be sent."""

    @property
    def total_files(self) -> int:
        """Files that can be sent."""
        return self.counts.total_files - self.counts.files_blocked

    @property
    def total_bytes(self) -> int:
        """Their bytes."""
        return self.counts.total_bytes - self.blocked_bytes

    @property
    def done_files(self) -> int:
        """Those that need no more sending."""
        counts = self.counts
        return counts.files_uploaded + counts.files_skipped + counts.files_failed

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0 to 1: by bytes, or by files when all are empty."""
        if self.total_bytes:
            return min(1.0, self.done_bytes / self.total_bytes)
        return self.done_files / self.total_files if self.total_files else 0.0
