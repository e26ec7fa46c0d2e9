"""Bars, standing and lying. The mouse or the arrow keys choose one, and its numbers show in words."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import RADIUS, SPACE_M, SPACE_S, SPACE_XS, Role, current_tokens
from desktop_app.gui.widgets.mirror import is_mirrored
from desktop_app.gui.widgets.progress import paint_bar

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -7,
    Qt.Key.Key_PageDown: 7,
}
_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how long it is, and what is said of it."""

    name: str
    """As the axis has it."""
    value: int
    text: str
    """The value in words."""
    title: str = ""
    """The name in full, where it is another."""
    details: str = ""
    """The other numbers that belong to it."""
    role: Role = "accent"

    @property
    def spoken(self) -> str:
        """All of it in one line."""
        return ", ".join(filter(None, (self.title or self.name, self.text, self.details)))


class BarChart(QWidget):
    """Any chart of bars, and which of them is chosen by mouse or keyboard.

    By keyboard it is one stop of Tab; the arrows, Home and End choose. A screen reader hears the chosen bar as the
    chart's description, and a summary while none is chosen.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Without bars; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._bars: Sequence[Bar] = ()
        self._chosen = -1

    @property
    def bars(self) -> Sequence[Bar]:
        """What is shown."""
        return self._bars

    @property
    def chosen(self) -> Bar | None:
        """The bar under the mouse, or that the keyboard is at."""
        return self._bars[self._chosen] if 0 <= self._chosen < len(self._bars) else None

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these."""
        self._bars = bars
        self._choose(-1)
        self.updateGeometry()
        self.update()

    @abstractmethod
    def place_of(self, number: int) -> QRectF:
        """Where a bar is chosen by the mouse: all the room it has, however short it is."""

    @abstractmethod
    def paint_bars(self, painter: QPainter) -> None:
        """Paint the bars and all that is said of them."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current_tokens().focus), 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        self.paint_bars(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose_at(event.position())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._choose_at(event.position())

    def leaveEvent(self, _event: QEvent) -> None:
        self._choose(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _KEYBOARD and self._bars:
            self._choose(self.first_choice)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._choose(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self._bars) - 1
        step = _STEPS.get(Qt.Key(key), 0)
        if is_mirrored(self) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = -step
        if not self._bars or not (step or key in (Qt.Key.Key_Home, Qt.Key.Key_End)):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else last)
        else:
            self._choose(min(max(self._chosen + step, 0), last) if self._chosen >= 0 else self.first_choice)

    @property
    def first_choice(self) -> int:
        """The bar that the keyboard comes to first."""
        return 0

    def _choose_at(self, place: QPointF) -> None:
        self._choose(next((n for n in range(len(self._bars)) if self.place_of(n).contains(place)), -1))

    def _choose(self, number: int) -> None:
        self._chosen = number
        bar = self.chosen
        self.setAccessibleDescription(bar.spoken if bar else _summary(self._bars))
        self.update()


class RowChart(BarChart):
    """Lying bars below their names, with their values at the end of the line."""

    _ROW = 46

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Without bars."""
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, self._ROW * max(1, len(self._bars)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def place_of(self, number: int) -> QRectF:
        return QRectF(0, number * self._ROW, self.width(), self._ROW)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self.chosen is not None:
            self._show_tip()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        self._show_tip()

    def _show_tip(self) -> None:
        if (bar := self.chosen) is None:
            return
        place = self.place_of(self._chosen).toRect()
        text = "\n".join(filter(None, (bar.title or bar.name, bar.text, bar.details)))
        QToolTip.showText(self.mapToGlobal(place.bottomLeft() + QPoint(SPACE_S, -SPACE_M)), text, self, place)

    def paint_bars(self, painter: QPainter) -> None:
        tokens = current_tokens()
        longest = max((bar.value for bar in self._bars), default=0) or 1
        for number, bar in enumerate(self._bars):
            place = self.place_of(number)
            if number == self._chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.hover))
                painter.drawRoundedRect(place.adjusted(0, 1, 0, -1), RADIUS, RADIUS)
            inner = place.adjusted(SPACE_S, SPACE_XS, -SPACE_S, 0)
            metrics = self.fontMetrics()
            words = QRectF(inner.left(), inner.top() + 2, inner.width(), metrics.height() + 2)
            painter.setPen(tokens.colour("muted"))
            painter.drawText(words, _RIGHT, bar.text)
            room = words.width() - metrics.horizontalAdvance(bar.text) - SPACE_M
            painter.setPen(tokens.colour("text"))
            shown = metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, int(room))
            painter.drawText(words, _LEFT, shown)
            line = QRectF(inner.left(), words.bottom() + 5, inner.width(), 8)
            paint_bar(painter, line, 0.0, bar.value / longest, bar.role, mirrored=is_mirrored(self))


def _summary(bars: Sequence[Bar]) -> str:
    if not bars:
        return tr("Nothing to show")
    highest = max(bars, key=lambda bar: bar.value)
    return tr(
        "{bars} bars, the longest is {spoken}. The arrow keys go through them.", bars=len(bars), spoken=highest.spoken
    )
