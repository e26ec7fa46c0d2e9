"""Programs of their own for `test_on_a_desktop`: each says what happens to it, a JSON object a line."""

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_app.gui.background import Background
from desktop_app.gui.desk.tray import Tray, has_tray
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.program import qt_application
from desktop_app.gui.self_test.hands import find
from desktop_app.gui.upload.page import UploadPage
from desktop_app.gui.upload.sources import SourceList
from desktop_app.gui.widgets.drop_area import DropArea
from desktop_app.gui.window import MainWindow
from tests.gui.uploads import open_office


def say(**what: Any) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def middle_of(widget: QWidget) -> list[int]:
    at = widget.mapToGlobal(widget.rect().center())
    return [at.x(), at.y()]


def window(home: Path) -> None:
    """The upload page of somebody who is signed in."""
    app = qt_application()
    theme = Theme("light")
    theme.apply(app)
    office = open_office(home)
    background = Background(app)
    page = UploadPage(office.workspace, background)
    page.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    page.setGeometry(0, 0, 1000, 560)
    page.show()
    page.begin()
    sources = find(page, SourceList, "source_list")
    sources.changed.connect(lambda: say(sources=[source.name for source in sources.sources]))
    QTimer.singleShot(500, page, lambda: say(at=middle_of(find(page, DropArea, "drop_area"))))
    app.exec()


def quit_from_tray(home: Path) -> None:
    """The program, with its window hidden in the tray, is asked to quit; it says so when its loop has ended."""
    app = qt_application()
    theme = Theme("light")
    theme.apply(app)
    window = MainWindow(theme)
    window.show()
    QTimer.singleShot(200, window, window.leaving.hide_in_tray)
    QTimer.singleShot(400, window, window.quit)
    app.exec()
    window.shut_down()
    say(ended=str(home))


class _FileManager(QLabel):
    """A folder that can be dragged away."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder.name)
        self._folder = folder
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setGeometry(1050, 60, 200, 200)  # Beside the window.

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._folder))])
        drag = QDrag(self)
        drag.setMimeData(mime)
        # A file manager offers to move as well; what was taken is told by the other side.
        taken = drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)
        say(taken=taken.name)


def file_manager(folder: Path) -> None:
    app = QApplication(sys.argv[:1])
    shown = _FileManager(folder)
    shown.show()
    QTimer.singleShot(500, shown, lambda: say(at=middle_of(shown)))
    app.exec()


def tray(_unused: Path) -> None:
    """An upload's icon: it can be paused, and gone on with till it is through."""
    app = qt_application()
    app.setQuitOnLastWindowClosed(False)
    say(has_tray=has_tray())
    parent = QWidget()
    icon = Tray(parent)

    def pause() -> None:
        icon.show_idle("Paused", can_go_on=True)
        say(asked="pause")

    def go_on() -> None:
        icon.show_progress(0.75, "75 %, about 1 min left")
        say(asked="go on")

    icon.open_requested.connect(lambda: say(asked="open"))
    icon.pause_requested.connect(pause)
    icon.go_on_requested.connect(go_on)
    icon.quit_requested.connect(app.quit)
    icon.show_progress(0.25, "25 %, about 3 min left")
    app.exec()
    say(asked="quit")


if __name__ == "__main__":
    {"window": window, "file_manager": file_manager, "tray": tray, "quit": quit_from_tray}[sys.argv[1]](
        Path(sys.argv[2])
    )
