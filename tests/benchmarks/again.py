"""A second run over files that have not changed, on a storage that lists (moto): nothing is sent, and it is quick."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3

from desktop_app.domain.company import Destination
from desktop_app.engine.s3_open import AccessKey, open_bucket
from desktop_app.services.demo_storage import DemoStorage
from tests.benchmarks.folders import small_files
from tests.benchmarks.measure import Cost, cost_of
from tests.benchmarks.options import Options
from tests.benchmarks.table import Row
from tests.benchmarks.workstation import BUCKET, PREFIX, REGION, Workstation

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_CLOCK_STEP = 1.0
"""Seconds; the storage tells no less."""


def rows(options: Options) -> Iterator[Row]:
    """The first run, the second, and the listing by itself."""
    number = options.number(2000, 20_000)
    folder = small_files(options.folder("small"), number)
    with DemoStorage() as storage:
        storage.create_bucket(BUCKET)
        client = _client(storage)
        station = Workstation(options.folder("again"), storage.endpoint_url)
        yield Row("again", "the first run", number, station.upload(folder, number).cost)
        before = _put_at(client)
        time.sleep(_CLOCK_STEP)
        second = station.upload(folder, number).cost
        yield Row("again", "the second run", number, second)
        listing = cost_of(lambda: _list(storage))
        yield Row("again", "the listing alone", number, listing)
        yield Row("again", "the second run beside its listing", number, Cost(second.wall - listing.wall, None))
        start = station.run("whoami").cost
        yield Row("again", "of that the process's start and sign-in", 1, start)
        yield Row("again", "objects that it put", len(_put_at(client).items() - before.items()))
        client.close()


def _list(storage: DemoStorage) -> None:
    """As the engine does it."""
    key = AccessKey(storage.access_key, storage.secret_key)
    bucket = open_bucket(Destination(BUCKET, REGION, storage.endpoint_url), None, key)
    for _ in bucket.list(PREFIX):
        pass


def _client(storage: DemoStorage) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=storage.endpoint_url,
        region_name=storage.region,
        aws_access_key_id=storage.access_key,
        aws_secret_access_key=storage.secret_key,
    )


def _put_at(client: "S3Client") -> dict[str, object]:
    """When each object was put there last, by the storage's clock."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    return {item["Key"]: item["LastModified"] for page in pages for item in page.get("Contents", ())}
