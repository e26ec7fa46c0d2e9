"""While something is sent the computer is kept awake, and not a moment longer."""

import logging
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from desktop_app.services.awake import kept_awake
from tests.conftest import write_file
from tests.fault_proxy import FaultProxy, call
from tests.integration.command_line import TO, CommandLine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the others are asked in ways of their own")

# systemd needs to be the machine's first process, so in its place: it notes what it was asked, and how long it held.
INHIBIT = """#!/bin/sh
printf '%s\\n' "$@" > "$NOTES/asked"
cat
touch "$NOTES/ended"
"""


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemd-inhibit noted."""
    program = tmp_path / "bin" / "systemd-inhibit"
    write_file(program, 0)
    program.write_text(INHIBIT)
    program.chmod(0o755)
    (tmp_path / "notes").mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NOTES", str(tmp_path / "notes"))
    return tmp_path / "notes"


def until(path: Path) -> bool:
    """Whether a file comes within half a minute, in which a program starts on a busy machine too."""
    for _ in range(600):
        if path.exists():
            return True
        time.sleep(0.05)
    return False


def test_the_system_is_asked_and_let_go(notes: Path) -> None:
    with kept_awake("Sending /data/Survey"):
        assert until(notes / "asked")
        assert not (notes / "ended").exists()
    assert (notes / "ended").exists()
    asked = (notes / "asked").read_text().splitlines()
    assert {"--what=idle:sleep", "--mode=block", "--why=Sending /data/Survey", "cat"} <= set(asked)


@pytest.mark.usefixtures("proxied")
def test_an_upload_keeps_the_computer_awake_and_one_that_is_killed_does_not(
    notes: Path, waybill: CommandLine, folder: Path, proxy: FaultProxy
) -> None:
    waybill.environment["NOTES"] = str(notes)
    held: list[bool] = []
    proxy.rule(call(lambda: held.append(until(notes / "asked") and not (notes / "ended").exists())), kind="put_object")
    assert waybill.run("upload", folder, *TO).returncode == 0
    assert held
    assert all(held)
    assert (notes / "ended").exists()
    for note in notes.iterdir():
        note.unlink()
    proxy.rules.clear()
    process = waybill.begin("upload", folder, *TO, "--replace")
    assert until(notes / "asked")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert until(notes / "ended")


def test_where_nobody_can_be_asked_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with caplog.at_level(logging.INFO), kept_awake("Sending"):
        pass
    assert "may fall asleep" in caplog.text
