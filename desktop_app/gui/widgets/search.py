"""A field to search with."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.gui.look.icons import icon

_AROUND = 72
"""The lens, the cross that clears, and the field's edges."""


class SearchEdit(QLineEdit):
    """A line with a lens in front; Escape clears it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` says what is searched; it is shown while nothing is typed."""
        super().__init__(parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)

    def sizeHint(self) -> QSize:
        """Wide enough to read what is searched."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(words + _AROUND, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
