"""Scanning and deciding about many names: `python3 build_scripts/dev.py bench scan [--files N]`.

Wall and CPU microseconds per file, and what the most memory was, of each walk in a process of its own.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop_app.engine.plan import decide
from desktop_app.engine.scan import FolderScan

PREFIX = "bench/"
PER_FOLDER = 500
CASES: dict[str, dict[str, object]] = {
    "scandir": {},
    "scandir, with patterns": {"excludes": ("*.tmp", "cache/")},
    "find": {"use_find": True},
}


def main(arguments: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench scan", description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    files = parser.parse_args(arguments).files
    with tempfile.TemporaryDirectory(prefix="waybill-bench-") as work:
        shapes = {"a tree": tree(Path(work) / "tree", files), "one folder": one_folder(Path(work) / "one", files)}
        print(f"{files:,} files, microseconds per file, scan and decide")
        print(f"{'':<36}{'wall':>8}{'cpu':>8}{'peak MiB':>10}")
        for shape, root in shapes.items():
            for case in CASES:
                command = [sys.executable, "-m", "tests.benchmarks.scan", case, str(root)]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
                print(f"{shape + ', ' + case:<36}{told[0]:>8}{told[1]:>8}{told[2]:>10}", flush=True)


def tree(root: Path, files: int) -> Path:
    """Folders of some hundred files, two levels deep."""
    for number in range(files):
        if number % PER_FOLDER == 0:
            folder = root / f"project {number // PER_FOLDER % 10}" / f"d{number // PER_FOLDER:05}"
            folder.mkdir(parents=True)
        touch(folder / f"IMG_{number:07}.JPG")
    return root


def one_folder(root: Path, files: int) -> Path:
    """All of them in one."""
    root.mkdir(parents=True)
    for number in range(files):
        touch(root / f"IMG_{number:07}.JPG")
    return root


def touch(path: Path) -> None:
    """An empty file."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))


def walk(case: str, root: str) -> None:
    """One walk; what it cost goes to the one who started this process."""
    scan = FolderScan(os.fsencode(root), **CASES[case])  # type: ignore[arg-type]
    wall, cpu = time.perf_counter(), time.process_time()
    files = sum(decide(item, PREFIX) is not None for item in scan)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{wall / files * 1e6:.1f} {cpu / files * 1e6:.1f} {peak_mib():.0f}")


def peak_mib() -> float:
    """The most memory that this process had; getrusage would tell its parent's, if that had more."""
    status = Path("/proc/self/status")
    if status.exists():
        told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    walk(*sys.argv[1:3])
