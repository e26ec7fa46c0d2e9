"""RQ as it is used here: it carries a job's name to a worker, and nothing else.

Whoever may write to Redis could have RQ import and call what they like, or unpickle it. So what stands there is read as
JSON, and whatever it names, `worker.send` is what is called.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis import Redis
from rq import Queue, SpawnWorker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from desktop_app.api.config import ServerConfig

QUEUE = "waybill"
CONFIG_VARIABLE = "WAYBILL_SERVER_CONFIG"
_CHILD = "from desktop_app.api.queue import work_in_child; work_in_child()"


class SendJob(Job):
    """What RQ keeps of a job."""

    @property
    def func(self) -> Callable[..., Any]:
        """Always this one."""
        from desktop_app.api.worker import send

        return send

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


def queue_of(redis: Redis) -> Queue:
    """The queue that all servers and workers of an installation share."""
    return Queue(QUEUE, connection=redis, job_class=SendJob, serializer=JSONSerializer)


def worker_of(redis: Redis, name: str) -> SendWorker:
    """A worker, which is not at work yet."""
    return SendWorker([queue_of(redis)], name, connection=redis, job_class=SendJob, serializer=JSONSerializer)


def settings_of_job() -> ServerConfig:
    """The worker's settings, in the process of its job; raises InvalidValue."""
    path = os.environ.get(CONFIG_VARIABLE)
    return ServerConfig.of_command(Path(path) if path else None)


def work_in_child() -> None:
    """Run the job that the environment names; see `SendWorker`."""
    redis = Redis.from_url(settings_of_job().redis_url)
    key = SendWorker.redis_worker_namespace_prefix + os.environ["RQ_WORKER_ID"]
    worker = SendWorker.find_by_key(key, redis, job_class=SendJob, serializer=JSONSerializer)
    if not isinstance(worker, SendWorker):
        sys.exit(1)
    job = SendJob.fetch(os.environ["RQ_JOB_ID"], connection=redis, serializer=JSONSerializer)
    execution = Execution.fetch(os.environ["RQ_EXECUTION_ID"], job.id, connection=redis)
    execution._job = job
    worker.execution = execution
    worker.main_work_horse(job, queue_of(redis))
