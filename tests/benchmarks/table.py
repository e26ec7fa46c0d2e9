"""The one table that every case prints its rows into."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.measure import Cost

_HEAD = f"{'case':<9}{'what':<44}{'number':>10}{'seconds':>10}{'wall µs':>13}{'CPU µs':>13}{'peak MiB':>10}  note"


@dataclass(frozen=True, slots=True)
class Row:
    """What something cost; the columns of microseconds are per one of ``number``."""

    case: str
    what: str
    number: int
    cost: Cost | None = None
    """None where a number is all there is to say."""
    note: str = ""

    def each(self, seconds: float | None) -> float | None:
        """Microseconds per one."""
        return None if seconds is None or not self.number else seconds / self.number * 1e6


def shown(rows: Iterable[Row]) -> Iterator[Row]:
    """Print rows as they come."""
    print(_HEAD, flush=True)
    for row in rows:
        cost = row.cost or Cost(cpu=None)
        seconds = f"{cost.wall:.2f}" if row.cost else ""
        wall = _number(row.each(cost.wall) if row.cost else None)
        line = f"{row.case:<9}{row.what:<44}{row.number:>10,}{seconds:>10}{wall:>13}"
        line += f"{_number(row.each(cost.cpu)):>13}{_number(cost.peak_mib, 0):>10}"
        print(f"{line}  {row.note}".rstrip(), flush=True)
        yield row


def save(rows: Iterable[Row], path: Path) -> None:
    """Write rows as JSON: seconds in all, MiB."""
    path.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


def _number(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
