"""Jobs in Redis: what is to be sent by which token, who is at it, and what was asked of them meanwhile.

RQ carries a job's name to a worker. All else is kept here, so that a worker's death loses nothing: a job is *alive* as
long as whoever runs it says so every few seconds, and one that is not is handed out again by `sweep`.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from desktop_app.api.queue import queue_of
from desktop_app.domain.errors import CompanyUnreachable, NotFound

ALIVE_SECONDS = 15
"""A job is somebody's for so long after its last sign of life."""
KEPT_SECONDS = 7 * 24 * 60 * 60
"""How long what became of a job can be asked for."""
_ENTRY = "desktop_app.api.worker.run_job"
_OPEN = "waybill:jobs"
_STORED = ("company", "client_uuid", "token", "status", "error", "started_by")


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self in (JobStatus.QUEUED, JobStatus.STARTED)


@dataclass(frozen=True, slots=True)
class Job:
    """An upload session that a server is to send."""

    id: str
    company: str
    """The code under which the server has it."""
    client_uuid: str
    token: str = field(repr=False)
    """Of the delegated sign-in, sealed."""
    status: JobStatus = JobStatus.QUEUED
    error: str = ""
    started_by: int = 0
    """The user's id."""


class JobsUnreachable(CompanyUnreachable):
    """Redis is away; what runs goes on."""

    title = "Job queue not reachable"


