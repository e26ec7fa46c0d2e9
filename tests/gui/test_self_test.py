"""The self-test does the whole job in the real window, and finds it when the job was not done."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from desktop_app import __version__

pytestmark = pytest.mark.timeout(300)

PAGES = (
    "sign-in",
    "upload-empty",
    "upload-ready",
    "upload-running",
    "upload-finished",
    "history",
    "history-detail",
    "projects",
    "statistics",
    "users",
    "company",
    "audit",
)

DAMAGING_STORAGE = """
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.engine.s3 import Bucket

put = Bucket.put_in_steps

def damage(self, key, body, algorithm, checksum, sent):
    if key.endswith("/Day 07.md"):
        body, algorithm, checksum = body[:-1] + b"?", ChecksumAlgorithm.NONE, ""
    return put(self, key, body, algorithm, checksum, sent)

Bucket.put_in_steps = damage
"""
"""Bytes change on the way and nobody on the way notices: only reading back does."""

FORGETFUL_COMPANY = """
from desktop_app.company.areas.uploads import SqlUploads

deliver_files = SqlUploads.deliver_files
SqlUploads.deliver_files = lambda self, uuid, records, epoch: deliver_files(self, uuid, records[1:], epoch)
"""

BROKEN_SLOT = """
from desktop_app.gui.files.table import FileTable

FileTable.set_in_flight = lambda self, in_flight, active: 1 / 0
"""


def run(*arguments: str, sabotage: str = "") -> tuple[int, dict[str, Any], str]:
    """Exit status, the JSON of the last line, and all that was printed."""
    program = f"{sabotage}\nimport sys\nsys.argv[0] = 'waybill'\nfrom desktop_app.__main__ import main\nmain()"
    hidden = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    ended = subprocess.run(
        [sys.executable, "-c", program, "self-test", "--json", *arguments],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
    )
    lines = ended.stdout.splitlines()
    assert lines, ended.stderr
    return ended.returncode, json.loads(lines[-1]), ended.stdout


def colours(picture: QImage) -> int:
    """How many there are on a grid of points."""
    return len({picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)})


@pytest.mark.skipif(sys.platform != "linux", reason="only there the program itself does without a display")
def test_it_does_the_whole_job_and_takes_a_picture_of_every_page(tmp_path: Path) -> None:
    status, told, printed = run("--screenshots", str(tmp_path / "shots"))
    assert status == 0, printed
    assert told["ok"]
    assert told["version"] == __version__
    assert all(step["ok"] for step in told["steps"])
    assert len(printed.splitlines()) == len(told["steps"]) + 1
    for page in PAGES:
        light, dark = (QImage(str(tmp_path / "shots" / f"{page}-{scheme}.png")) for scheme in ("light", "dark"))
        assert light.width() >= 1000
        assert colours(light) > 5
        assert colours(dark) > 5
        assert light.pixelColor(5, 5).lightness() > 128 > dark.pixelColor(5, 5).lightness()


@pytest.mark.parametrize(
    ("sabotage", "step", "why"),
    [
        (DAMAGING_STORAGE, "compare every object with the disk", "Notes/Day 07.md holds other bytes than the file"),
        (FORGETFUL_COMPANY, "compare the company", "files"),
        (BROKEN_SLOT, "send", "ZeroDivisionError"),
    ],
    ids=["damaged object", "forgotten record", "mistake in the window"],
)
def test_it_finds_what_is_broken(sabotage: str, step: str, why: str) -> None:
    status, told, printed = run(sabotage=sabotage)
    assert status == 1
    assert not told["ok"]
    failed = [one for one in told["steps"] if not one["ok"]]
    assert [one["name"] for one in failed] == [step], printed
    assert why in failed[0]["detail"]
    assert told["steps"][-1]["name"] == "close the window"
