"""A company's upload sessions and their files in SQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from desktop_app.company import checks, rows
from desktop_app.company.clock import active_since
from desktop_app.company.database import Database
from desktop_app.company.tables import CycleRow, FileRow, ProjectRow, SessionRow, UserRow
from desktop_app.domain.company import Page
from desktop_app.domain.errors import Conflict, DeliveryRefused, NotFound
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import BegunUpload, CompanySession, FileRecord, SessionFilter, SessionRecord

Query = Select[*tuple[Any, ...]]
STARTED = func.coalesce(SessionRow.started_at, SessionRow.created_at)
"""When an upload session was started, or, if it never was, made; in the words of its index."""
_UNFINISHED = [status for status in SessionStatus if status.unfinished]
_INTERRUPTED = and_(
    SessionRow.status.in_(_UNFINISHED),
    func.coalesce(SessionRow.last_seen_at, SessionRow.created_at) < active_since(),
)
_EVERYTHING = SessionFilter()
_UNKNOWN = "The company knows no such upload."


class SqlUploads:
    """`store.Uploads` over a database; what changes them is the gate's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def deliver_session(self, record: SessionRecord) -> None:
        """See `Uploads.deliver_session`."""
        with _refusal(), self._database.as_user(writing=True) as (db, _):
            self._database.gate.deliver_session(db, record)

    def deliver_files(self, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int = 1) -> None:
        """See `Uploads.deliver_files`."""
        if records:
            with _refusal(), self._database.as_user(writing=True) as (db, _):
                self._database.gate.deliver_files(db, client_uuid, records, lease_epoch)

    def list(self, which: SessionFilter = _EVERYTHING, *, offset: int = 0, limit: int = 100) -> Page[CompanySession]:
        """See `Uploads.list`."""
        passing = list(_conditions(which))
        newest = _sessions().where(*passing).order_by(STARTED.desc(), SessionRow.id.desc()).offset(offset).limit(limit)
        total = select(func.count()).select_from(SessionRow).where(*passing)
        if which.text:
            total = _with_names(total)
        with self._database.as_user() as (db, _):
            items = tuple(rows.company_session(*row) for row in db.execute(newest))
            return Page(items, db.scalar(total) or 0)

    def get(self, client_uuid: str) -> CompanySession:
        """See `Uploads.get`."""
        with self._database.as_user() as (db, _):
            return _get(db, client_uuid)

    def uuid_of(self, session_id: int) -> str:
        """See `Uploads.uuid_of`."""
        with self._database.as_user() as (db, _):
            found = db.scalar(select(SessionRow.client_uuid).where(SessionRow.id == session_id))
        if found is None:
            raise NotFound(_UNKNOWN)
        return found

    def files(self, client_uuid: str, *, offset: int = 0, limit: int = 1000) -> Page[FileRecord]:
        """See `Uploads.files`."""
        with self._database.as_user() as (db, _):
            its = FileRow.session_id == _get(db, client_uuid).id
            found = db.scalars(select(FileRow).where(its).order_by(FileRow.relative_path).offset(offset).limit(limit))
            items = tuple(rows.file_record(row) for row in found)
            return Page(items, db.scalar(select(func.count()).select_from(FileRow).where(its)) or 0)

    def begun(self) -> Sequence[BegunUpload]:
        """See `Uploads.begun`."""
        its = and_(FileRow.company_id == SessionRow.company_id, FileRow.session_id == SessionRow.id)
        wanted = (
            select(SessionRow.client_uuid, FileRow.upload_id, FileRow.s3_key, _INTERRUPTED, SessionRow.last_seen_at)
            .join(FileRow, its)
            .where(SessionRow.status.in_(_UNFINISHED), FileRow.upload_id != "")
        )
        with self._database.as_user() as (db, _):
            return [
                BegunUpload(client_uuid, upload_id, s3_key, bool(interrupted), seen)
                for client_uuid, upload_id, s3_key, interrupted, seen in db.execute(wanted)
            ]

    def take_over(self, client_uuid: str, lease_owner: str) -> CompanySession:
        """See `Uploads.take_over`."""
        lease_owner = checks.required("lease_owner", lease_owner)
        with self._database.as_user(writing=True) as (db, _):
            self._database.gate.take_over(db, client_uuid, lease_owner)
            return _get(db, client_uuid)

    def delete(self, client_uuid: str) -> None:
        """See `Uploads.delete`."""
        with self._database.as_user(writing=True) as (db, _):
            self._database.gate.delete_session(db, client_uuid)


@contextmanager
def _refusal() -> Iterator[None]:
    """A record that breaks a rule of the database is set aside, so that it blocks nothing behind it."""
    try:
        yield
    except Conflict as error:
        raise DeliveryRefused(tr("The company's database does not take this record: {error}", error=error)) from error


def _sessions() -> Query:
    """All upload sessions as `rows.company_session` takes them."""
    columns = (ProjectRow.project_name, ProjectRow.bucket_name, UserRow.username, CycleRow.cycle_name, _INTERRUPTED)
    return _with_names(select(SessionRow, *columns))


def _with_names(wanted: Query) -> Query:
    """Joined with what upload sessions are of; those of an earlier system may lack cycle and user.

    None of it narrows, so that SQLite begins with the sessions, in the order of their index.
    """
    return (
        wanted.outerjoin(ProjectRow, ProjectRow.id == SessionRow.project_id)
        .outerjoin(UserRow, UserRow.id == SessionRow.user_id)
        .outerjoin(CycleRow, CycleRow.id == SessionRow.cycle_id)
    )


def _get(db: Session, client_uuid: str) -> CompanySession:
    row = db.execute(_sessions().where(SessionRow.client_uuid == client_uuid)).one_or_none()
    if row is None:
        raise NotFound(_UNKNOWN)
    return rows.company_session(*row)


def _conditions(which: SessionFilter) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (SessionRow.project_id, which.project_id),
        (SessionRow.cycle_id, which.cycle_id),
        (SessionRow.user_id, which.user_id),
    ):
        if wanted is not None:
            yield column == wanted
    if which.statuses:
        yield SessionRow.status.in_(which.statuses)
    if which.interrupted is not None:
        yield _INTERRUPTED if which.interrupted else ~_INTERRUPTED
    if which.since is not None:
        yield which.since <= STARTED
    if which.until is not None:
        yield which.until > STARTED
    if which.text:
        yield _mentions(which.text)


def _mentions(text: str) -> ColumnElement[bool]:
    places = (
        SessionRow.local_directory,
        SessionRow.workstation,
        UserRow.username,
        UserRow.full_name,
        ProjectRow.project_name,
        CycleRow.cycle_name,
    )
    if not checks.can_be_kept(text):
        return false()
    return or_(*(place.icontains(text, autoescape=True) for place in places))
