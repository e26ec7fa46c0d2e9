"""What few people need: folded away behind a button until asked for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.widgets.controls import button


class Fold(QWidget):
    """A button, and below it what it unfolds."""

    toggled = Signal()

    def __init__(self, title: str, body: QWidget, parent: QWidget | None = None) -> None:
        """Folded; `body` becomes this widget's child."""
        super().__init__(parent)
        self._button = button(title, "quiet", "chevron-right", lambda: self.set_unfolded(self._body.isHidden()))
        self._body = body
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(body)
        body.hide()

    def set_unfolded(self, unfolded: bool) -> None:
        """Show what is folded away, or fold it away."""
        self._body.setVisible(unfolded)
        self._button.setIcon(icon("chevron-down" if unfolded else "chevron-right", "accent"))
        self._button.setAccessibleDescription(tr("Shown") if unfolded else tr("Hidden"))
        self.toggled.emit()
