"""The whole program in another language, with longer texts, and from right to left."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY

_DATA = re.compile(
    r"""Coastal\ Survey|Studio\ Archive|Spring\ campaign|Summer\ campaign|Default\ Company|Olga|Survey\ 2026
    |operator|^admin|s3://|/tmp|/waybill|Camera\ cards|CRC-64|us-east-1|coastal-survey|studio-archive|127\.0\.0\.1
    |Drone\ and\ sensor|^Card\ B|Odd\ names|^Notes$|^Sensors$|B\/s$|\.(?:jpg|mov|csv)
    |[KMGT]iB|^\d+\ B$|^\*\.tmp$|DEFAULT|@|sqlite|^English$|^Deutsch$""",
    re.VERBOSE | re.IGNORECASE,
)
"""What the demo's company, its files and the units are called in every language."""


def walk(**environment: str) -> dict[str, Any]:
    """Through every page of the demo, in a process of its own."""
    command = [sys.executable, "-m", "tests.gui.language_child"]
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told["status"] == 0, done.stdout
    return told


@pytest.mark.timeout(300)
def test_every_text_is_translated_and_longer_ones_fit() -> None:
    told = walk(WAYBILL_LANGUAGE="pseudo")
    assert [text for text in told["plain"] if not _DATA.search(text)] == []
    assert told["cut"] == []


@pytest.mark.timeout(300)
def test_the_job_is_done_in_german() -> None:
    told = walk(WAYBILL_LANGUAGE="de")
    assert told["cut"] == []
    assert any("Prüfsummen sind bestätigt" in text for text in told["plain"])


@pytest.mark.timeout(300)
def test_the_job_is_done_from_right_to_left_at_twice_the_size() -> None:
    told = walk(WAYBILL_LANGUAGE="pseudo", WAYBILL_TEST_RIGHT_TO_LEFT="yes", QT_SCALE_FACTOR="2")
    assert told["cut"] == []


def test_the_system_language_is_spoken_if_there_is_one(tmp_path: Path) -> None:
    ask = "from desktop_app import gui; print(gui.LANGUAGE)"

    def spoken(**environment: str) -> str:
        plain = {name: text for name, text in os.environ.items() if name not in ("WAYBILL_LANGUAGE", "LANGUAGE")}
        given = {**plain, "WAYBILL_HOME": str(tmp_path), **environment}
        return subprocess.run(
            [sys.executable, "-c", ask], env=given, cwd=REPOSITORY, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert spoken(LANG="C.UTF-8", LC_ALL="") == "en"
    assert spoken(LANG="de_AT.UTF-8", LC_ALL="") == "de"
    assert spoken(LANG="ja_JP.UTF-8", LC_ALL="") == "en"
    (tmp_path / "window.json").write_text('{"preferences": {"language": "de"}}')
    assert spoken(LANG="C.UTF-8", LC_ALL="") == "de"
    (tmp_path / "window.json").write_text('{"preferences": {"language": "xx"}}')
    assert spoken(LANG="C.UTF-8", LC_ALL="") == "en"
