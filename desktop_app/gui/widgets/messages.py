"""What the program says in the page: a banner above things, or a page that has nothing to show yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import RADIUS_CARD, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Kind, current_tokens
from desktop_app.gui.widgets.controls import IconLabel, button, centred, icon_button, label

_ICONS: dict[Kind, str] = {"info": "info", "success": "done", "warning": "warning", "danger": "error"}
_LINE = 30
"""The height of the dismiss button, in whose middle the icon and the title's line stand."""
_NARROW = 520
"""Below this width the action stands under the words, not beside them."""


class Banner(QWidget):
    """An inline message. Hidden until `show_message`; a screen reader announces it."""

    action_triggered = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden."""
        super().__init__(parent)
        self._kind: Kind = "info"
        self._icon = IconLabel("info", "info")
        self._title = label("", "strong", wrap=True)
        self._message = label("", wrap=True)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = button("", clicked=self.action_triggered.emit)
        self._dismiss = icon_button("cancel", tr("Dismiss this message"), clicked=self.dismiss)
        self._icon.setFixedHeight(_LINE)
        words = QVBoxLayout()
        words.setContentsMargins(0, SPACE_S - 1, 0, SPACE_S - 1)
        words.setSpacing(SPACE_XS - 1)
        words.addWidget(self._title)
        words.addWidget(self._message)
        self._words = words
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_XS + 1, SPACE_S, SPACE_XS + 1)
        row.setSpacing(SPACE_M)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._row = row
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(
        self,
        kind: Kind,
        title: str,
        message: str = "",
        *,
        action: str = "",
        can_dismiss: bool = True,
        announced: bool = True,
    ) -> None:
        """Show a message, in place of an earlier one; `action` is the text of its button, if it has one. One that
        changes all the time is not `announced`.
        """
        self._kind = kind
        self._icon.set_icon(_ICONS[kind], kind)
        for part, text in ((self._title, title), (self._message, message), (self._action, action)):
            part.setText(text)
            part.setVisible(bool(text))
        self._dismiss.setVisible(can_dismiss)
        self.setAccessibleName(f"{title} {message}".strip())
        self.show()
        self.update()
        if announced:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def dismiss(self) -> None:
        """Hide the message and say so."""
        self.hide()
        self.dismissed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_under = self._words.indexOf(self._action) >= 0
        if (self.width() < _NARROW) == is_under:
            return
        if is_under:
            self._words.removeWidget(self._action)
            self._row.insertWidget(2, self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            self._row.removeWidget(self._action)
            self._words.addWidget(self._action, 0, Qt.AlignmentFlag.AlignLeft)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_tokens()
        edge = tokens.colour(self._kind)
        edge.setAlpha(70)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.soft(self._kind))
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)


class EmptyState(QWidget):
    """What a page shows when it has nothing to show: why, and what to do about it."""

    action_triggered = Signal()

    def __init__(
        self, icon_name: str, title: str, sentence: str, action: str = "", parent: QWidget | None = None
    ) -> None:
        """`action` is the text of its button, if it has one."""
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        heading = label(title, "heading")
        words = label(sentence, "muted", wrap=True)
        words.setAlignment(centre)
        middle = QWidget()
        middle.setFixedWidth(420)
        column = QVBoxLayout(middle)
        column.setSpacing(SPACE_S)
        column.addWidget(IconLabel(icon_name, "disabled", 44), 0, centre)
        column.addSpacing(SPACE_S)
        column.addWidget(heading, 0, centre)
        column.addWidget(words)
        if action:
            column.addSpacing(SPACE_M)
            column.addWidget(button(action, "primary", clicked=self.action_triggered.emit), 0, centre)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(centred(middle))
        outer.addStretch(3)
