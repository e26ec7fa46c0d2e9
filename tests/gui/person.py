"""A person at the window: finds things by what they are called, types, clicks and drops."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.widgets.dialogs import Question
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.messages import Banner
from desktop_app.gui.window import MainWindow

W = TypeVar("W", bound=QWidget)

PATIENCE = 30_000
"""Milliseconds."""


class Person:
    """Does with a window what people do with it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    def find(self, kind: type[W], name: str) -> W:
        found = self.window.findChild(kind, name)
        assert isinstance(found, kind), f"there is no {name}"
        return found

    def sees(self, name: str) -> bool:
        found = self.window.findChild(QWidget, name)
        return isinstance(found, QWidget) and found.isVisible()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def type(self, name: str, text: str) -> None:
        field = self.find(QLineEdit, name)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        field.selectAll()
        QTest.keyClicks(field, text)

    def can_click(self, name: str) -> bool:
        return self.sees(name) and self.find(QPushButton, name).isEnabled()

    def click(self, name: str) -> None:
        self.wait_until(lambda: self.can_click(name))
        QTest.mouseClick(self.find(QPushButton, name), Qt.MouseButton.LeftButton)

    def click_text(self, text: str) -> None:
        buttons = [button for button in self.window.findChildren(QPushButton) if button.text() == text]
        shown = [button for button in buttons if button.isVisible()]
        assert len(shown) == 1, f"{len(shown)} buttons say {text}"
        QTest.mouseClick(shown[0], Qt.MouseButton.LeftButton)

    def choose(self, name: str, text: str) -> None:
        """Type a part of a name into a searchable list, and take the first that is offered."""
        box = self.find(ChoiceBox, name)
        self.wait_until(lambda: box.isEnabled() and box.count() > 0)
        edit = box.lineEdit()
        assert edit is not None
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
        edit.selectAll()
        QTest.keyClicks(edit, text)
        completer = box.completer()
        popup = completer.popup() if completer else None
        assert isinstance(popup, QAbstractItemView)
        self.wait_until(popup.isVisible)
        QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)

    def drop(self, paths: Iterable[Path], onto: str = "drop_area") -> None:
        """Drag from a file manager: enter, move, let go."""
        target = self.find(QWidget, onto)
        # As Qt does: the first that takes drops, from there outwards.
        while not target.acceptDrops() and (around := target.parentWidget()) is not None:
            target = around
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        where, action = target.rect().center(), Qt.DropAction.CopyAction
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for event in (
            QDragEnterEvent(where, action, mime, button, keys),
            QDragMoveEvent(where + QPoint(1, 1), action, mime, button, keys),
            QDropEvent(QPointF(where), action, mime, button, keys),
        ):
            QApplication.sendEvent(target, event)
            assert event.isAccepted()

    def banner(self, name: str) -> str:
        """What a banner says, "" while it is hidden."""
        banner = self.find(Banner, name)
        return banner.accessibleName() if banner.isVisible() else ""

    def reads(self, name: str) -> str:
        return self.find(QLabel, name).text()

    def question(self) -> Question:
        self.wait_until(lambda: any(question.isVisible() for question in self.window.findChildren(Question)))
        return next(question for question in self.window.findChildren(Question) if question.isVisible())

    def answer(self, choice: str) -> None:
        """`choice` is "question_stay" or "question_go"."""
        button = self.question().findChild(QPushButton, choice)
        assert isinstance(button, QPushButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def says(self, name: str) -> bool:
        """Whether something shown has this as its accessible name."""
        return any(part.accessibleName() == name for part in self.window.findChildren(QWidget) if part.isVisible())

    def click_tool(self, name: str) -> None:
        """Click a button that is an icon alone, by its name."""

        def shown() -> list[QToolButton]:
            buttons = [button for button in self.window.findChildren(QToolButton) if button.accessibleName() == name]
            return [button for button in buttons if button.isVisible()]

        self.wait_until(lambda: len(shown()) == 1)
        QTest.mouseClick(shown()[0], Qt.MouseButton.LeftButton)

    def click_sign_out(self) -> None:
        self.click_tool("Sign out")

    def sign_in(self, username: str, password: str) -> None:
        self.type("sign_in_username", username)
        self.type("sign_in_password", password)
        self.click("sign_in_button")
        self.wait_until(lambda: self.sees("upload_page"))
