"""A company: its people, projects and cycles, its numbers and its audit log. Sizes are bytes, instants are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import CycleStatus, Role

T = TypeVar("T")


# People and places


@dataclass(frozen=True, slots=True)
class Company:
    """A client company."""

    id: int
    company_name: str
    company_code: str
    contact_email: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """A person of a company; never with a password or its hash."""

    id: int
    company_id: int
    username: str
    full_name: str
    email: str
    role: Role
    is_active: bool = True
    must_change_password: bool = False
    last_login: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in where."""

    company_address: str
    """Without a password."""
    company: Company
    user: User


@dataclass(frozen=True, slots=True)
class Destination:
    """How to reach the objects: a project's bucket with what its endpoint needs."""

    bucket_name: str
    region: str = "us-east-1"
    endpoint_url: str | None = None
    addressing_style: str = "auto"
    checksum_algorithm: ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME
    never_overwrite: bool = False
    storage_class: str | None = None
    sse: str | None = None
    kms_key_id: str | None = None
    credentials_source: str = "chain"
    """``chain``: the workstation's own AWS credentials; ``server``: those that the company's server lends."""
    role_arn: str | None = None
    """Of what the server makes them, where it has several."""

    @property
    def borrows(self) -> bool:
        """Whether its credentials are lent by the company's server."""
        return self.credentials_source == "server"


@dataclass(frozen=True, slots=True)
class LentCredentials:
    """Temporary AWS credentials for one cycle's objects."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: datetime


@dataclass(frozen=True, slots=True)
class Project:
    """A bucket with a name and a description."""

    id: int
    project_name: str
    destination: Destination
    description: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Cycle:
    """A prefix in a project's bucket."""

    id: int
    project_id: int
    cycle_name: str
    cycle_number: int
    s3_prefix: str
    status: CycleStatus = CycleStatus.PLANNED
    description: str = ""
    started_at: datetime | None = None
    completed_at: datetime | None = None


# In numbers


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time from ``since`` to before ``until``; None is open."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Upload sessions, files and bytes of one kind."""

    name: str
    """A status, a name, an error_code."""
    id: int | None = None
    sessions: int = 0
    files_uploaded: int = 0
    files_failed: int = 0
    """Failed and blocked."""
    uploaded_bytes: int = 0
    full_name: str = ""
    """Of a person, whose ``name`` is the username."""


@dataclass(frozen=True, slots=True)
class DayTally:
    """Upload sessions, files and bytes of one day."""

    day: date
    sessions: int = 0
    files_uploaded: int = 0
    files_failed: int = 0
    uploaded_bytes: int = 0


# The audit log


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when."""

    id: int
    at: datetime
    username: str
    """Who did it: the name at that time, or the name that somebody tried to sign in with."""
    action: str
    """``user_added``, ``project_changed``, ``sign_in_refused`` and the like."""
    object: str
    """The name of what it was done to."""
    details: Mapping[str, Any]
    """For changes: column -> [before, after]. Never a password or its hash."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which audit entries to list; what is not given does not narrow."""

    action: str = ""
    username: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    """In the object's or the username, whatever its case."""
    without_sign_ins: bool = False
    """Leaves out that somebody signed in, which is most of a log; that somebody was refused stays."""


# Lists


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a long list, and how long the list is."""

    items: tuple[T, ...]
    total: int
