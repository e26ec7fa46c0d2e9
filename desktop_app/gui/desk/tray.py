"""The icon in the system's tray: how far an upload is, and what can be done without the window."""

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.icons import app_icon
from desktop_app.gui.look.tokens import LIGHT

_SIZES = (22, 32, 64)
_STEPS = 40
"""So many pictures for one upload: the system is not told of a change that nobody sees."""


class Tray(QObject):
    """Made only where there is a tray: `has_tray`."""

    open_requested = Signal()
    pause_requested = Signal()
    go_on_requested = Signal()
    quit_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Shown at once."""
        super().__init__(parent)
        self.icon = QSystemTrayIcon(app_icon(), self)
        self._menu = QMenu(parent)
        self._menu.setObjectName("tray_menu")
        self._menu.addAction(tr("Open Waybill"), self.open_requested.emit)
        self._pause = self._menu.addAction(tr("Pause"), self.pause_requested.emit)
        self._go_on = self._menu.addAction(tr("Go on"), self.go_on_requested.emit)
        self._menu.addSeparator()
        self._menu.addAction(tr("Quit"), self.quit_requested.emit)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._heed)
        self._step: int | None = None
        self.show_idle()
        self.icon.show()

    def show_progress(self, fraction: float, words: str) -> None:
        """An upload is so far, 0 to 1."""
        self._pause.setVisible(True)
        self._go_on.setVisible(False)
        self.icon.setToolTip(f"Waybill\n{words}")
        step = int(fraction * _STEPS)
        if step != self._step:
            self._step = step
            self.icon.setIcon(icon_with_progress(step / _STEPS))

    def show_idle(self, words: str = "", *, can_go_on: bool = False) -> None:
        """Nothing is sent; `words` say how the last upload ended, and it may be one to go on with."""
        self._pause.setVisible(False)
        self._go_on.setVisible(can_go_on)
        self.icon.setToolTip(f"Waybill\n{words}".strip())
        if self._step is not None or self.icon.icon().isNull():
            self._step = None
            self.icon.setIcon(app_icon())

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()

    def _heed(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_requested.emit()


def has_tray() -> bool:
    """Whether the desktop has a place for such icons."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def icon_with_progress(fraction: float) -> QIcon:
    """The program's icon with a ring around it, closed when all is sent."""
    made = QIcon()
    for size in _SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(2.0, size / 9)
        inner = round(size - 3 * width)
        app_icon().paint(painter, round(1.5 * width), round(1.5 * width), inner, inner)
        ring = QRectF(width / 2, width / 2, size - width, size - width)
        painter.setPen(QPen(QColor(LIGHT.disabled), width))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor(LIGHT.focus), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(ring, 90 * 16, -round(fraction * 360 * 16))
        painter.end()
        made.addPixmap(picture)
    return made