class Jobs:
    """The jobs of a server. Thread-safe; every call raises JobsUnreachable."""

    def __init__(self, redis_url: str) -> None:
        self.redis: Redis = Redis.from_url(redis_url, socket_timeout=10, socket_connect_timeout=5)

    def add(self, company: str, client_uuid: str, sealed_token: str, started_by: int) -> Job:
        """Hand out an upload session. One that has an open job gets that, and the token is not used."""
        job = Job(uuid.uuid4().hex, company, client_uuid, sealed_token, started_by=started_by)
        place = _of_upload(company, client_uuid)

        def put(step: Any) -> Any:
            if (known := self.of_upload(company, client_uuid)) is not None:
                return known
            # All of it or nothing: what is not in the queue by then is swept into it.
            step.multi()
            step.set(place, job.id)
            step.hset(_key(job.id), mapping=_stored(job) | {"handed_out": "", "handed_out_at": str(time.time())})
            step.sadd(_OPEN, job.id)
            return None

        with _translating():
            known: Any = self.redis.transaction(put, place, value_from_callable=True)
            if isinstance(known, Job):
                return known
            self._hand_out(job.id)
        return job

    def get(self, job_id: str) -> Job:
        """One; raises NotFound."""
        with _translating():
            found: Any = self.redis.hgetall(_key(job_id))
        if not found:
            raise NotFound("There is no such job.")
        told: dict[str, Any] = {name.decode(): value.decode() for name, value in found.items()}
        return Job(
            job_id,
            told["company"],
            told["client_uuid"],
            told["token"],
            JobStatus(told["status"]),
            told["error"],
            int(told.get("started_by", 0)),
        )

    def of_upload(self, company: str, client_uuid: str) -> Job | None:
        """The open job of an upload session, if it has one."""
        with _translating():
            name: Any = self.redis.get(_of_upload(company, client_uuid))
        if name is None:
            return None
        try:
            job = self.get(name.decode())
        except NotFound:
            return None
        return job if job.status.open else None

    def claim(self, job_id: str, holder: str) -> bool:
        """Become the one who runs a job; False where somebody alive has it, or nothing is left to do."""
        with _translating():
            if not self.redis.set(_alive(job_id), holder, nx=True, ex=ALIVE_SECONDS):
                return False
            if not self.get(job_id).status.open:
                self.redis.delete(_alive(job_id))
                return False
            self.redis.hset(_key(job_id), mapping={"status": JobStatus.STARTED, "holder": holder})
            return True

    def live(self, job_id: str, holder: str) -> bool:
        """Give a sign of life; False where somebody else has, or had, the job since."""
        with _translating():
            held: Any = self.redis.get(_alive(job_id))
            last: Any = self.redis.hget(_key(job_id), "holder")
            # `claim` writes the first a moment before the second.
            if any(known is not None and known.decode() != holder for known in (held, last)):
                return False
            self.redis.set(_alive(job_id), holder, ex=ALIVE_SECONDS)
            return True

    def end(self, job_id: str, status: JobStatus, error: str = "") -> None:
        """Say what became of a job; its token is forgotten."""
        with _translating():
            job = self.get(job_id)
            self.redis.hset(_key(job_id), mapping={"status": status, "error": error, "token": ""})
            self.redis.expire(_key(job_id), KEPT_SECONDS)
            self.redis.srem(_OPEN, job_id)
            self.redis.delete(_of_upload(job.company, job.client_uuid), _alive(job_id))

    def cancel(self, job_id: str) -> None:
        """Ask whoever runs a job to stop."""
        with _translating():
            self.redis.set(_cancelled(job_id), 1, ex=KEPT_SECONDS)

    def is_cancelled(self, job_id: str) -> bool:
        """Whether somebody asked for that."""
        with _translating():
            return bool(self.redis.exists(_cancelled(job_id)))

    def sweep(self) -> list[str]:
        """Hand out again what died with its worker; the names of those jobs. Several may sweep at once."""
        again = []
        with _translating():
            members: Any = self.redis.smembers(_OPEN)
            waiting = set(queue_of(self.redis).get_job_ids())
            for name in (member.decode() for member in members):
                if self.redis.exists(_alive(name)) or not self._is_left(name, waiting):
                    continue
                # One of those who sweep at this moment.
                swept = self.redis.set(f"{_key(name)}:swept", time.time(), nx=True, ex=ALIVE_SECONDS)
                if swept and self._queue_again(name, waiting):
                    self._hand_out(name)
                    again.append(name)
        return again

    def _queue_again(self, job_id: str, waiting: set[str]) -> bool:
        """Let a job wait once more; False where it has ended, or somebody has it, since it was looked at."""

        def put(step: Any) -> Any:
            left = not self.redis.exists(_alive(job_id)) and self._is_left(job_id, waiting)
            step.multi()
            if left:
                step.hset(_key(job_id), "status", JobStatus.QUEUED)
            return left

        return bool(self.redis.transaction(put, _key(job_id), _alive(job_id), value_from_callable=True))

    def _is_left(self, job_id: str, waiting: set[str]) -> bool:
        """Whether nobody has a job, of which nobody alive says that they do, and it waits in no queue either."""
        told: Any = self.redis.hmget(_key(job_id), "status", "handed_out", "handed_out_at")
        if None in told:
            return False
        status, name, at = (value.decode() for value in told)
        # Whoever took it from the queue is given the time to say so.
        return status == JobStatus.STARTED or (
            status == JobStatus.QUEUED and name not in waiting and time.time() - float(at) > ALIVE_SECONDS
        )

    def _hand_out(self, job_id: str) -> None:
        queue = queue_of(self.redis)
        name = f"{job_id}-{uuid.uuid4().hex[:8]}"
        self.redis.hset(_key(job_id), mapping={"handed_out": name, "handed_out_at": str(time.time())})
        # Never timed out: what is sent takes as long as it takes. What RQ would keep of it is kept here.
        queue.enqueue(
            _ENTRY, job_id, job_id=name, job_timeout=-1, result_ttl=60, failure_ttl=86_400, description="send"
        )


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise JobsUnreachable(
            f"The server's job queue does not answer ({type(error).__name__}). Jobs that run go on. Try again in a "
            "minute; if it stays so, tell whoever runs the server."
        ) from error


def _stored(job: Job) -> dict[Any, Any]:
    return {name: getattr(job, name) for name in _STORED}


def _key(job_id: str) -> str:
    return f"waybill:job:{job_id}"


def _alive(job_id: str) -> str:
    return f"{_key(job_id)}:alive"


def _cancelled(job_id: str) -> str:
    return f"{_key(job_id)}:cancelled"


def _of_upload(company: str, client_uuid: str) -> str:
    return f"waybill:upload:{company}:{client_uuid}"
