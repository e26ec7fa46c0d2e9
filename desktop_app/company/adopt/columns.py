"""Which columns of an earlier uploader become which here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

OLD_SCHEMA = "public"


class Kind(Enum):
    """What a column is to hold; the value is the SQL type."""

    TEXT = "text"
    INT = "integer"
    BIGINT = "bigint"
    FLAG = "boolean"
    INSTANT = "timestamptz"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column here, the other names it may have there, and what stands for a value that is not there (SQL)."""

    name: str
    kind: Kind = Kind.TEXT
    others: tuple[str, ...] = ()
    default: str = "NULL"


def _text(name: str, *others: str, default: str = "NULL") -> Column:
    return Column(name, Kind.TEXT, others, default)


def _number(name: str, *others: str, kind: Kind = Kind.BIGINT, default: str = "0") -> Column:
    return Column(name, kind, others, default)


def _id(name: str, *others: str) -> Column:
    return Column(name, Kind.BIGINT, others)


def _flag(name: str, *others: str, default: str) -> Column:
    return Column(name, Kind.FLAG, others, default)


def _instant(name: str, *others: str, default: str = "NULL") -> Column:
    return Column(name, Kind.INSTANT, others, default)


_STAMPS = (_instant("created_at", default="now()"), _instant("updated_at"))
COMPANY = _id("company_id")
TABLES: Mapping[str, tuple[Column, ...]] = {
    "companies": (
        _text("company_name", "name"),
        _text("company_code", "code"),
        _text("contact_email", "email", default="''"),
        _flag("is_active", "active", default="true"),
        *_STAMPS,
    ),
    "users": (
        COMPANY,
        _text("username", "user_name", "login", "email"),
        _text("email", default="''"),
        _text("password_hash", "hashed_password", "password"),
        _text("full_name", "name", default="''"),
        _text("role", default="'user'"),
        _flag("is_active", "active", default="true"),
        _flag("must_change_password", default="false"),
        _instant("last_login", "last_login_at"),
        *_STAMPS,
    ),
    "projects": (
        COMPANY,
        _text("project_name", "name"),
        _text("bucket_name", "bucket", "s3_bucket"),
        _text("region", "aws_region", default="'us-east-1'"),
        _text("endpoint_url"),
        _text("description", default="''"),
        _flag("is_active", "active", default="true"),
        *_STAMPS,
    ),
    "cycles": (
        COMPANY,
        _id("project_id"),
        _text("cycle_name", "name"),
        _number("cycle_number", "number", kind=Kind.INT, default="NULL"),
        _text("s3_prefix", "prefix"),
        _text("status", default="'planned'"),
        _text("description", default="''"),
        Column("metadata", Kind.JSON, ("metadata_", "meta", "cycle_metadata"), "'{}'"),
        _instant("started_at", "start_date"),
        _instant("completed_at", "end_date"),
        *_STAMPS,
    ),
    "sync_sessions": (
        COMPANY,
        _id("project_id"),
        _id("cycle_id"),
        _id("user_id"),
        _text("workstation", "hostname", "machine_name", default="''"),
        _text("s3_prefix", "prefix"),
        _text("local_directory", "local_path", default="''"),
        _text("aws_profile"),
        _number("max_workers", kind=Kind.INT),
        _number("times_to_retry", kind=Kind.INT, default="3"),
        _flag("use_find", default="false"),
        _text("status", default="'pending'"),
        _number("total_files"),
        _number("files_uploaded", "uploaded_files", "completed_files"),
        _number("files_skipped", "skipped_files"),
        _number("files_failed", "failed_files"),
        _number("files_blocked", "blocked_files"),
        _number("total_bytes", "total_size"),
        _number("uploaded_bytes", "bytes_uploaded", "uploaded_size"),
        _instant("started_at", "start_time"),
        _instant("completed_at", "finished_at", "end_time"),
        _instant("created_at"),
        _instant("updated_at"),
    ),
    "file_uploads": (
        _id("session_id", "sync_session_id", "upload_session_id"),
        _text("s3_key", "object_key", "key", default="''"),
        _number("size_bytes", "file_size", "size", "bytes"),
        _text("status", default="'pending'"),
        _number("attempts", "retry_count", "attempt_count", kind=Kind.INT),
        _text("etag", default="''"),
        _text("error_message", "error", default="''"),
        _instant("started_at"),
        _instant("completed_at", "uploaded_at"),
    ),
}
NAMES = tuple(TABLES)
"""The old tables, those that others refer to first."""
INDISPENSABLE = frozenset({"companies", "users"})
"""What there is no company without."""
PATHS = ("relative_path", "file_path", "path", "local_path")
"""The names that a file's path may have there. Without one it is its key, and last its name: folders share those."""
FILE_NAMES = ("file_name", "filename", "name")
