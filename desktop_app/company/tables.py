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
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TextClause,
    TypeDecorator,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desktop_app.domain.clock import utc_now
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import CycleStatus, FileStatus, Role, SessionStatus


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
# SQLite gives the number of the last row again once that is deleted, unless it is told not to; and journals, outboxes
# and the audit log keep numbers of what has been deleted.
NEVER_AGAIN = {"sqlite_autoincrement": True}
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
    type_annotation_map = {datetime: Instant, str: String, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class Stamped:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.current_timestamp())
    updated_at: Mapped[datetime] = mapped_column(
        default=utc_now, onupdate=utc_now, server_default=func.current_timestamp()
    )


def _one_of(column: str, values: type[Any]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _unique(name: str, *columns: str | TextClause) -> Index:
    """Unique among all but what was taken over as a duplicate (`company.adopt`)."""
    once = text("NOT duplicate")
    return Index(name, *columns, unique=True, postgresql_where=once, sqlite_where=once)


class Scoped:
    """A row of one company; `company.scope` keeps others' out of sight."""

    company_id: Mapped[int] = mapped_column(Id)


class CompanyRow(Stamped, Base):
    """A client company."""

    __tablename__ = "companies"
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    company_name: Mapped[str]
    company_code: Mapped[str] = mapped_column(unique=True)
    contact_email: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")


class UserRow(Scoped, Stamped, Base):
    """A person of a company."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        _unique("uq_users_username", "company_id", text("lower(username)")),
        _one_of("role", Role),
        NEVER_AGAIN,
    )
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    username: Mapped[str]
    email: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    # Clients may not read it on PostgreSQL, so nothing loads it by the way.
    password_hash: Mapped[str] = mapped_column(deferred=True)
    full_name: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    role: Mapped[str] = mapped_column(default=Role.USER, server_default=Role.USER)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default="0")
    last_login: Mapped[datetime | None]
    # Taken over from an earlier system with a name that another has; renaming it ends that.
    duplicate: Mapped[bool] = mapped_column(default=False, server_default="0")


class ProjectRow(Scoped, Stamped, Base):
    """A bucket with a name."""

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        _unique("uq_projects_project_name", "company_id", text("lower(project_name)")),
        _one_of("checksum_algorithm", ChecksumAlgorithm),
        NEVER_AGAIN,
    )
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
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
    # Taken over from an earlier system with a name that another has; renaming it ends that.
    duplicate: Mapped[bool] = mapped_column(default=False, server_default="0")


class CycleRow(Scoped, Stamped, Base):
    """A prefix in a project's bucket."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "project_id", "id"),
        _unique("uq_cycles_cycle_number", "company_id", "project_id", "cycle_number"),
        _unique("uq_cycles_s3_prefix", "company_id", "project_id", "s3_prefix"),
        ForeignKeyConstraint(["company_id", "project_id"], ["projects.company_id", "projects.id"], ondelete="CASCADE"),
        _one_of("status", CycleStatus),
        NEVER_AGAIN,
    )
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    company_id: Mapped[int] = mapped_column(Id)
    project_id: Mapped[int] = mapped_column(Id)
    cycle_name: Mapped[str]
    cycle_number: Mapped[int]
    s3_prefix: Mapped[str]
    status: Mapped[str] = mapped_column(default=CycleStatus.PLANNED, server_default=CycleStatus.PLANNED)
    description: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    # `metadata` is taken by SQLAlchemy for the whole schema.
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict, server_default="{}")
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    # Taken over from an earlier system with a name that another has; renaming it ends that.
    duplicate: Mapped[bool] = mapped_column(default=False, server_default="0")


