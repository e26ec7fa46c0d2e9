"""What the Finder opens with the program lands in the drop area."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.gui.desk.open_requests import OpenRequests


def test_a_folder_that_the_finder_opens_is_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    asked: list[list[Path]] = []
    requests = OpenRequests()
    requests.asked.connect(asked.append)
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(requests)
    try:
        QCoreApplication.sendEvent(app, QFileOpenEvent(str(tmp_path / "Card ä")))
        QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl("https://example.com/")))
    finally:
        app.removeEventFilter(requests)
    assert asked == [[tmp_path / "Card ä"]]
