"""Numbers with a name: tiles for a preview or a result, chips that filter a table."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.icons import paint_icon
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, Role, current_tokens
from desktop_app.gui.widgets.controls import IconLabel, card, label


class StatTile(QWidget):
    """A card with one number, what it counts and an icon."""

    def __init__(self, name: str, icon_name: str, role: Role = "muted", parent: QWidget | None = None) -> None:
        """`role` colours the icon."""
        super().__init__(parent)
        self._name = name
        self._value = label("–", "number")
        self._note = label("", "caption")
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(IconLabel(icon_name, role, 16))
        head.addWidget(label(name, "muted"), 1)
        ground = card()
        column = QVBoxLayout(ground)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._value)
        column.addWidget(self._note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        self.set_value("–")

    def set_value(self, value: int | str, note: str = "") -> None:
        """Show a count or a ready text, and a small line below it such as "3.2 GiB"."""
        text = format_count(value) if isinstance(value, int) else value
        self._value.setText(text)
        self._note.setText(note)
        self.setAccessibleName(f"{self._name}: {text} {note}".strip())


class CountChip(QAbstractButton):
    """A checkable pill of icon, word and count; checked means that the table shows only these."""

    def __init__(self, name: str, icon_name: str = "", role: Role = "muted", parent: QWidget | None = None) -> None:
        """`role` colours the icon."""
        super().__init__(parent)
        self._name, self._icon, self._role = name, icon_name, role
        self._count = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show another count."""
        self._count = count
        self.setAccessibleName(f"{self._name}: {format_count(count)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(self._name) + metrics.horizontalAdvance(format_count(self._count))
        return QSize(words + SPACE_S + 2 * SPACE_M + (22 if self._icon else 0), 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = tokens.accent_soft if self.isChecked() else tokens.hover if self.underMouse() else tokens.surface
        focused = self.hasFocus()
        edge = tokens.focus if focused else tokens.accent if self.isChecked() else tokens.border
        inset = 1.0 if focused else 0.5
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(edge), 2 if focused else 1))
        pill = self.rect().toRectF().adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        rest = self.rect().adjusted(SPACE_M, 0, -SPACE_M, 0)
        if self._icon:
            square = QRect(rest.left() - 2, rest.center().y() - 7, 16, 16)
            paint_icon(painter, QStyle.visualRect(self.layoutDirection(), self.rect(), square), self._icon, self._role)
            rest.setLeft(rest.left() + 20)
            rest = QStyle.visualRect(self.layoutDirection(), self.rect(), rest)
        painter.setPen(tokens.colour("accent" if self.isChecked() else "text"))
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._name)
        painter.setPen(tokens.colour("accent" if self.isChecked() else "muted"))
        painter.drawText(rest, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, format_count(self._count))
