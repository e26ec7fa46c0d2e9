"""The queue by which RQ carries a job's name to a worker; it carries nothing else, and that as JSON."""

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

QUEUE = "waybill"


def queue_of(redis: Redis, job_class: type[Job] = Job) -> Queue:
    """The queue that all servers and workers of an installation share."""
    return Queue(QUEUE, connection=redis, job_class=job_class, serializer=JSONSerializer)
