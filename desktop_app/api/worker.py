"""Take jobs from the queue, and run each in a process of its own.

Whoever may write to Redis could have RQ import and call what they like, or unpickle it. So what stands there is read as
JSON, and whatever it names, `run_job` is what is called.
"""

import logging
import os
import platform
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis import Redis
from rq import Queue, SpawnWorker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from desktop_app.api.config import ServerConfig
from desktop_app.api.jobs import Jobs
from desktop_app.api.logs import log_to_stderr
from desktop_app.api.queue import queue_of
from desktop_app.api.sending import send
from desktop_app.domain.errors import WaybillError

log = logging.getLogger(__name__)

CONFIG_VARIABLE = "WAYBILL_SERVER_CONFIG"
_CHILD = "from desktop_app.api.worker import work_in_child; work_in_child()"
_SWEEP_SECONDS = 5.0


def run_worker(config: ServerConfig, *, burst: bool = False) -> None:
    """Take jobs until a signal ends it; with ``burst`` until there are none.

    Killed at any time: whoever else works takes its job up.
    """
    jobs = Jobs(config.redis_url)
    log_to_stderr()
    threading.Thread(target=_sweep_always, args=(jobs,), name="sweep", daemon=True).start()
    name = f"{platform.node()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
    # A connection of its own: it waits for a job for minutes, where others are done after seconds.
    worker = _worker_of(Redis.from_url(config.redis_url), name)
    worker.work(burst=burst, logging_level="WARNING")


def run_job(job_id: str) -> str:
    """One job, called by RQ; what became of it."""
    log_to_stderr()
    return send(_settings_of_job(), job_id)


class SendJob(Job):
    """What RQ keeps of a job."""

    @property
    def func(self) -> Callable[..., Any]:
        """Always this one."""
        return run_job

    @property
    def success_callback(self) -> None:
        """None, ever."""

    @property
    def failure_callback(self) -> None:
        """None, ever."""

    @property
    def stopped_callback(self) -> None:
        """None, ever."""


class SendWorker(SpawnWorker):
    """A worker whose job runs in a process of its own, for awscrt's threads do not survive a fork.

    RQ's own writes Redis's address with its password into that process's command line, which all users of the machine
    may read; here the process reads the settings itself.
    """

    def fork_work_horse(self, job: Job, queue: Queue) -> None:  # noqa: ARG002 - RQ's
        """Start the process that runs a job."""
        os.environ["RQ_WORKER_ID"] = self.name
        os.environ["RQ_JOB_ID"] = job.id
        os.environ["RQ_EXECUTION_ID"] = self.execution.id  # type: ignore[union-attr] # RQ made it before
        self._horse_pid = os.posix_spawn(sys.executable, [sys.executable, "-c", _CHILD], os.environ, setpgroup=0)


def work_in_child() -> None:
    """Run the job that the environment names; see `SendWorker`."""
    redis = Redis.from_url(_settings_of_job().redis_url)
    key = SendWorker.redis_worker_namespace_prefix + os.environ["RQ_WORKER_ID"]
    worker = SendWorker.find_by_key(key, redis, job_class=SendJob, serializer=JSONSerializer)
    if not isinstance(worker, SendWorker):
        sys.exit(1)
    job = SendJob.fetch(os.environ["RQ_JOB_ID"], connection=redis, serializer=JSONSerializer)
    execution = Execution.fetch(os.environ["RQ_EXECUTION_ID"], job.id, connection=redis)
    execution._job = job
    worker.execution = execution
    worker.main_work_horse(job, queue_of(redis, SendJob))


def _worker_of(redis: Redis, name: str) -> SendWorker:
    """A worker, which is not at work yet."""
    return SendWorker([queue_of(redis, SendJob)], name, connection=redis, job_class=SendJob, serializer=JSONSerializer)


def _settings_of_job() -> ServerConfig:
    """The worker's settings, in the process of its job; raises InvalidValue."""
    path = os.environ.get(CONFIG_VARIABLE)
    return ServerConfig.of_command(Path(path) if path else None)


def _sweep_always(jobs: Jobs) -> None:
    while True:
        try:
            for job_id in jobs.sweep():
                log.warning("job %s was left by its worker and is handed out again", job_id)
        except WaybillError as away:
            log.warning("%s", away)
        threading.Event().wait(_SWEEP_SECONDS)
