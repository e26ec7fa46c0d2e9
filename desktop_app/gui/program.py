"""The life of the window's program: show it, open what it works with behind it, end cleanly."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from desktop_app.gui.background import QtExecutor
from desktop_app.gui.icons import app_icon
from desktop_app.gui.sign_in_page import Prefill
from desktop_app.gui.theme import Theme
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.bootstrap import Application

_INTERRUPTED = 130


@dataclass(frozen=True)
class Opened:
    """What the window works with, and how to let go of it when the window is gone."""

    application: "Application"
    close: Callable[[], None]
    prefill: Prefill | None = None


def run_program(open_application: Callable[[], Opened], words: str) -> int:
    """Show the window at once, saying `words`, while `open_application` runs on another thread; the exit status.

    What `open_application` raises is shown in the window, with a button to try again.
    """
    app = qt_application()
    theme = Theme()
    theme.apply(app)
    window = MainWindow(theme)
    opener = _Opener(open_application, window, words)
    window.retry_requested.connect(opener.open)
    window.show()
    opener.open()
    with _interrupts(window) as interrupted:
        app.exec()
    window.shut_down()
    opener.close()
    return _INTERRUPTED if interrupted else 0


class _Opener:
    """Opens the application beside the window, and closes it even if the window was gone before it was open."""

    def __init__(self, open_application: Callable[[], Opened], window: MainWindow, words: str) -> None:
        self._open_application = open_application
        self._window = window
        self._words = words
        self._executor = QtExecutor(1)
        self._opening: Future[Opened] | None = None

    def open(self) -> None:
        """Begin, or begin again."""
        self._window.show_busy(self._words)
        self._opening = self._executor.submit(self._open_application)
        self._window.background.run(self._opening.result, self._use, self._fail, owner=self._window)

    def close(self) -> None:
        """Wait for what is being opened, and close it."""
        self._executor.shutdown()
        if self._opening is not None and self._opening.exception() is None:
            self._opening.result().close()

    def _use(self, opened: Opened) -> None:
        self._window.use_application(opened.application, prefill=opened.prefill)

    def _fail(self, error: Exception) -> None:
        self._window.show_trouble(as_trouble(error))


def qt_application() -> QApplication:
    """The one QApplication of the process, with the program's names and icon."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("waybill")
    app.setApplicationDisplayName("Waybill")
    app.setDesktopFileName("waybill")
    app.setWindowIcon(app_icon())
    return app


@contextmanager
def _interrupts(window: MainWindow) -> Iterator[list[int]]:
    """Let Ctrl+C and a terminate signal pause what is running and close the window; the second ends it at once.

    Python runs signal handlers between its own instructions, of which an idle event loop has none: the wake-up
    descriptor makes the loop take a turn.
    """
    heard: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if heard:
            # What was sent is in the journal, and requests under way are sent again on resume.
            os._exit(_INTERRUPTED)
        heard.append(number)
        window.quit()

    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: ours.recv(64))
    wake_up = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wake_up)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()
