"""Every case of `dev.py bench` runs and prints its rows; what they cost is for people to look at, not for a test."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.table import Target
from tests.conftest import REPOSITORY

FILES = 12
LACKS_SOMETHING = 2
ROWS = {
    "scan": {"a tree, scandir": FILES, "one folder, scandir": FILES},
    "journal": {"plan": FILES, "claim": FILES},
    "stages": {"scan": FILES, "sign": FILES, "wire": FILES, "the engine, all but the outbox": FILES},
    "send": {"small, waybill": FILES, "latency, waybill": FILES, "large, waybill": 2},
    "million": {"hard links of 16 bytes, all": FILES, "start to the first object at the sink": 1},
    "again": {"the second run": FILES, "objects that it put": 0},
    "gui": {"the window": FILES, "the command line": FILES, "table open": FILES, "window shown": 1},
    "verify": {"small files": FILES},
}


@pytest.mark.parametrize("case", ROWS)
def test_every_case_prints_its_rows(case: str, tmp_path: Path) -> None:
    table = tmp_path / "table.json"
    done = bench(case, "--files", str(FILES), "--large-mib", "1", "--json", table)
    if done.returncode == LACKS_SOMETHING and "must be installed" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    rows = {row["what"]: row["number"] for row in json.loads(table.read_text())}
    assert rows.items() >= ROWS[case].items()
    printed = done.stdout.splitlines()
    assert len(printed) == 1 + len(rows)
    assert all(line.startswith(case) for line in printed[1:])


def test_json_without_a_file_is_all_that_is_printed() -> None:
    done = bench("scan", "--files", str(FILES), "--json")
    assert {row["what"]: row["number"] for row in json.loads(done.stdout)}.items() >= ROWS["scan"].items()
    assert done.stderr.splitlines()[1].startswith("scan")


@pytest.mark.parametrize(("measured", "met"), [(0.89, False), (0.9, True)])
def test_a_target_says_whether_it_is_met(measured: float, met: bool) -> None:
    target = Target("of the rate", measured, 0.9, at_least=True)
    assert target.met is met
    assert str(target) == f"of the rate {measured:.2f}, at least 0.9: {'met' if met else 'MISSED'}"
    assert Target("worst", 50 if met else 51, 50, "ms").met is met


def test_a_case_that_lacks_a_compiler_says_what_to_install(tmp_path: Path) -> None:
    done = bench("million", "--files", "1", environment={"PATH": str(tmp_path)})
    assert done.returncode == LACKS_SOMETHING
    assert "apt-get install gcc libssl-dev" in done.stderr


def test_an_unknown_case_is_told_with_those_that_there_are() -> None:
    done = bench("gallop")
    assert done.returncode == LACKS_SOMETHING
    assert "there are: scan, journal" in done.stderr


def bench(*arguments: str | Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command: Sequence[str | Path] = [sys.executable, "-m", "tests.benchmarks", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
