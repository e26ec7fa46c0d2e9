"""A button that copies a text, and says that it has."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.icons import icon

_COPIED_MS = 1500
_ICON = QSize(18, 18)


class CopyButton(QToolButton):
    """Two sheets, which for a moment become a check mark."""

    def __init__(self, name: str, text: Callable[[], str], parent: QWidget | None = None) -> None:
        """`name` is its tool tip and what a screen reader says; `text` is asked when it is clicked."""
        super().__init__(parent)
        self._text = text
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setIconSize(_ICON)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._copied = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._copied.timeout.connect(self._show_sheets)
        self.clicked.connect(self._copy)
        self._show_sheets()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text())
        self.setIcon(icon("check", "success"))
        self.setAccessibleDescription(tr("Copied"))
        self._copied.start()

    def _show_sheets(self) -> None:
        self.setIcon(icon("copy", "muted"))
        self.setAccessibleDescription("")
