"""Between the tables' rows and the domain's values."""

from desktop_app.company import flat
from desktop_app.company.tables import AuditRow, CompanyRow, CycleRow, FileRow, ProjectRow, SessionRow, UserRow
from desktop_app.domain.company import AuditEntry, Company, Cycle, Destination, Project, User
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import CycleStatus, FileStatus, Role, SessionStatus
from desktop_app.domain.uploads import CompanySession, Counts, FileRecord

COMPANY = (CompanyRow.id, CompanyRow.company_name, CompanyRow.company_code, CompanyRow.contact_email)
"""What `company` needs of a row, and so on."""
USER = tuple(getattr(UserRow, name) for name in User.__slots__)
PROJECT = (
    *(ProjectRow.id, ProjectRow.project_name, ProjectRow.description, ProjectRow.is_active),
    *(getattr(ProjectRow, name) for name in Destination.__slots__),
)
CYCLE = tuple(getattr(CycleRow, name) for name in Cycle.__slots__)
FILE_COLUMNS = tuple(name for name in FileRecord.__slots__ if name != "relative_path")


def company(row: CompanyRow) -> Company:
    """A company."""
    return Company(row.id, row.company_name, row.company_code, row.contact_email)


def user(row: UserRow) -> User:
    """A person, without the password's hash."""
    return User(
        row.id,
        row.company_id,
        row.username,
        row.full_name,
        row.email,
        Role(row.role),
        row.is_active,
        row.must_change_password,
        row.last_login,
    )


def audit_entry(row: AuditRow) -> AuditEntry:
    """An entry of the audit log."""
    return AuditEntry(row.id, row.at, row.username, row.action, row.object, row.details)


def destination(row: ProjectRow) -> Destination:
    """How to reach a project's objects."""
    return Destination(
        row.bucket_name,
        row.region,
        row.endpoint_url,
        row.addressing_style,
        ChecksumAlgorithm(row.checksum_algorithm),
        row.never_overwrite,
        row.storage_class,
        row.sse,
        row.kms_key_id,
        row.credentials_source,
        row.role_arn,
    )


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
        row.started_at,
        row.completed_at,
    )


def company_session(
    row: SessionRow,
    project_name: str,
    bucket_name: str,
    username: str | None,
    cycle_name: str | None,
    interrupted: bool,
) -> CompanySession:
    """An upload session as the company sees it."""
    columns = {name: getattr(row, name) for name in (*flat.OPTIONS, *Counts.__slots__)}
    return CompanySession(
        id=row.id,
        client_uuid=row.client_uuid,
        revision=row.revision,
        user_id=row.user_id,
        username=username or "",
        project_id=row.project_id,
        project_name=project_name,
        cycle_id=row.cycle_id,
        cycle_name=cycle_name or "",
        workstation=row.workstation,
        lease_owner=row.lease_owner,
        lease_epoch=row.lease_epoch,
        address=f"s3://{bucket_name}/{row.s3_prefix}",
        local_directory=row.local_directory,
        status=SessionStatus(row.status),
        interrupted=bool(interrupted),
        counts=flat.counts(columns),
        started_at=row.started_at,
        completed_at=row.completed_at,
        last_seen_at=row.last_seen_at,
        s3_prefix=row.s3_prefix,
        options=flat.options(columns),
        selection=tuple(row.selection),
    )


def file_record(row: FileRow) -> FileRecord:
    """A file's record."""
    columns = {name: getattr(row, name) for name in FileRecord.__slots__}
    return FileRecord(**columns | {"status": FileStatus(row.status)})
