"""Between the tables' rows and the domain's values."""

import re
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from desktop_app.company.tables import CompanyRow, CycleRow, FileRow, ProjectRow, SessionRow, UserRow
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.states import CycleStatus, FileStatus, Role, SessionStatus
from desktop_app.domain.values import (
    ChecksumAlgorithm,
    Company,
    CompanySession,
    Counts,
    Cycle,
    Destination,
    FileRecord,
    Project,
    SessionRecord,
    User,
)

FILE_COLUMNS = tuple(name for name in FileRecord.__slots__ if name != "relative_path")
_OPTIONS = ("aws_profile", "max_workers", "times_to_retry", "use_find")
_BUCKET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")


def company(row: CompanyRow) -> Company:
    """A company."""
    return Company(row.id, row.company_name, row.company_code)


def user(row: UserRow) -> User:
    """A person, without the password's hash."""
    return User(row.id, row.company_id, row.username, row.full_name, row.email, Role(row.role), row.is_active)


def destination(row: ProjectRow) -> Destination:
    """How to reach a project's objects."""
    columns = {name: getattr(row, name) for name in Destination.__slots__}
    return Destination(**columns | {"checksum_algorithm": ChecksumAlgorithm(row.checksum_algorithm)})


def destination_columns(value: Destination) -> dict[str, Any]:
    """A project's columns for a destination."""
    return asdict(value)


def check_destination(value: Destination) -> None:
    """Raise InvalidValue unless bucket and endpoint look like what they are."""
    if not _BUCKET_NAME.fullmatch(value.bucket_name):
        raise InvalidValue("bucket_name", "A bucket's name is 3 to 255 letters, digits, dots, dashes or underscores.")
    if value.endpoint_url is not None:
        parts = urlsplit(value.endpoint_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidValue("endpoint_url", "An endpoint's address looks like https://s3.example.com.")


def project(row: ProjectRow) -> Project:
    """A project."""
    return Project(row.id, row.project_name, destination(row), row.description, row.is_active)


def cycle(row: CycleRow) -> Cycle:
    """A cycle."""
    return Cycle(
        row.id,
        row.project_id,
        row.cycle_name,
        row.cycle_number,
        row.s3_prefix,
        CycleStatus(row.status),
        row.description,
    )


def session_columns(record: SessionRecord) -> dict[str, Any]:
    """An upload session's columns, but for whose it is."""
    columns = {name: getattr(record, name) for name in SessionRecord.__slots__ if name not in ("options", "counts")}
    return columns | {name: getattr(record.options, name) for name in _OPTIONS} | asdict(record.counts)


def company_session(row: SessionRow, username: str, its_project: ProjectRow, cycle_name: str) -> CompanySession:
    """An upload session as the company sees it."""
    return CompanySession(
        id=row.id,
        client_uuid=row.client_uuid,
        username=username,
        project_name=its_project.project_name,
        cycle_name=cycle_name,
        workstation=row.workstation,
        address=f"s3://{its_project.bucket_name}/{row.s3_prefix}",
        local_directory=row.local_directory,
        status=SessionStatus(row.status),
        counts=Counts(**{name: getattr(row, name) for name in Counts.__slots__}),
        started_at=row.started_at,
        completed_at=row.completed_at,
        last_seen_at=row.last_seen_at,
    )


def file_columns(record: FileRecord) -> dict[str, Any]:
    """A file's columns, but for whose it is."""
    return {name: getattr(record, name) for name in FileRecord.__slots__}


def file_record(row: FileRow) -> FileRecord:
    """A file's record."""
    columns = {name: getattr(row, name) for name in FileRecord.__slots__}
    return FileRecord(**columns | {"status": FileStatus(row.status)})
