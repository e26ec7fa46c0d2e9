"""Very many tiny files: memory stays flat, the first leaves at once, and each costs what it does among few.

They are hard links to one file of 16 bytes in each folder, so that a million of them fit on any disk.
"""

from collections.abc import Iterator

from tests.benchmarks.folders import hard_links
from tests.benchmarks.measure import BenchFailed, Cost, Ended
from tests.benchmarks.options import Options
from tests.benchmarks.sink import Sink
from tests.benchmarks.table import Row
from tests.benchmarks.workstation import Workstation

_BODY = b"sixteen bytes..."
_FEWER = 50


def rows(options: Options) -> Iterator[Row]:
    """The command on few files and on all."""
    number = options.number(50_000, 1_000_000)
    few = max(1, number // _FEWER)
    among_few, _ = _sent(options, few)
    yield Row("million", "hard links of 16 bytes, few", few, among_few.cost)
    many, first = _sent(options, number)
    ratio = many.cost.wall / number / (among_few.cost.wall / few)
    yield Row("million", "hard links of 16 bytes, all", number, many.cost, f"{ratio:.2f} x the wall of few, per file")
    yield Row("million", "start to the first object at the sink", 1, Cost(first, None), "the process's start included")
    with Sink(options.work) as sink:
        station = Workstation(options.folder("million-start"), sink.endpoint_url, sink.root)
        yield Row("million", "the process's start and sign-in alone", 1, station.run("whoami").cost)


def _sent(options: Options, number: int) -> tuple[Ended, float]:
    """What sending so many cost, and after how many seconds the first was there."""
    folder = options.folder(f"links-{number}")
    if not folder.exists():
        hard_links(folder, number, _BODY)
    with Sink(options.work) as sink:
        station = Workstation(options.folder(f"million-{number}"), sink.endpoint_url, sink.root)
        ended = station.upload(folder, number)
        told = sink.stats()
    if told["objects"] != number:
        raise BenchFailed(f"Of {number} files {told['objects']} arrived.")
    return ended, told["first_object_us"] / 1e6 - ended.began_at