class SessionRow(Scoped, Stamped, Base):
    """An upload session."""

    __tablename__ = "sync_sessions"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "client_uuid"),
        ForeignKeyConstraint(["company_id", "project_id"], ["projects.company_id", "projects.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["company_id", "project_id", "cycle_id"],
            ["cycles.company_id", "cycles.project_id", "cycles.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["company_id", "user_id"], ["users.company_id", "users.id"]),
        _one_of("status", SessionStatus),
        Index("ix_sync_sessions_started", "company_id", text("coalesce(started_at, created_at)")),
        Index("ix_sync_sessions_cycle", "company_id", "project_id", "cycle_id"),
        Index("ix_sync_sessions_user", "company_id", "user_id"),
    )
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    client_uuid: Mapped[str]
    revision: Mapped[int] = mapped_column(Size)
    company_id: Mapped[int] = mapped_column(Id)
    project_id: Mapped[int] = mapped_column(Id)
    # Uploads of an earlier system may lack these two.
    cycle_id: Mapped[int | None] = mapped_column(Id)
    user_id: Mapped[int | None] = mapped_column(Id)
    workstation: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    lease_owner: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    lease_epoch: Mapped[int] = mapped_column(Size, default=1, server_default="1")
    # Who took the upload over, if anybody did: may deliver it beside its user and the admins.
    lease_user_id: Mapped[int | None] = mapped_column(Id)
    s3_prefix: Mapped[str]
    local_directory: Mapped[str]
    aws_profile: Mapped[str | None]
    max_workers: Mapped[int] = mapped_column(default=0, server_default="0")
    times_to_retry: Mapped[int] = mapped_column(default=3, server_default="3")
    use_find: Mapped[bool] = mapped_column(default=False, server_default="0")
    follow_links: Mapped[bool] = mapped_column(default=False, server_default="0")
    excludes: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    selection: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
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


_TROUBLE = text("status IN ('failed', 'blocked')")


class FileRow(Scoped, Base):
    """A file of an upload session."""

    __tablename__ = "file_uploads"
    __table_args__ = (
        UniqueConstraint("company_id", "session_id", "relative_path"),
        ForeignKeyConstraint(
            ["company_id", "session_id"], ["sync_sessions.company_id", "sync_sessions.id"], ondelete="CASCADE"
        ),
        _one_of("status", FileStatus),
        Index(
            "ix_file_uploads_trouble",
            "company_id",
            "session_id",
            "error_code",
            postgresql_where=_TROUBLE,
            sqlite_where=_TROUBLE,
        ),
    )
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    company_id: Mapped[int] = mapped_column(Id)
    session_id: Mapped[int] = mapped_column(Id)
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


class DeletedSessionRow(Scoped, Base):
    """A tombstone: what still arrives of a deleted upload session is refused."""

    __tablename__ = "deleted_sessions"
    company_id: Mapped[int] = mapped_column(Id, primary_key=True)
    client_uuid: Mapped[str] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.current_timestamp())


class AuditRow(Scoped, Base):
    """An entry of the audit log. It points to nothing, so that it outlives what it is about."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_newest", "company_id", "id"),)
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    company_id: Mapped[int] = mapped_column(Id)
    user_id: Mapped[int | None] = mapped_column(Id)
    username: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.current_timestamp())
    action: Mapped[str]
    object: Mapped[str] = mapped_column(default="", server_default=NOTHING)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


# Sign-ins. On PostgreSQL these stand in a schema that clients cannot see, behind functions; the migrations make them.
SECRET = {"secret": True}


class SignInRow(Base):
    """A sign-in: the family of all its tokens."""

    __tablename__ = "sign_ins"
    __table_args__ = ({"info": SECRET},)
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    # Of a job: the one upload session it is good for.
    client_uuid: Mapped[str | None]


class AccessTokenRow(Base):
    """A token of 30 minutes, kept as its SHA-256 only."""

    __tablename__ = "auth_sessions"
    __table_args__ = ({"info": SECRET},)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]


class RenewalTokenRow(Base):
    """A token of 7 days that is used once for the next pair; kept as its SHA-256 only, also after its use."""

    __tablename__ = "renewal_tokens"
    __table_args__ = ({"info": SECRET},)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    next_hash: Mapped[bytes | None] = mapped_column(LargeBinary)


class SignInAttemptRow(Base):
    """A wrong password, or the right one; the lock counts them."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_name", "name_key", "at"), {"info": SECRET})
    id: Mapped[int] = mapped_column(Id, Identity(always=True), primary_key=True)
    name_key: Mapped[str]
    # As it was typed, for the audit log.
    name: Mapped[str]
    attempt_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    ok: Mapped[bool]
    # None: nobody has that name.
    user_id: Mapped[int | None] = mapped_column(Id)
    # Whether the verdict was told and a sign-in began with it; that is done once.
    confirmed: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=utc_now)
