"""The overall progress bar, and how a bar is painted here."""

from PySide6.QtCore import QRectF, QSize, QTimerEvent
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import Role, current_tokens
from desktop_app.gui.widgets.mirror import is_mirrored

_STEP_MS = 33
_CYCLE_MS = 1600


def paint_bar(painter: QPainter, rect: QRectF, begin: float, end: float, role: Role, *, mirrored: bool = False) -> None:
    """Paint a flat bar filled from `begin` to `end`, fractions of its width; from its right end if `mirrored`."""
    tokens = current_tokens()
    radius = rect.height() / 2
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(tokens.track))
    painter.drawRoundedRect(rect, radius, radius)
    if end > begin:
        # Never narrower than its own rounding, so that the first bytes already show.
        width = max((end - begin) * rect.width(), rect.height())
        gone = min(begin * rect.width(), rect.width() - width)
        left = rect.right() - gone - width if mirrored else rect.left() + gone
        painter.setBrush(tokens.colour(role))
        painter.drawRoundedRect(QRectF(left, rect.top(), width, rect.height()), radius, radius)


class SlimProgressBar(QProgressBar):
    """One flat bar for the whole upload. Takes a fraction, so no number of bytes is too large for it."""

    def __init__(self, name: str = tr("Progress"), parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(0, 1000)
        self.setTextVisible(False)
        self.setFixedHeight(8)
        self._fraction: float | None = 0.0
        self._role: Role = "accent"
        self._phase = 0
        self._timer = 0

    def set_fraction(self, fraction: float | None, role: Role = "accent") -> None:
        """Show how much is done, 0.0 to 1.0; None while that is not known. `role` colours it (paused: "muted")."""
        self._fraction = None if fraction is None else min(max(fraction, 0.0), 1.0)
        self._role = role
        # Qt's own value is what a screen reader reads.
        self.setRange(0, 0 if self._fraction is None else 1000)
        if self._fraction is not None:
            self.setValue(int(self._fraction * 1000))
        self._animate()
        self.update()

    @property
    def is_moving(self) -> bool:
        """Whether the bar is on the move, as it is while the fraction is not known and someone can see it."""
        return bool(self._timer)

    def sizeHint(self) -> QSize:
        return QSize(200, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        begin, end = 0.0, self._fraction
        if end is None:
            head = self._phase / _CYCLE_MS * 1.3
            begin, end = min(max(head - 0.3, 0.0), 1.0), min(head, 1.0)
        paint_bar(painter, QRectF(self.rect()), begin, end, self._role, mirrored=is_mirrored(self))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._animate()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._animate()

    def timerEvent(self, event: QTimerEvent) -> None:
        if event.timerId() == self._timer:
            self._phase = (self._phase + _STEP_MS) % _CYCLE_MS
            self.update()

    def _animate(self) -> None:
        moving = self._fraction is None and self.isVisible()
        if moving and not self._timer:
            self._timer = self.startTimer(_STEP_MS)
        elif self._timer and not moving:
            self.killTimer(self._timer)
            self._timer = 0
