"""The command line against the sink: small files, the same 30 ms away, large files; with `--peers` others beside it."""

import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.folders import large_files, small_files
from tests.benchmarks.measure import BenchFailed, Cost, run
from tests.benchmarks.options import Options
from tests.benchmarks.peers import peers_of
from tests.benchmarks.sink import Sink
from tests.benchmarks.table import Row
from tests.benchmarks.workstation import Workstation

_LATENCY_MS = "30"
_LARGE_FILES = 2
_OURS = "waybill"

Sending = Callable[[], Cost]


def rows(options: Options) -> Iterator[Row]:
    """Small, latency, large."""
    number = options.number(2000, 20_000)
    mib = options.large_mib or (1024 if options.full else 128)
    small = small_files(options.folder("small"), number)
    yield from _compared(options, "small", small, number)
    yield from _compared(options, "latency", small, number, "--latency-ms", _LATENCY_MS)
    large = large_files(options.folder("large"), _LARGE_FILES, mib)
    yield from _compared(options, "large", large, _LARGE_FILES)


def _compared(options: Options, case: str, folder: Path, number: int, *sink_options: str) -> Iterator[Row]:
    """Everybody in turn, so many rounds; medians."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    costs: dict[str, list[Cost]] = {}
    with Sink(options.work, *sink_options) as sink:
        for turn in range(options.rounds):
            home = options.folder(f"send-{case}-{turn}")
            for name, sending in _senders(options, case, folder, number, sink, home).items():
                before = sink.stats()
                cost = sending()
                after = sink.stats()
                arrived = after["objects"] - before["objects"], after["bytes"] - before["bytes"]
                if arrived[0] != number or arrived[1] < size:
                    raise BenchFailed(f"{name} sent {arrived[0]} objects, {arrived[1]} bytes, of {number}, {size}.")
                costs.setdefault(name, []).append(cost)
    ours = _median(costs[_OURS])
    for name, each in costs.items():
        cost = _median(each)
        note = f"{size / 2**20 / cost.wall:,.0f} MiB/s"
        if name != _OURS:
            note += f", {cost.wall / ours.wall:.2f} x our wall, {(cost.cpu or 0) / (ours.cpu or 1):.2f} x our CPU"
        yield Row("send", f"{case}, {name}", number, cost, note)


def _senders(options: Options, case: str, folder: Path, number: int, sink: Sink, home: Path) -> dict[str, Sending]:
    station = Workstation(home, sink.endpoint_url, sink.root)
    senders: dict[str, Sending] = {_OURS: lambda: station.upload(folder, number).cost}
    if options.peers:
        for peer in peers_of(case, folder, sink, home):
            senders[peer.name] = partial(_cost_of, peer.command, peer.environment)
    if case == "large":
        bare = [sys.executable, "-m", "tests.benchmarks.bare", sink.endpoint_url, str(sink.root), str(folder)]
        senders["the limit, a bare socket per file"] = partial(_cost_of, bare)
    return senders


def _cost_of(command: list[str], environment: dict[str, str] | None = None) -> Cost:
    return run(command, environment).cost


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu or 0.0 for cost in costs),
        statistics.median(cost.peak_mib or 0.0 for cost in costs),
    )
