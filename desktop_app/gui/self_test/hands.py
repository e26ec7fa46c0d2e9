"""What a person's hands and eyes do to a window: real events to widgets found by name, and waiting for what shows."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QWidget

_TURN_MS = 20
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_PLAIN = Qt.KeyboardModifier.NoModifier

W = TypeVar("W", bound=QWidget)


class NotSeen(Exception):
    """What should have shown did not."""


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Let the window go on until the condition holds.

    Raises:
        NotSeen: it did not within `seconds`; `what` says what was waited for.
    """
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise NotSeen(f"{what}: not within {seconds:.0f} s")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TURN_MS)
        time.sleep(0.002)


def let_settle(seconds: float = 0.15) -> None:
    """Let the window go on for a moment, so that what has changed is drawn."""
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > until, seconds + 1, "a moment")


def find(window: QWidget, kind: type[W], name: str) -> W:
    """The widget of that name; raises NotSeen."""
    found = window.findChild(kind, name)
    if found is None:
        raise NotSeen(f"the window has no {name}")
    return found


def click(target: QWidget, at: QPoint | None = None) -> None:
    """Press and release the left button in the middle of a widget, or elsewhere in it.

    Raises:
        NotSeen: nobody could: it is hidden or disabled.
    """
    if not target.isVisible() or not target.isEnabled():
        state = "disabled" if target.isVisible() else "not visible"
        raise NotSeen(f"{target.objectName() or type(target).__name__} cannot be clicked: it is {state}")
    place = QPointF(at if at is not None else target.rect().center())
    whole = target.mapToGlobal(place)
    for kind, buttons in ((QEvent.Type.MouseButtonPress, _LEFT), (QEvent.Type.MouseButtonRelease, _NONE)):
        QCoreApplication.sendEvent(target, QMouseEvent(kind, place, whole, _LEFT, buttons, _PLAIN))


def press(target: QWidget, key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = _PLAIN) -> None:
    """Press and release a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, text))


def type_into(field: QLineEdit, text: str) -> None:
    """Click a field and type in place of what is there."""
    click(field)
    press(field, Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    press(field, Qt.Key.Key_Delete)
    for character in text:
        press(field, Qt.Key.Key_unknown, character)
    if field.text() != text:
        raise NotSeen(f"{field.objectName()} does not take what is typed")


def choose(box: QComboBox, row: int) -> None:
    """Open a list and choose a row by the keyboard."""
    if box.count() <= row:
        raise NotSeen(f"{box.objectName()} offers {box.count()} choices")
    box.showPopup()
    let_settle(0.05)
    press(box.view(), Qt.Key.Key_Home)
    for _ in range(row):
        press(box.view(), Qt.Key.Key_Down)
    press(box.view(), Qt.Key.Key_Return)
    wait_until(lambda: box.currentIndex() == row, 5, f"{box.objectName()} takes the choice")


def drop(area: QWidget, paths: Sequence[Path]) -> None:
    """Drag folders or files into a widget and let go, as a file manager does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle = area.rect().center()
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(middle, copy, mime, _LEFT, _PLAIN)
    QCoreApplication.sendEvent(area, enter)
    if not enter.isAccepted():
        raise NotSeen(f"{area.objectName()} does not take folders")
    QCoreApplication.sendEvent(area, QDragMoveEvent(middle, copy, mime, _LEFT, _PLAIN))
    QCoreApplication.sendEvent(area, QDropEvent(QPointF(middle), copy, mime, _LEFT, _PLAIN))


def click_row(view: QAbstractItemView, index: QModelIndex) -> None:
    """Scroll to a row of a list or table and click it."""
    view.scrollTo(index)
    click(view.viewport(), view.visualRect(index).center())
