"""A choice of a few places beside each other, one of them chosen."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from desktop_app.gui.look.tokens import CONTROL_HEIGHT, RADIUS, SPACE_L, current_tokens

_INSET = 3


class SegmentedChoice(QWidget):
    """Two or three names on one ground. By keyboard it is one stop of Tab, and the arrows choose."""

    chosen = Signal(str)
    """The key that was chosen, by mouse, keyboard or `choose`; not told again when it is chosen already."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Empty: add choices in order, the first is chosen. `name` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(CONTROL_HEIGHT)
        self._segments: dict[str, _Segment] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_INSET, _INSET, _INSET, _INSET)
        self._row.setSpacing(2)

    def add_choice(self, key: str, name: str) -> None:
        """Add a choice at the end."""
        segment = _Segment(name)
        segment.setObjectName(key)
        segment.setChecked(not self._segments)
        segment.toggled.connect(lambda checked: self.chosen.emit(key) if checked else None)
        self._segments[key] = segment
        self._group.addButton(segment)
        self._row.addWidget(segment)

    def show_choice(self, key: str, name: str, *, shown: bool = True) -> None:
        """Call one that was added by another name, and show it or not; one that is chosen is shown."""
        segment = self._segments[key]
        if segment.text() != name:
            segment.setText(name)
            segment.updateGeometry()
        segment.setVisible(shown or segment.isChecked())

    def choice(self) -> str:
        """The key that is chosen, or ""."""
        return next((key for key, segment in self._segments.items() if segment.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose one that was added."""
        self._segments[key].setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)


class _Segment(QAbstractButton):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setText(name)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2 * SPACE_L, CONTROL_HEIGHT - 2 * _INSET)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.rect().toRectF()
        radius = RADIUS - _INSET + 1
        if self.isChecked() or self.hasFocus():
            painter.setBrush(QColor(tokens.raised if self.isChecked() else tokens.track))
            painter.setPen(QPen(QColor(tokens.focus), 2) if self.hasFocus() else QPen(QColor(tokens.border), 1))
            inset = 1.0 if self.hasFocus() else 0.5
            painter.drawRoundedRect(ground.adjusted(inset, inset, -inset, -inset), radius, radius)
        strong = self.isChecked() or self.underMouse()
        painter.setPen(tokens.colour("text" if strong else "muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
