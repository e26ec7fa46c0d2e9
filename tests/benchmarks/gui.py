"""The window: how late its event loop is while it sends, and over a table of a million files; how soon it shows.

Everything is measured in processes of their own, by `gui_child`, offscreen.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

from tests.benchmarks.folders import small_files
from tests.benchmarks.measure import BenchFailed, Cost, run
from tests.benchmarks.options import Options
from tests.benchmarks.sink import Sink
from tests.benchmarks.table import Row, Target
from tests.benchmarks.workstation import Workstation

_MOST_LAG_MS, _MOST_LAG_P99_MS, _MOST_TABLE_LAG_MS, _OPEN_MS = 200, 50, 50, 200
_LEAST_SHARE = 0.9
_MOST_MIB = 300
_WINDOW_SECONDS, _SIGN_IN_SECONDS = 0.7, 1.5
_STARTS = 5


def rows(options: Options) -> Iterator[Row]:
    """Start, sending, table."""
    yield from _start(options)
    yield from _sending(options, options.number(5_000, 100_000))
    yield from _table(options, options.number(50_000, 1_000_000))


def _start(options: Options) -> Iterator[Row]:
    home = options.folder("gui-start")
    home.mkdir()
    told = [_child({"WAYBILL_HOME": str(home)}, "start", str(time.time()))[0] for _ in range(_STARTS)]
    shown = sorted(one["shown"] for one in told)
    usable = sorted(one["usable"] for one in told)
    early = sorted({name for one in told for name in one["imported"]})
    targets = (
        Target("best", shown[0], _WINDOW_SECONDS, "s"),
        Target("boto3 or SQLAlchemy before it", len(early), 0),
    )
    yield Row("gui", "window shown", 1, Cost(shown[0], None), f"of {_STARTS}; {', '.join(early)}".rstrip("; "), targets)
    soon = Target("best", usable[0], _SIGN_IN_SECONDS, "s")
    yield Row("gui", "sign-in usable", 1, Cost(usable[0], None), f"of {_STARTS}", (soon,))


def _sending(options: Options, number: int) -> Iterator[Row]:
    folder = small_files(options.folder("gui-small"), number)
    with Sink(options.work) as sink:
        commands = Workstation(options.folder("gui-command"), sink.endpoint_url, sink.root)
        start = commands.run("whoami").cost.wall
        command = commands.upload(folder, number).cost
        yield Row("gui", "the command line", number, command)
        station = Workstation(options.folder("gui-window"), sink.endpoint_url, sink.root)
        before = sink.stats()["objects"]
        told, cost = _child(station.environment, "upload", str(folder), str(number))
        if (arrived := sink.stats()["objects"] - before) != number:
            raise BenchFailed(f"The window sent {arrived} of {number} files.")
    window = Cost(told["seconds"], cost.cpu, cost.peak_mib)
    # The command's seconds hold its start and sign-in, which are long past where a person presses a button.
    share = (command.wall - start) / told["seconds"]
    rate = Target("of the command's rate", share, _LEAST_SHARE, at_least=True)
    yield Row("gui", "the window", number, window, targets=(rate,))
    yield _lag("while sending", told["lags"], p99=_MOST_LAG_P99_MS, worst=_MOST_LAG_MS)


def _table(options: Options, number: int) -> Iterator[Row]:
    home = options.folder("gui-table")
    home.mkdir()
    _child({}, "rows", str(home), str(number))
    told, cost = _child({}, "table", str(home))
    soon = Target("open", told["opened"] * 1000, _OPEN_MS, "ms")
    yield Row("gui", "table open", number, Cost(told["opened"], None, cost.peak_mib), targets=(soon,))
    for what, lags in told["lags"].items():
        yield _lag(what, lags, worst=_MOST_TABLE_LAG_MS)
    most = cost.peak_mib or 0
    targets = (Target("peak", most, _MOST_MIB, "MiB"),)
    yield Row("gui", "memory of the window with it", round(most), targets=targets)


def _lag(what: str, lags: Mapping[str, float], **bounds: float) -> Row:
    targets = tuple(Target(name, lags[name], bound, "ms") for name, bound in bounds.items())
    note = f"p50 {lags['p50']:.1f}, p99 {lags['p99']:.1f} ms of {lags['beats']:,.0f} beats"
    return Row("gui", f"lag, {what}", round(lags["worst"]), note=note, targets=targets)


def _child(environment: Mapping[str, str], *arguments: str) -> tuple[dict[str, Any], Cost]:
    """Run one of `gui_child`'s parts; what it tells, and what its process cost."""
    complete = {**os.environ, **environment, "QT_QPA_PLATFORM": "offscreen"}
    ended = run([sys.executable, "-m", "tests.benchmarks.gui_child", *arguments], complete)
    told: dict[str, Any] = json.loads(ended.output.strip().splitlines()[-1])
    return told, ended.cost
