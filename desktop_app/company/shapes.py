"""The company's values as they go over HTTP: JSON with the columns' names (ARCHITECTURE, "The company's data").

The API answers with these and checks what it is sent by them; the store over HTTP reads them back. What a value may be
is the services' to say; here stands only what a database could not hold at all.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, Strict

from desktop_app.domain.company import AuditEntry, Company, Cycle, Destination, Project, User
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import CycleStatus, Role

T = TypeVar("T")

_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


def _sane(at: datetime) -> datetime:
    """As the database takes them (migrations/sql, auth.is_sane)."""
    if not _FIRST <= at <= _LAST:
        raise ValueError("An instant lies between the years 1900 and 3000.")
    return at.astimezone(UTC)


def _written_out(at: object) -> object:
    """Not a number of seconds since some year, which pydantic would take."""
    if isinstance(at, datetime) or (isinstance(at, str) and not at.replace(".", "").lstrip("+-").isdigit()):
        return at
    raise ValueError("An instant is written as RFC 3339 has it, as 2026-05-01T12:30:00Z.")


Flag = Annotated[bool, Strict()]
"""Yes or no, and nothing that could be meant so."""
Count = Annotated[int, Strict(), Field(ge=0, le=2**63 - 1)]
"""64 bits, as the columns have it."""
Small = Annotated[int, Strict(), Field(ge=0, le=2**31 - 1)]
"""32 bits."""
Epoch = Annotated[int, Strict(), Field(ge=1, le=10**9)]
"""As often as somebody became the holder of an upload session."""
Instant = Annotated[AwareDatetime, AfterValidator(_sane), BeforeValidator(_written_out)]
"""With its zone."""


class Shape(BaseModel):
    """What goes over HTTP. What a later version adds is passed over."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class Change(BaseModel):
    """What is to become another: the fields that are named, and no others."""

    model_config = ConfigDict(extra="forbid")

    def named(self) -> dict[str, Any]:
        """The fields that were given."""
        return self.model_dump(exclude_unset=True)


class PageShape(Shape, Generic[T]):
    """A stretch of a long list."""

    items: list[T]
    total: Count
    """How long the list is."""


class CompanyShape(Shape):
    """A company."""

    id: int
    company_name: str
    company_code: str
    contact_email: str

    def value(self) -> Company:
        """As the domain has it."""
        return Company(**self.model_dump())


class CompanyChange(Change):
    """What of a company can be changed."""

    company_name: str = ""
    contact_email: str = ""


class UserShape(Shape):
    """A person, without the password."""

    id: int
    company_id: int
    username: str
    full_name: str
    email: str
    role: Role
    is_active: bool
    must_change_password: bool
    last_login: datetime | None

    def value(self) -> User:
        """As the domain has it."""
        return User(**self.model_dump())


class NewUser(Change):
    """A person to be added."""

    username: str
    password: str
    """To be changed when they first sign in."""
    full_name: str = ""
    email: str = ""
    role: Role = Role.USER


class UserChange(Change):
    """What of a user can be changed."""

    username: str = ""
    full_name: str = ""
    email: str = ""
    role: Role = Role.USER
    is_active: Flag = True


class ProjectShape(Shape):
    """A project with its bucket."""

    id: int
    project_name: str
    bucket_name: str
    region: str
    endpoint_url: str | None
    addressing_style: str
    checksum_algorithm: ChecksumAlgorithm
    never_overwrite: bool
    storage_class: str | None
    sse: str | None
    kms_key_id: str | None
    credentials_source: str
    role_arn: str | None
    description: str
    is_active: bool

    @classmethod
    def of(cls, project: Project) -> "ProjectShape":
        """From the domain's, which needs no checking."""
        return cls.model_construct(
            id=project.id,
            project_name=project.project_name,
            description=project.description,
            is_active=project.is_active,
            **{name: getattr(project.destination, name) for name in Destination.__slots__},
        )

    def value(self) -> Project:
        """As the domain has it."""
        destination = Destination(**{name: getattr(self, name) for name in Destination.__slots__})
        return Project(self.id, self.project_name, destination, self.description, self.is_active)


class NewProject(Change):
    """A project to be added."""

    project_name: str
    bucket_name: str
    region: str = "us-east-1"
    endpoint_url: str | None = None
    addressing_style: str = "auto"
    checksum_algorithm: ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME
    never_overwrite: Flag = False
    storage_class: str | None = None
    sse: str | None = None
    kms_key_id: str | None = None
    credentials_source: str = "chain"
    role_arn: str | None = None
    description: str = ""

    def destination(self) -> Destination:
        """Where its objects go."""
        return Destination(**{name: getattr(self, name) for name in Destination.__slots__})


class ProjectChange(Change):
    """What of a project can be changed."""

    project_name: str = ""
    description: str = ""
    is_active: Flag = True
    bucket_name: str = ""
    region: str = ""
    endpoint_url: str | None = None
    addressing_style: str = ""
    checksum_algorithm: ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME
    never_overwrite: Flag = False
    storage_class: str | None = None
    sse: str | None = None
    kms_key_id: str | None = None
    credentials_source: str = "chain"
    role_arn: str | None = None


class CycleShape(Shape):
    """A cycle with its prefix."""

    id: int
    project_id: int
    cycle_name: str
    cycle_number: int
    s3_prefix: str
    status: CycleStatus
    description: str
    started_at: datetime | None
    completed_at: datetime | None

    def value(self) -> Cycle:
        """As the domain has it."""
        return Cycle(**self.model_dump())


class NewCycle(Change):
    """A cycle to be added."""

    project_id: Count
    cycle_name: str
    cycle_number: Small
    s3_prefix: str | None = None
    """None makes it from the number."""
    description: str = ""


class CycleChange(Change):
    """What of a cycle can be changed."""

    cycle_name: str = ""
    cycle_number: Small = 0
    description: str = ""
    status: CycleStatus = CycleStatus.PLANNED
    s3_prefix: str = ""


class AuditShape(Shape):
    """An entry of the audit log."""

    id: int
    at: datetime
    username: str
    action: str
    object: str
    details: dict[str, Any]

    def value(self) -> AuditEntry:
        """As the domain has it."""
        return AuditEntry(**self.model_dump())


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    """What happened, why, and who can do what next."""
    code: str
    """A stable name of the kind of error."""
    field: str | None = None
    """The field that a value breaks a rule of."""
