"""What Waybill costs, in one table: `python3 build_scripts/dev.py bench [CASE...]`.

Compare ratios within one run, not seconds: machines differ, and so do their days. Without a CASE all of them run, but
for `company`, which has a table and options of its own (`bench company --help`).
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks import again, api, company, frozen, gui, journal, million, scan, send, stages, verify
from tests.benchmarks.measure import BenchFailed
from tests.benchmarks.options import Options
from tests.benchmarks.sink import CannotBuild
from tests.benchmarks.table import Row, as_json, shown

CASES: dict[str, tuple[Callable[[Options], Iterator[Row]], str]] = {
    "scan": (scan.rows, "walk many names and decide about each; in full a million"),
    "journal": (journal.rows, "rows planned, claimed and confirmed, pages read meanwhile; in full a million"),
    "stages": (stages.rows, "the share of each stage of a small file's way; in full 20,000 files"),
    "send": (send.rows, "the command: small files, the same 30 ms away, large files; in full 20,000 and 2 x 1 GiB"),
    "million": (million.rows, "memory, the first object, and the cost per file among many; in full a million"),
    "again": (again.rows, "a second run over unchanged files; in full 20,000"),
    "gui": (gui.rows, "the window's event loop while it sends and over a long table; in full 100,000 and a million"),
    "frozen": (frozen.rows, "how soon the frozen program's window shows, beside the same from source"),
    "api": (api.rows, "the HTTP API against a bare asynchronous route, and 1,000 file rows; in full 5 s each"),
    "verify": (verify.rows, "waybill verify; in full 20,000 files"),
}

_PRINTED = Path("-")


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 if a case failed, 2 if one lacks something on this machine."""
    if arguments[:1] == ["company"]:
        company.main(list(arguments[1:]))
        return 0
    chosen = _parsed(arguments)
    status = 0
    collected: list[Row] = []

    def rows() -> Iterator[Row]:
        nonlocal status
        for name in chosen.cases or CASES:
            with tempfile.TemporaryDirectory(prefix="waybill-bench-", dir=chosen.work) as work:
                try:
                    yield from CASES[name][0](_options(chosen, Path(work)))
                except CannotBuild as missing:
                    status = 2
                    print(f"{name} is left out. {missing}", file=sys.stderr)
                except BenchFailed as failure:
                    status = 1
                    print(f"{name} failed. {failure}", file=sys.stderr)

    printing = chosen.json == _PRINTED
    for row in shown(rows(), sys.stderr if printing else sys.stdout):
        collected.append(row)
        if chosen.json and not printing:
            chosen.json.write_text(as_json(collected))
    if printing:
        print(as_json(collected), end="")
    return status


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    told = "\n".join(f"  {name:<9}{what}" for name, (_, what) in CASES.items())
    parser = argparse.ArgumentParser(
        prog="bench",
        description=__doc__,
        epilog=f"cases:\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help="which to run; all if none is named")
    parser.add_argument("--files", type=_positive, default=0, metavar="N", help="how many, in place of a case's own")
    parser.add_argument("--large-mib", type=_positive, default=0, metavar="N", help="size of each large file")
    parser.add_argument("--rounds", type=_positive, default=1, metavar="N", help="of send; the median is shown")
    parser.add_argument("--full", action="store_true", help="the sizes that targets speak of; takes many minutes")
    parser.add_argument("--peers", action="store_true", help="send with s5cmd, rclone and aws too, where they are")
    parser.add_argument(
        "--json", type=Path, nargs="?", const=_PRINTED, metavar="FILE", help="write the rows there, or print them so"
    )
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="where files are made; the system's own otherwise")
    chosen = parser.parse_args(arguments)
    for name in chosen.cases:
        if name not in CASES:
            parser.error(f"there is no case {name!r}; there are: {', '.join(CASES)}, company")
    return chosen


def _options(chosen: argparse.Namespace, work: Path) -> Options:
    return Options(work, chosen.files, chosen.large_mib, chosen.rounds, chosen.full, chosen.peers)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
