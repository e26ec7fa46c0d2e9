"""A second start of the program brings the first one's window to the front, and hands it what it was given."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.gui.desk.single_instance import SingleInstance
from desktop_app.gui.upload.form import UploadForm
from desktop_app.gui.window import MainWindow
from tests.conftest import OPERATOR, REPOSITORY, CompanyForTests, write_file
from tests.gui.person import Person


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of this test's, and so a name of its own."""
    monkeypatch.setenv("WAYBILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tmp_path.chmod(0o700)


@pytest.fixture
def first(qtbot: QtBot) -> Iterator[SingleInstance]:
    """The window that is there already."""
    assert qtbot is not None
    instance = SingleInstance()
    instance.listen()
    yield instance
    instance.close()


def start(*paths: Path) -> "subprocess.Popen[str]":
    """Start the program as a file manager does."""
    command = [sys.executable, "-m", "desktop_app", "open", *map(str, paths)]
    return subprocess.Popen(command, cwd=REPOSITORY, text=True, stderr=subprocess.PIPE)


def test_a_second_start_hands_its_folders_over_and_ends(first: SingleInstance, qtbot: QtBot, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd \xff\n\xc3\xa9"))
    odd.mkdir()
    asked: list[list[Path]] = []
    first.asked.connect(asked.append)
    second = start(odd, tmp_path)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    told = second.communicate()[1]
    assert (second.returncode, asked) == (0, [[odd, tmp_path]]), told


def test_what_was_left_by_one_that_was_killed_is_no_window(qtbot: QtBot, tmp_path: Path) -> None:
    left = (
        "from desktop_app.gui.desk.single_instance import SingleInstance; import os;"
        "from PySide6.QtCore import QCoreApplication; app = QCoreApplication([]);"
        "one = SingleInstance(); one.listen(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", left], cwd=REPOSITORY, check=True)
    (socket,) = tmp_path.glob("waybill-*")
    instance = SingleInstance()
    assert not instance.hand_over([tmp_path])
    instance.listen()
    assert not SingleInstance().hand_over([]), "nobody answers without an event loop"
    instance.close()
    assert socket.name.startswith("waybill-")
    assert qtbot is not None


def is_hung_up_on(socket: QLocalSocket) -> bool:
    return socket.state() is QLocalSocket.LocalSocketState.UnconnectedState


def test_nonsense_is_hung_up_on(first: SingleInstance, qtbot: QtBot, tmp_path: Path) -> None:
    asked: list[list[Path]] = []
    first.asked.connect(asked.append)
    (name,) = tmp_path.glob("waybill-*")
    for words in (b"no JSON\n", b'["no hex"]\n', json.dumps({"a": 1}).encode() + b"\n", b"7\n"):
        socket = QLocalSocket()
        socket.connectToServer(str(name))
        socket.write(words)
        qtbot.waitUntil(partial(is_hung_up_on, socket))
    assert asked == []


def test_folders_handed_over_wait_for_the_sign_in_and_land_in_the_drop_area(
    window: MainWindow, application: Application, person: Person, company: CompanyForTests, tmp_path: Path
) -> None:
    write_file(tmp_path / "Card A" / "shot.jpg", 100)
    application.settings.remember(company.address, OPERATOR[0])
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    window.take([tmp_path / "Card A"])
    person.sign_in(*OPERATOR)
    person.wait_until(lambda: person.sees("project_choice"))
    window.showMinimized()
    write_file(tmp_path / "Card B" / "shot.jpg", 100)
    window.take([tmp_path / "Card B"])
    assert not window.isMinimized()
    form = window.findChildren(UploadForm)[0]
    cards = {os.fsencode(tmp_path / "Card A"), os.fsencode(tmp_path / "Card B")}
    person.wait_until(lambda: {source.folder for source in form.sources} == cards)
