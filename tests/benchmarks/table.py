"""The one table that every case prints its rows into."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TextIO

from tests.benchmarks.measure import Cost

_HEAD = f"{'case':<9}{'what':<44}{'number':>10}{'seconds':>10}{'wall µs':>13}{'CPU µs':>13}{'peak MiB':>10}  note"


@dataclass(frozen=True, slots=True)
class Target:
    """What a number has to be, and is."""

    name: str
    measured: float
    bound: float
    unit: str = ""
    at_least: bool = False
    """Else it is the most."""

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def __str__(self) -> str:
        digits = 2 if self.bound < 10 else 0
        unit = f" {self.unit}" if self.unit else ""
        bound = f"{'at least' if self.at_least else 'at most'} {self.bound:,.{1 if self.bound < 10 else 0}f}{unit}"
        return f"{self.name} {self.measured:,.{digits}f}{unit}, {bound}: {'met' if self.met else 'MISSED'}"


@dataclass(frozen=True, slots=True)
class Row:
    """What something cost; the columns of microseconds are per one of ``number``."""

    case: str
    what: str
    number: int
    cost: Cost | None = None
    """None where a number is all there is to say."""
    note: str = ""
    targets: tuple[Target, ...] = ()

    def each(self, seconds: float | None) -> float | None:
        """Microseconds per one."""
        return None if seconds is None or not self.number else seconds / self.number * 1e6


def shown(rows: Iterable[Row], to: TextIO) -> Iterator[Row]:
    """Print rows as they come."""
    print(_HEAD, file=to, flush=True)
    for row in rows:
        cost = row.cost or Cost(cpu=None)
        seconds = f"{cost.wall:.2f}" if row.cost else ""
        wall = _number(row.each(cost.wall) if row.cost else None)
        line = f"{row.case:<9}{row.what:<44}{row.number:>10,}{seconds:>10}{wall:>13}"
        line += f"{_number(row.each(cost.cpu)):>13}{_number(cost.peak_mib, 0):>10}"
        print(f"{line}  {'; '.join(filter(None, (*map(str, row.targets), row.note)))}".rstrip(), file=to, flush=True)
        yield row


def as_json(rows: Iterable[Row]) -> str:
    """Rows as JSON: seconds in all, MiB, and whether each target is met."""
    told = [asdict(row) | {"targets": [asdict(target) | {"met": target.met} for target in row.targets]} for row in rows]
    return json.dumps(told, indent=2) + "\n"


def _number(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
