"""`waybill verify`: every file read, and every object compared with it."""

from collections.abc import Iterator

from desktop_app.services.demo_storage import DemoStorage
from tests.benchmarks.folders import small_files
from tests.benchmarks.options import Options
from tests.benchmarks.table import Row
from tests.benchmarks.workstation import BUCKET, Workstation, last_object


def rows(options: Options) -> Iterator[Row]:
    """Of small files, on moto."""
    number = options.number(2000, 20_000)
    folder = small_files(options.folder("small"), number)
    with DemoStorage() as storage:
        storage.create_bucket(BUCKET)
        station = Workstation(options.folder("verify"), storage.endpoint_url)
        session = last_object(station.upload(folder, number).output)["session"]
        yield Row("verify", "small files", number, station.run("verify", str(session)).cost)
