"""Upload sessions that this server sends by jobs, and what is heard of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from desktop_app.api.allowed import check_job
from desktop_app.api.config import CompanyServed
from desktop_app.api.jobs import Job, Jobs, JobStatus
from desktop_app.api.problems import answers, of_error
from desktop_app.api.sessions import Which, uuid_of
from desktop_app.api.who import Caller, CallerDep, Served, ServedDep
from desktop_app.company.session_shapes import SessionShape
from desktop_app.company.shapes import Change
from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import NotAllowed, NotFound, NotPossibleNow, WaybillError
from desktop_app.domain.permissions import Permission, may
from desktop_app.domain.uploads import CompanySession

router = APIRouter(prefix="/api/uploads", tags=["uploads"])

_LOOK_SECONDS = 1.0
_QUIET_SECONDS = 15.0
"""A stream says something at least so often, or what is between would close it."""
JobId = Annotated[str, Path(max_length=100)]


class Start(Change):
    """What is to be sent."""

    session_id: int | str
    """The company's number of the upload session, or its client_uuid."""


class JobShape(BaseModel):
    """A job, and its upload session as it stands."""

    job_id: str
    status: JobStatus
    error: str
    session: SessionShape


@router.post("/start", status_code=202, responses=answers(401, 403, 404, 409, 422, 503))
async def start(wanted: Start, caller: CallerDep, server: ServedDep) -> JobShape:
    """Have a server send an upload session: its folder is the server's, and lies where the operator allows it.

    An upload session that has an open job keeps it; nothing is sent twice.
    """
    jobs, served = _jobs(server), served_of(server, caller)

    def delegated(company: CompanyStore) -> tuple[CompanySession, str, int]:
        session = company.uploads.get(uuid_of(company, str(wanted.session_id)))
        check_job(served, session, company)
        if not session.status.unfinished:
            raise NotPossibleNow(f"This upload is {session.status.replace('_', ' ')}; there is nothing to send.")
        me = company.access.resume().user
        return session, caller.company.delegate(caller.token, session.client_uuid), me.id

    session, token, me = await caller.run(delegated)
    sealed = server.tokens.seal(token, session.client_uuid)
    used = False
    try:
        job = await asyncio.to_thread(jobs.add, caller.code, session.client_uuid, sealed, me)
        used = job.token == sealed
    finally:
        if not used:
            await caller.company.run(lambda: caller.company.as_user(token).access.sign_out())
    return _told(job, session)


@router.get("/status/{job_id}", responses=answers(401, 403, 404, 409, 422, 503))
async def status(job_id: JobId, caller: CallerDep, server: ServedDep) -> JobShape:
    """How far a job is."""
    return _told(*await _found(job_id, caller, server))


@router.post("/cancel/{job_id}", status_code=202, responses=answers(401, 403, 404, 409, 422, 503))
async def cancel(job_id: JobId, caller: CallerDep, server: ServedDep) -> JobShape:
    """Have a job stop; what was sent stays. The upload session is cancelled once its worker has stopped.

    For whose upload session it is, for who started the job, and for admins.
    """
    job, session = await _found(job_id, caller, server)
    me = (await caller.run(lambda company: company.access.resume())).user
    if me.id not in (session.user_id, job.started_by) and not may(me.role, Permission.CHANGE_OTHERS_UPLOADS):
        raise NotAllowed("This upload is another person's. Ask them, or your admin.")
    if not job.status.open:
        raise NotPossibleNow(f"This job is {job.status}; there is nothing to cancel.")
    await asyncio.to_thread(_jobs(server).cancel, job_id)
    return _told(job, session)


@router.get(
    "/events/{session_id}",
    response_class=StreamingResponse,
    responses={**answers(401, 403, 404, 422, 503), 200: {"content": {"text/event-stream": {}}}},
)
async def events(session_id: Which, request: Request, caller: CallerDep) -> StreamingResponse:
    """Server-sent events of an upload session, whoever sends it: `session` whenever it changed, `end` when it ended."""
    client_uuid: str = await caller.run(lambda company: uuid_of(company, session_id))
    first = await caller.run(lambda company: company.uploads.get(client_uuid))
    stream = _events(request, caller, client_uuid, first)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _events(request: Request, caller: Caller, client_uuid: str, first: CompanySession) -> AsyncIterator[str]:
    told: CompanySession | None = None
    session, quiet = first, 0.0
    while not await request.is_disconnected():
        if session != told:
            told, quiet = session, 0.0
            yield _event("session", SessionShape.of(session).model_dump(mode="json"))
        if not session.status.unfinished:
            yield _event("end", {"status": session.status})
            return
        await asyncio.sleep(_LOOK_SECONDS)
        quiet += _LOOK_SECONDS
        if quiet >= _QUIET_SECONDS:
            quiet = 0.0
            yield ": nothing new\n\n"
        try:
            session = await caller.run(lambda company: company.uploads.get(client_uuid))
        except WaybillError as error:
            yield _event("problem", json.loads(bytes(of_error(error).body)))
            return


def _event(kind: str, data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"


async def _found(job_id: str, caller: Caller, server: Served) -> tuple[Job, CompanySession]:
    """A job of the caller's company, with what it sends; raises NotFound."""
    job = await asyncio.to_thread(_jobs(server).get, job_id)
    if job.company != caller.code:
        raise NotFound("There is no such job.")
    return job, await caller.run(lambda company: company.uploads.get(job.client_uuid))


def _told(job: Job, session: CompanySession) -> JobShape:
    return JobShape(job_id=job.id, status=job.status, error=job.error, session=SessionShape.of(session))


def _jobs(server: Served) -> Jobs:
    if server.jobs is None:
        raise NotPossibleNow("This server has no job queue (redis_url), so it sends nothing itself.")
    return server.jobs


def served_of(server: Served, caller: Caller) -> CompanyServed:
    """What the operator says of the caller's company."""
    return next(one for one in server.config.companies if one.code.strip().lower() == caller.code or not one.code)
