"""What `gui` measures, each in a process of its own; the last line is a JSON object."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_BEAT_MS = 5


def start(began: float) -> dict[str, Any]:
    """The program as it is started by a click, until one can sign in. ``began``: seconds since 1970."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QPushButton, QWidget

    from desktop_app.gui import program
    from desktop_app.gui.window import MainWindow

    told: dict[str, Any] = {}

    class Timed(MainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if not told:
                told["shown"] = time.time() - began
                told["imported"] = [name for name in ("boto3", "sqlalchemy") if name in sys.modules]
                timer = QTimer(self, interval=2)
                timer.timeout.connect(self.look)
                timer.start()

        def look(self) -> None:
            page, button = self.findChild(QWidget, "sign_in_page"), self.findChild(QPushButton, "sign_in_button")
            if isinstance(page, QWidget) and page.isVisible() and isinstance(button, QPushButton):
                told.setdefault("usable", time.time() - began)
                self.close()

    vars(program)["MainWindow"] = Timed
    program.open_window()
    return told


class Heart:
    """Beats in the event loop, and notes how late each beat is."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer(interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._lags: list[float] = []
        self._last = 0.0

    def __enter__(self) -> "Heart":
        self._lags.clear()
        self._last = time.perf_counter()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._beat()  # What held it up last counts.
        self._timer.stop()

    def told(self) -> dict[str, float]:
        """Milliseconds."""
        lags = sorted(self._lags)
        return {
            "p50": statistics.median(lags),
            "p99": lags[int(len(lags) * 0.99)],
            "worst": lags[-1],
            "beats": len(lags),
        }

    def _beat(self) -> None:
        now = time.perf_counter()
        self._lags.append(max(0.0, (now - self._last) * 1000 - _BEAT_MS))
        self._last = now


def upload(folder: Path, number: int) -> dict[str, Any]:
    """Send a folder by the buttons of the window; seconds from the press of the button to the verdict."""
    from PySide6.QtWidgets import QPushButton

    from desktop_app.bootstrap import Application
    from desktop_app.gui.look.theme import Theme
    from desktop_app.gui.program import qt_application
    from desktop_app.gui.self_test.hands import find, wait_until
    from desktop_app.gui.upload.page import UploadPage
    from desktop_app.gui.widgets.messages import Banner
    from desktop_app.gui.window import MainWindow
    from desktop_app.settings import Settings

    app = qt_application()
    theme = Theme("light")
    theme.apply(app)
    window = MainWindow(theme)
    window.show()
    settings = Settings()
    application = Application(settings)
    application.will_send = True
    password = settings.password.get_secret_value() if settings.password else ""
    workspace = application.sign_in(settings.company, settings.username, password, remember=False)
    window.use_application(application)
    window.show_workspace(workspace)
    find(window, UploadPage, "upload_page").add_paths([folder])
    button = find(window, QPushButton, "start_button")
    wait_until(button.isEnabled, 60, "the start button")
    verdict = find(window, Banner, "verdict_banner")
    heart = Heart()
    with heart:
        pressed = time.perf_counter()
        button.click()
        # Seldom, for every look takes the interpreter from those who send.
        _until(lambda: not verdict.isHidden(), 1800, every_ms=50)
        seconds = time.perf_counter() - pressed
    words = verdict.accessibleName()
    window.close()
    window.shut_down()
    application.close()
    if not words.startswith(f"All {number:,} files"):
        raise SystemExit(words)
    return {"seconds": seconds, "lags": heart.told()}


def rows(home: Path, number: int) -> dict[str, Any]:
    """A journal with an upload session of so many files."""
    from desktop_app.domain.names import text_form
    from desktop_app.domain.objects import PlannedFile
    from desktop_app.domain.states import FileStatus, SessionStatus
    from tests.gui.uploads import open_office

    office = open_office(home)
    files = [
        PlannedFile(
            b"DCIM/%05d/IMG_%07d.JPG" % (one // 500, one),
            (one * 7919) % 5_000_000,
            1,
            FileStatus.BLOCKED if one % 1000 == 0 else FileStatus.SKIPPED,
        )
        for one in range(number)
    ]
    upload = office.add_upload(b"/cards/A", files, SessionStatus.COMPLETED_WITH_ERRORS)
    office.close()
    return {"id": upload.id, "first": text_form(files[0].path)}


def table(home: Path) -> dict[str, Any]:
    """Open, scroll, sort and filter the table of the one upload session of a journal."""
    from PySide6.QtWidgets import QLineEdit

    from desktop_app.gui.background import Background
    from desktop_app.gui.files.model import FileColumn
    from desktop_app.gui.files.table import FileTable
    from desktop_app.gui.look.theme import Theme
    from desktop_app.gui.program import qt_application
    from desktop_app.gui.self_test.hands import find
    from desktop_app.journal.journal import Journal
    from desktop_app.services.history import HistoryService

    app = qt_application()
    Theme("light").apply(app)
    journal = Journal(home / "home" / "journal.db")
    history = HistoryService(journal, 1, None)  # type: ignore[arg-type] # The company is not asked for files here.
    background = Background(app)
    shown = FileTable(background)
    shown.resize(1000, 700)
    shown.show()
    model, view = shown.model, shown.view

    def arrived() -> bool:
        return model.rowCount() > 0 and bool(model.index(shown.view.rowAt(5), FileColumn.FILE).data())

    began = time.perf_counter()
    shown.show_files(history, 1)
    _until(arrived, 60)
    opened = time.perf_counter() - began
    number = model.rowCount()
    heart, lags = Heart(), {}
    bar = view.verticalScrollBar()
    with heart:
        for step in range(300):
            bar.setValue(bar.maximum() * step // 300)
            _go_on(0.01)
        _until(arrived, 60)
    lags["scroll"] = heart.told()
    view.scrollToTop()
    with heart:
        view.horizontalHeader().sectionClicked.emit(FileColumn.SIZE)
        _until(lambda: model.rowCount() == number and arrived(), 60)
        _go_on(2)
        for step in range(100):
            bar.setValue(bar.maximum() * step // 100)
            _go_on(0.01)
    lags["sort by size and scroll"] = heart.told()
    search = find(shown, QLineEdit, "file_search")
    with heart:
        search.setText(f"{number - 1:07}")
        _until(lambda: 0 < model.rowCount() < number and arrived(), 60)
        search.clear()
        _until(lambda: model.rowCount() == number and arrived(), 60)
    lags["filter"] = heart.told()
    with heart:
        view.selectAll()
        _go_on(0.2)
    lags["select all"] = heart.told()
    shown.clear()
    background.close()
    journal.close()
    return {"opened": opened, "lags": lags}


def _until(condition: Callable[[], object], seconds: float, *, every_ms: int = 3) -> None:
    """Run the event loop as the program does, until something holds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    timer = QTimer(interval=every_ms)
    until = time.monotonic() + seconds

    def look() -> None:
        if condition():
            loop.quit()
        elif time.monotonic() > until:
            loop.exit(1)

    timer.timeout.connect(look)
    timer.start()
    if not condition() and loop.exec():
        raise SystemExit(f"not within {seconds:.0f} s")


def _go_on(seconds: float) -> None:
    """Run the event loop for a while."""
    until = time.perf_counter() + seconds
    _until(lambda: time.perf_counter() > until, seconds + 60)


def main() -> None:
    """Run the part that is named."""
    part, *given = sys.argv[1:]
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "start": lambda: start(float(given[0])),
        "upload": lambda: upload(Path(given[0]), int(given[1])),
        "rows": lambda: rows(Path(given[0]), int(given[1])),
        "table": lambda: table(Path(given[0])),
    }
    told = parts[part]()
    print(json.dumps(told), flush=True)
    # Nothing of the measuring is left to be tidied up.
    os._exit(0)


if __name__ == "__main__":
    main()
