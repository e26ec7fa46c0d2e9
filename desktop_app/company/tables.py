"""The company's tables (ARCHITECTURE), names as the company's existing tools use them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desktop_app.domain.states import CycleStatus, FileStatus, Role, SessionStatus
from desktop_app.domain.values import ChecksumAlgorithm, utc_now


class Instant(TypeDecorator[datetime]):
    """A UTC instant with its zone, also where the database keeps none (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a time of no zone; it could be any instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


# SQLite counts up by itself only in a column that is INTEGER to the letter.
Id = BigInteger().with_variant(Integer, "sqlite")
Size = BigInteger()
# As the database tells it back, so that models and migrations can be compared.
NOTHING = text("''")


class Base(DeclarativeBase):
    """All tables; constraints are named by rule, so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, str: String, dict[str, Any]: JSON}  # noqa: RUF012


class Stamped:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.current_timestamp())
    updated_at: Mapped[datetime] = mapped_column(
        default=utc_now, onupdate=utc_now, server_default=func.current_timestamp()
    )


def _one_of(column: str, values: type[Any]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class CompanyRow(Stamped, Base):
    """A client company."""

    __tablename__ = "companies"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    company_name: Mapped[str]
    company_code: Mapped[str] = mapped_column(unique=True)
    contact_email: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")


class UserRow(Stamped, Base):
    """A person of a company."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("uq_users_username", "company_id", text("lower(username)"), unique=True),
        _one_of("role", Role),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    username: Mapped[str]
    email: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    password_hash: Mapped[str]
    full_name: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    role: Mapped[str] = mapped_column(default=Role.USER, server_default=Role.USER)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default="0")
    last_login: Mapped[datetime | None]


class TokenRow(Base):
    """A signed-in person's token, kept as its SHA-256 only."""

    __tablename__ = "auth_sessions"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class ProjectRow(Stamped, Base):
    """A bucket with a name."""

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("uq_projects_project_name", "company_id", text("lower(project_name)"), unique=True),
        _one_of("checksum_algorithm", ChecksumAlgorithm),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    project_name: Mapped[str]
    bucket_name: Mapped[str]
    region: Mapped[str] = mapped_column(default="us-east-1", server_default="us-east-1")
    endpoint_url: Mapped[str | None]
    addressing_style: Mapped[str] = mapped_column(default="auto", server_default="auto")
    checksum_algorithm: Mapped[str] = mapped_column(
        default=ChecksumAlgorithm.CRC64NVME, server_default=ChecksumAlgorithm.CRC64NVME
    )
    checksum_location: Mapped[str] = mapped_column(default="header", server_default="header")
    never_overwrite: Mapped[bool] = mapped_column(default=False, server_default="0")
    storage_class: Mapped[str | None]
    sse: Mapped[str | None]
    kms_key_id: Mapped[str | None]
    credentials_source: Mapped[str] = mapped_column(default="chain", server_default="chain")
    role_arn: Mapped[str | None]
    description: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")


class CycleRow(Stamped, Base):
    """A prefix in a project's bucket."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "project_id", "id"),
        UniqueConstraint("company_id", "project_id", "cycle_number"),
        UniqueConstraint("company_id", "project_id", "s3_prefix"),
        ForeignKeyConstraint(["company_id", "project_id"], ["projects.company_id", "projects.id"]),
        _one_of("status", CycleStatus),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    company_id: Mapped[int]
    project_id: Mapped[int]
    cycle_name: Mapped[str]
    cycle_number: Mapped[int]
    s3_prefix: Mapped[str]
    status: Mapped[str] = mapped_column(default=CycleStatus.PLANNED, server_default=CycleStatus.PLANNED)
    description: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    # `metadata` is taken by SQLAlchemy for the whole schema.
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict, server_default="{}")
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


class SessionRow(Stamped, Base):
    """An upload session."""

    __tablename__ = "sync_sessions"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "client_uuid"),
        ForeignKeyConstraint(
            ["company_id", "project_id", "cycle_id"], ["cycles.company_id", "cycles.project_id", "cycles.id"]
        ),
        ForeignKeyConstraint(["company_id", "user_id"], ["users.company_id", "users.id"]),
        _one_of("status", SessionStatus),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    client_uuid: Mapped[str]
    revision: Mapped[int] = mapped_column(Size)
    company_id: Mapped[int]
    project_id: Mapped[int]
    cycle_id: Mapped[int]
    user_id: Mapped[int]
    workstation: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    lease_owner: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    lease_epoch: Mapped[int] = mapped_column(Size, default=1, server_default="1")
    s3_prefix: Mapped[str]
    local_directory: Mapped[str]
    aws_profile: Mapped[str | None]
    max_workers: Mapped[int] = mapped_column(default=0, server_default="0")
    times_to_retry: Mapped[int] = mapped_column(default=3, server_default="3")
    use_find: Mapped[bool] = mapped_column(default=False, server_default="0")
    status: Mapped[str] = mapped_column(default=SessionStatus.PENDING, server_default=SessionStatus.PENDING)
    total_files: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    files_uploaded: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    files_skipped: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    files_failed: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    files_blocked: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    total_bytes: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    uploaded_bytes: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]


class FileRow(Base):
    """A file of an upload session."""

    __tablename__ = "file_uploads"
    __table_args__ = (
        UniqueConstraint("company_id", "session_id", "relative_path"),
        ForeignKeyConstraint(
            ["company_id", "session_id"], ["sync_sessions.company_id", "sync_sessions.id"], ondelete="CASCADE"
        ),
        _one_of("status", FileStatus),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    company_id: Mapped[int]
    session_id: Mapped[int]
    relative_path: Mapped[str]
    revision: Mapped[int] = mapped_column(Size)
    s3_key: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    size_bytes: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    mtime_ns: Mapped[int] = mapped_column(Size, default=0, server_default="0")
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    upload_id: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    etag: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    checksum: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    checksum_algorithm: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    error_code: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    error_message: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
