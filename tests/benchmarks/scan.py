"""Walking many names and deciding about each, by os.scandir and by find: each in a process of its own."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop_app.engine.find import find_program
from desktop_app.engine.plan import decide
from desktop_app.engine.scan import FolderScan
from tests.benchmarks.folders import empty_files, in_one_folder
from tests.benchmarks.measure import Cost, cost_of, run
from tests.benchmarks.options import Options
from tests.benchmarks.table import Row
from tests.benchmarks.workstation import PREFIX

_WALKS: dict[str, dict[str, Any]] = {
    "scandir": {},
    "scandir, with patterns": {"excludes": ("*.tmp", "cache/")},
    "find": {"use_find": True},
}


def rows(options: Options) -> Iterator[Row]:
    """A tree of folders, and one folder."""
    number = options.number(100_000, 1_000_000)
    shapes = {
        "a tree": empty_files(options.folder("tree"), number),
        "one folder": in_one_folder(options.folder("one"), number),
    }
    for shape, root in shapes.items():
        for walk in _WALKS:
            if walk != "find" or find_program() is not None:
                told = run([sys.executable, "-m", "tests.benchmarks.scan", walk, root]).output
                cost = Cost(**json.loads(told))
                yield Row("scan", f"{shape}, {walk}", number, cost, f"{number / cost.wall:,.0f} files/s")


def _walk(walk: str, root: str) -> Cost:
    scan = FolderScan(os.fsencode(Path(root)), **_WALKS[walk])
    return cost_of(lambda: sum(decide(item, PREFIX) is not None for item in scan))


if __name__ == "__main__":
    print(json.dumps(asdict(_walk(*sys.argv[1:3]))))
