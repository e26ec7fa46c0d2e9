"""The company's upload sessions, their files, and what was sent in numbers."""

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from desktop_app.api.directory import Limit, Number, Offset
from desktop_app.api.problems import answers
from desktop_app.api.turns import TurnRoute
from desktop_app.api.who import CompanyDep
from desktop_app.company import flat
from desktop_app.company.checks import can_be_kept
from desktop_app.company.session_shapes import (
    MOST_ROWS,
    BegunShape,
    DayShape,
    FilesDelivered,
    FileShape,
    SessionRecordShape,
    SessionShape,
    Statistics,
    TallyShape,
)
from desktop_app.company.shapes import Change, Count, Epoch, Flag, Instant, PageShape, Small
from desktop_app.company.sign_in_shapes import TakeOver
from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Period
from desktop_app.domain.errors import DeliveryRefused, NotAllowed, NotFound, TakenOver
from desktop_app.domain.permissions import Permission, may
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import Counts, SessionFilter, SessionRecord, UploadOptions

router = APIRouter(prefix="/api/sessions", tags=["sessions"], route_class=TurnRoute)

_WRITING = answers(401, 403, 404, 409, 422, 503)
_UUID = "uuid:"
Which = Annotated[
    str,
    Path(
        max_length=200,
        description="The company's number of it, or its client_uuid; one of digits alone is written `uuid:123`.",
    ),
]


class NewSession(Change):
    """An upload session to be made; a workstation tells of its own by PUT."""

    client_uuid: uuid.UUID | None = None
    """Makes it idempotent: the same again answers what is there."""
    project_id: Count
    cycle_id: Count
    local_directory: str
    workstation: str = ""
    aws_profile: str | None = None
    max_workers: Small = 0
    times_to_retry: Small = 3
    use_find: Flag = False
    follow_links: Flag = False
    excludes: tuple[str, ...] = ()


class SessionChange(BaseModel):
    """What of an upload session is to become another, or all of it as of a revision."""

    model_config = ConfigDict(extra="ignore")

    revision: Count = 0
    """The higher one wins; without one it is the next."""
    project_id: Count = 0
    cycle_id: Count = 0
    workstation: str = ""
    lease_owner: str = ""
    lease_epoch: Epoch = 1
    s3_prefix: str = ""
    local_directory: str = ""
    aws_profile: str | None = None
    max_workers: Small | None = 0
    times_to_retry: Small | None = 3
    use_find: Flag | None = False
    follow_links: Flag = False
    excludes: list[str] = []
    selection: list[str] = []
    status: SessionStatus = SessionStatus.PENDING
    total_files: Count = 0
    files_uploaded: Count = 0
    files_skipped: Count = 0
    files_failed: Count = 0
    files_blocked: Count = 0
    total_bytes: Count = 0
    uploaded_bytes: Count = 0
    started_at: Instant | None = None
    completed_at: Instant | None = None
    last_seen_at: Instant | None = None


class By(StrEnum):
    """What upload sessions are counted by."""

    STATUS = "by_status"
    PROJECT = "by_project"
    CYCLE = "by_cycle"
    USER = "by_user"
    DAY = "by_day"
    FAILURES = "failures"


@router.get("/", responses=answers(401, 403, 422, 503))
def list_sessions(
    company: CompanyDep,
    project_id: Number = None,
    cycle_id: Number = None,
    user_id: Number = None,
    status: Annotated[list[SessionStatus], Query()] = [],  # noqa: B006 - FastAPI copies it
    interrupted: bool | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
    text: Annotated[str, Query(max_length=1000)] = "",
    offset: Offset = 0,
    limit: Limit = 100,
) -> PageShape[SessionShape]:
    """The company's upload sessions that pass the filters, newest first."""
    which = SessionFilter(project_id, cycle_id, user_id, frozenset(status), interrupted, since, until, text)
    page = company.uploads.list(which, offset=offset, limit=limit)
    return PageShape(items=[SessionShape.of(one) for one in page.items], total=page.total)


@router.post(
    "/",
    status_code=201,
    responses={**_WRITING, 200: {"model": SessionShape, "description": "It was there already."}},
)
def add_session(wanted: NewSession, company: CompanyDep, response: Response) -> SessionShape:
    """Make an upload session, for a job to send (POST /api/uploads/start) or for a program to tell of."""
    client_uuid = str(wanted.client_uuid or uuid.uuid4())
    try:
        there = company.uploads.get(client_uuid)
    except NotFound:
        company.uploads.deliver_session(_new_record(wanted, client_uuid, company))
        there = company.uploads.get(client_uuid)
    else:
        response.status_code = 200
    response.headers["Location"] = f"/api/sessions/{there.id}"
    return SessionShape.of(there)


@router.get("/stats", responses=answers(401, 403, 422, 503))
def statistics(
    company: CompanyDep,
    by: Annotated[list[By], Query()] = list(By),  # noqa: B006 - FastAPI copies it
    zone: Annotated[str, Query(max_length=100, description="IANA time zone of the days.")] = "UTC",
    since: Instant | None = None,
    until: Instant | None = None,
) -> Statistics:
    """What was sent, in numbers; upload sessions count by when they were started."""
    period, counted = Period(since, until), company.statistics
    told = Statistics()
    for one in by:
        if one is By.DAY:
            told.by_day = [DayShape.model_validate(day) for day in counted.by_day(zone, period)]
        else:
            setattr(told, one, [TallyShape.model_validate(tally) for tally in getattr(counted, one)(period)])
    return told


