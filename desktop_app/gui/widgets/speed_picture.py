"""How fast an upload was over the last minutes, as a small picture."""

from collections import deque

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_duration, format_speed
from desktop_app.gui.look.tokens import current_tokens
from desktop_app.gui.widgets.mirror import is_mirrored

_POINTS = 120
_POINTS_AT_FIRST = 30
"""There is room for so many at least: the first few are no picture yet."""
_SIZE = QSize(88, 30)


class SpeedPicture(QWidget):
    """One point a second, the newest at the end of the line, the last two minutes; the highest fills the height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setFixedSize(_SIZE)
        self._speeds: deque[float] = deque(maxlen=_POINTS)
        self._last = 0.0

    @property
    def speeds(self) -> tuple[float, ...]:
        """Bytes per second, a point for each second, the newest last."""
        return tuple(self._speeds)

    def clear(self) -> None:
        """Begin anew."""
        self._speeds.clear()
        self._last = 0.0
        self.update()

    def add(self, bytes_per_second: float, now: float) -> None:
        """Take in a speed at a time in seconds; more than one a second adds nothing."""
        if self._speeds and now - self._last < 1.0:
            return
        self._last = now
        self._speeds.append(bytes_per_second)
        fastest = format_speed(max(self._speeds))
        told = tr("The last {duration}: up to {fastest}", duration=format_duration(len(self._speeds)), fastest=fastest)
        self.setToolTip(told)
        self.setAccessibleName(told)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if len(self._speeds) < 2:
            return
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(1, 2, -1, -2)
        most = max(max(self._speeds), 1.0)
        step = ground.width() / (max(_POINTS_AT_FIRST, len(self._speeds)) - 1)
        newest, back = (ground.left(), step) if is_mirrored(self) else (ground.right(), -step)
        points = [
            QPointF(newest + back * age, ground.bottom() - ground.height() * speed / most)
            for age, speed in enumerate(reversed(self._speeds))
        ]
        ends = QPointF(newest, ground.bottom()), QPointF(points[-1].x(), ground.bottom())
        area = QPainterPath()
        area.addPolygon(QPolygonF([ends[0], *points, ends[1]]))
        painter.fillPath(area, QColor(tokens.accent_soft))
        painter.setPen(QPen(tokens.colour("accent"), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF(points))
