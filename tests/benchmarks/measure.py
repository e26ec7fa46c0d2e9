"""What stages of this process and whole other processes cost: wall and CPU seconds, and the most memory."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LAUNCHER = Path(__file__).with_name("launcher.py")
_FORGET_PEAK = "5"


class BenchFailed(Exception):
    """Something that is measured did not do what it should; what it said is in the message."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, children included, and MiB where the system tells them."""

    wall: float = 0.0
    cpu: float | None = 0.0
    peak_mib: float | None = None

    def __add__(self, other: "Cost") -> "Cost":
        peaks = [peak for peak in (self.peak_mib, other.peak_mib) if peak is not None]
        cpu = None if self.cpu is None or other.cpu is None else self.cpu + other.cpu
        return Cost(self.wall + other.wall, cpu, max(peaks, default=None))


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has ended well."""

    cost: Cost
    began_at: float
    """Seconds since 1970."""
    output: str


def cost_of(stage: Callable[[], object]) -> Cost:
    """Run a stage of this process."""
    status = Path("/proc/self/clear_refs")
    if status.exists():
        status.write_text(_FORGET_PEAK)
    wall, cpu = time.perf_counter(), _cpu_seconds()
    stage()
    return Cost(time.perf_counter() - wall, _cpu_seconds() - cpu, _peak_mib())


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Ended:
    """Run a command to its end.

    Raises:
        BenchFailed: it said so by its exit status.
    """
    with tempfile.TemporaryDirectory(prefix="waybill-bench-") as folder:
        told, output = Path(folder) / "cost.json", Path(folder) / "output"
        launch = [sys.executable, "-I", "-S", str(_LAUNCHER), str(told), *map(str, command)]
        with output.open("wb") as sink:
            status = subprocess.run(
                launch, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
            ).returncode
        said = output.read_text(errors="replace")
        if status:
            raise BenchFailed(f"{' '.join(map(str, command))} ended with {status}:\n{said[-2000:]}")
        cost = json.loads(told.read_text())
        return Ended(Cost(cost["wall"], cost["cpu"], cost["peak_mib"]), cost["began_at"], said)


def _cpu_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _peak_mib() -> float | None:
    """The most memory since it was last forgotten; only Linux tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) / 1024
