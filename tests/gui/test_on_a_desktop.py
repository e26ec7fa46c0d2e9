"""With a screen, a window manager and a session's bus, as on a desktop: drag and drop between programs, and a tray."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY, write_file
from tests.gui.tray_watcher import tray_watcher

_NEEDED = ("Xvfb", "openbox", "xdotool")
_PATIENCE = 30.0

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, _NEEDED)) or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"),
    reason=f"needs {', '.join(_NEEDED)} and a session's bus: `dev.py test` brings them",
)


class Program:
    """A process that says what happens to it."""

    def __init__(self, mode: str, path: Path, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.gui.desktop_child", mode, str(path)]
        self._process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def hear(self, key: str) -> Any:
        """What it says of this, whatever it says before."""
        until = time.monotonic() + _PATIENCE
        while True:
            said = self._said.get(timeout=max(0.1, until - time.monotonic()))
            if key in said:
                return said[key]

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(json.loads(line))


Start = Callable[[str, Path], Program]


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """The environment of programs on a screen of their own."""
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writes],
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as told:
        display = f":{told.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    yield environment
    for process in (manager, server):
        process.terminate()
        process.wait()


@pytest.fixture
def start(screen: dict[str, str]) -> Iterator[Start]:
    begun: list[Program] = []

    def begin(mode: str, path: Path) -> Program:
        begun.append(Program(mode, path, screen))
        return begun[-1]

    yield begin
    for program in begun:
        program.close()


def drag(screen: dict[str, str], begin: list[int], end: list[int]) -> None:
    """With the mouse, as slowly as a hand: each step is an event that both programs answer."""

    def mouse(*words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=screen, check=True)
        time.sleep(0.08)

    mouse("mousemove", *begin)
    mouse("mousedown", 1)
    for step in range(1, 9):
        mouse("mousemove", *(a + (b - a) * step // 8 for a, b in zip(begin, end, strict=True)))
    mouse("mouseup", 1)


def test_a_folder_is_dragged_here_from_another_program(screen: dict[str, str], start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "Card ä"
    write_file(folder / "a.jpg", 10)
    (tmp_path / "office").mkdir()
    window, manager = start("window", tmp_path / "office"), start("file_manager", folder)
    target, source = window.hear("at"), manager.hear("at")
    drag(screen, source, target)
    assert window.hear("sources") == [str(folder)]
    # Taken as a copy, though a move was offered and preferred: a move would remove the originals.
    assert manager.hear("taken") == "CopyAction"
    assert (folder / "a.jpg").exists()


def test_a_program_in_the_tray_ends_when_it_is_asked_to(start: Start, tmp_path: Path) -> None:
    assert start("quit", tmp_path).hear("ended") == str(tmp_path)


def test_the_tray_is_on_the_desktop_with_its_words_and_opens_the_window(
    screen: dict[str, str], start: Start, tmp_path: Path
) -> None:
    assert screen
    with tray_watcher() as desktop:
        program = start("tray", tmp_path)
        assert program.hear("has_tray") is True
        item = desktop.wait_for_item(_PATIENCE)
        assert desktop.property_of(item, "Id") == "waybill"
        assert desktop.property_of(item, "IconPixmap")
        assert "25 %, about 3 min left" in str(desktop.property_of(item, "ToolTip"))
        desktop.activate(item)
        assert program.hear("asked") == "open"


def test_an_upload_is_paused_and_gone_on_with_by_the_trays_menu_whose_icon_and_words_follow(
    screen: dict[str, str], start: Start, tmp_path: Path
) -> None:
    assert screen
    with tray_watcher() as desktop:
        program = start("tray", tmp_path)
        item = desktop.wait_for_item(_PATIENCE)

        def shows() -> tuple[list[str], Any, str]:
            words = str(desktop.property_of(item, "ToolTip"))
            return list(desktop.menu_of(item)), desktop.property_of(item, "IconPixmap"), words

        def choose(entry: str) -> tuple[list[str], Any, str]:
            desktop.choose(item, entry)
            assert program.hear("asked") == entry.lower()
            for change in ("NewIcon", "NewToolTip"):
                desktop.wait_for_word_of(change, _PATIENCE)
            return shows()

        menu, quarter, words = shows()
        assert menu == ["Open Waybill", "Pause", "Quit"]
        assert "25 %" in words
        menu, idle, words = choose("Pause")
        assert menu == ["Open Waybill", "Go on", "Quit"]
        assert "Paused" in words
        menu, later, words = choose("Go on")
        assert menu == ["Open Waybill", "Pause", "Quit"]
        assert "75 %" in words
        assert idle not in (quarter, later)
        assert quarter != later
        desktop.choose(item, "Open Waybill")
        assert program.hear("asked") == "open"
        desktop.choose(item, "Quit")
        assert program.hear("asked") == "quit"
