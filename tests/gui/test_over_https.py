"""The whole main job in the window where the company is behind a server and its database out of reach."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.mark.timeout(600)
def test_the_whole_job_is_done_over_https_with_the_same_pictures(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.over_https_child", str(tmp_path)],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["ok"]
    kept = {path.name for path in (REPOSITORY / "resources" / "screenshots").glob("*.png")}
    # The README has one in German too.
    wanted = {name for name in kept if "-de-" not in name}
    assert len(wanted) > 5
    assert wanted - {path.name for path in tmp_path.glob("*.png")} == set()