@router.get("/begun", responses=answers(401, 403, 503))
def begun(company: CompanyDep) -> list[BegunShape]:
    """The multipart uploads of upload sessions that have not ended, so that whoever cleans up leaves them alone."""
    return [BegunShape.model_validate(one) for one in company.uploads.begun()]


@router.get("/{session_id}", responses=answers(401, 403, 404, 422, 503))
def get_session(session_id: Which, company: CompanyDep) -> SessionShape:
    """One upload session."""
    return SessionShape.of(company.uploads.get(uuid_of(company, session_id)))


@router.put("/{session_id}", responses=_WRITING)
def update_session(session_id: Which, change: SessionChange, company: CompanyDep) -> SessionShape:
    """Change an upload session, or tell of one: under a client_uuid that is unknown it is made.

    As of a revision; an older one than is known changes nothing.
    """
    given = change.model_dump(exclude_unset=True)
    client_uuid = uuid_of(company, session_id)
    known: dict[str, object] = {"client_uuid": client_uuid, "lease_epoch": 1}
    told_whose: AbstractContextManager[None] = nullcontext()
    try:
        there = SessionShape.of(company.uploads.get(client_uuid)).model_dump()
        known = there | {"revision": there["revision"] + 1}
        told_whose = _told_whose(company, client_uuid)
    except NotFound:
        if not _REQUIRED <= given.keys():
            raise
        known = change.model_dump() | known
    with told_whose:
        company.uploads.deliver_session(SessionRecordShape.model_validate(known | given).value())
    return SessionShape.of(company.uploads.get(client_uuid))


@router.delete("/{session_id}", status_code=204, responses=_WRITING)
def delete_session(session_id: Which, company: CompanyDep) -> None:
    """Delete the record of an upload session and of its files, never the objects."""
    company.uploads.delete(uuid_of(company, session_id))


@router.get("/{session_id}/files", responses=answers(401, 403, 404, 422, 503))
def list_files(
    session_id: Which,
    company: CompanyDep,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 1000,
) -> PageShape[FileShape]:
    """Its files, by path."""
    page = company.uploads.files(uuid_of(company, session_id), offset=offset, limit=limit)
    return PageShape(items=[FileShape.model_validate(file) for file in page.items], total=page.total)


@router.post("/{session_id}/files", status_code=204, responses=_WRITING)
def deliver_files(session_id: Which, delivered: FilesDelivered, company: CompanyDep) -> None:
    """Tell of its files, many at once; the same again changes nothing, nor does an older revision."""
    records, client_uuid = [file.value() for file in delivered.files], uuid_of(company, session_id)
    with _told_whose(company, client_uuid):
        company.uploads.deliver_files(client_uuid, records, delivered.lease_epoch)


@router.post("/{session_id}/take-over", responses=_WRITING)
def take_over(session_id: Which, wanted: TakeOver, company: CompanyDep) -> SessionShape:
    """Become the holder of an interrupted upload session; its epoch rises, and the old holder is refused."""
    return SessionShape.of(company.uploads.take_over(uuid_of(company, session_id), wanted.lease_owner))


@contextmanager
def _told_whose(company: CompanyStore, client_uuid: str) -> Iterator[None]:
    """A record that is refused because the upload is another person's, or nobody's, is told as that."""
    try:
        yield
    except TakenOver:
        raise
    except DeliveryRefused as error:
        session, me = company.uploads.get(client_uuid), company.access.resume().user
        if session.user_id != me.id and not may(me.role, Permission.CHANGE_OTHERS_UPLOADS):
            raise NotAllowed(str(error)) from error
        raise


_REQUIRED = {"revision", "project_id", "cycle_id", "local_directory", "s3_prefix", "status"}


def uuid_of(company: CompanyStore, session_id: str) -> str:
    """The client_uuid that is meant; raises NotFound."""
    if not can_be_kept(session_id):
        raise NotFound("The company knows no such upload.")
    if not (session_id.isascii() and session_id.isdigit()):
        return session_id.removeprefix(_UUID)
    if len(session_id) > 18:
        raise NotFound("The company knows no such upload.")
    return company.uploads.uuid_of(int(session_id))


def _new_record(wanted: NewSession, client_uuid: str, company: CompanyStore) -> SessionRecord:
    cycle = company.cycles.get(wanted.cycle_id)
    options = UploadOptions(
        **wanted.model_dump(include=set(flat.OPTIONS) - {"excludes"}), excludes=tuple(wanted.excludes)
    )
    return SessionRecord(
        client_uuid=client_uuid,
        revision=1,
        project_id=wanted.project_id,
        cycle_id=cycle.id,
        workstation=wanted.workstation,
        lease_owner=wanted.workstation,
        lease_epoch=1,
        s3_prefix=cycle.s3_prefix,
        local_directory=wanted.local_directory,
        options=options,
        status=SessionStatus.PENDING,
        counts=Counts(),
        started_at=None,
        completed_at=None,
        last_seen_at=datetime.now(UTC),
    )
