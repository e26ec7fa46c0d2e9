"""The life of the window's program: show it, open what it works with behind it, end cleanly."""

import math
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.domain.texts import tr
from desktop_app.gui.account.sign_in_page import Prefill
from desktop_app.gui.background import QtExecutor
from desktop_app.gui.desk.open_requests import OpenRequests
from desktop_app.gui.desk.single_instance import SingleInstance
from desktop_app.gui.home import home_folder
from desktop_app.gui.look.icons import app_icon
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.preferences import Memory
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.bootstrap import Application

_INTERRUPTED = 130
_NO_DISPLAY = 2
_ONE_PRESS_SECONDS = 1.0
"""Ctrl+C may reach us twice at once: from the terminal, and from whoever started us."""


@dataclass(frozen=True)
class Opened:
    """What the window works with, and how to let go of it when the window is gone."""

    application: "Application"
    close: Callable[[], None]
    prefill: Prefill | None = None


def open_window(paths: Sequence[Path] = ()) -> int:
    """Show the window at once and open the journal behind it; the exit status.

    `paths` land in the drop area. Where this person has a window already, that one comes to the front and takes them.
    """
    return run_program(_open_application, tr("Opening…"), paths=paths, alone=True)


def run_program(
    open_application: Callable[[], Opened], words: str, *, paths: Sequence[Path] = (), alone: bool = False
) -> int:
    """Show the window at once, saying `words`, while `open_application` runs on another thread; the exit status.

    What `open_application` raises is shown in the window, with a button to try again. With `alone` a second one hands
    its `paths` to the first and ends.
    """
    if has_no_display():
        sys.stderr.write("There is no screen to show the window on. Start Waybill on a desktop, or use its commands.\n")
        return _NO_DISPLAY
    interrupts = _Interrupts()
    app = qt_application()
    instance = SingleInstance()
    if alone and instance.hand_over(paths):
        interrupts.close()
        return 0
    memory = Memory(home_folder() if alone else None)
    theme = Theme(memory.preferences.scheme)
    theme.apply(app)
    window = MainWindow(theme, memory)
    if alone:
        instance.asked.connect(window.take)
        instance.listen()
    requests = OpenRequests()
    requests.asked.connect(window.take)
    if sys.platform == "darwin":  # Nobody else is asked so, and every event passes a filter.
        app.installEventFilter(requests)
    window.queue_paths(paths)
    opener = _Opener(open_application, window, words)
    window.retry_requested.connect(opener.open)
    window.show()
    opener.open()
    interrupts.quit(window)
    app.exec()
    app.removeEventFilter(requests)
    instance.close()
    window.shut_down()
    opener.close()
    interrupts.close()
    return _INTERRUPTED if interrupts.heard else 0


def _open_application() -> Opened:
    from desktop_app.bootstrap import Application
    from desktop_app.settings import Settings

    application = Application(Settings(), patience=math.inf)  # A person sees that it waits, and can pause.
    application.will_send = True
    return Opened(application, application.close)


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
        # Waiting for the future, where Python hears signals as they come; waiting for Qt's threads it does not.
        if self._opening is not None and self._opening.exception() is None:
            self._opening.result().close()
        self._executor.shutdown()

    def _use(self, opened: Opened) -> None:
        self._window.use_application(opened.application, prefill=opened.prefill)

    def _fail(self, error: Exception) -> None:
        self._window.show_trouble(as_trouble(error))


def has_no_display() -> bool:
    """Whether Qt would end the process for want of a screen, which it does without a word of ours."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in named)


def qt_application() -> QApplication:
    """The one QApplication of the process, with the program's names and icon."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("waybill")
    app.setApplicationDisplayName("Waybill")
    app.setDesktopFileName("waybill")
    app.setWindowIcon(app_icon())
    return app


class _Interrupts:
    """Ctrl+C and a terminate signal pause what is running and close the window; the second ends it at once.

    Python runs signal handlers between its own instructions, of which an idle event loop has none: the wake-up
    descriptor makes the loop take a turn.
    """

    def __init__(self) -> None:
        """Hear from now on: an exception in the middle of Qt's own code would end the process without tidying up."""
        self.heard = False
        self._heard_at = 0.0
        self._window: MainWindow | None = None
        self._notifier: QSocketNotifier | None = None
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._wake_up = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._handle) for number in (signal.SIGINT, signal.SIGTERM)}

    def quit(self, window: MainWindow) -> None:
        """Close this window when a signal comes, or if one has come already."""
        self._window = window
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda: self._ours.recv(64))
        if self.heard:
            self._quit()

    def close(self) -> None:
        """Hear no more."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wake_up)
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.heard and now - self._heard_at > _ONE_PRESS_SECONDS:
            # What was sent is in the journal, and requests under way are sent again on resume.
            os._exit(_INTERRUPTED)
        if self.heard:
            return
        self.heard, self._heard_at = True, now
        self._quit()

    def _quit(self) -> None:
        if self._window is not None:
            # By the loop: what quits before the loop has begun is forgotten.
            QTimer.singleShot(0, self._window.quit)
