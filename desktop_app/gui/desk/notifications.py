"""Telling a person something while the window is not in front, with the system's own notifications."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from desktop_app.gui.background import QtExecutor
from desktop_app.gui.look.tokens import Kind

_SHOWN_MS = 10_000
_URGENCY: dict[Kind, int] = {"info": 0, "success": 1, "warning": 1, "danger": 2}
_ICONS: dict[Kind, QSystemTrayIcon.MessageIcon] = {
    "info": QSystemTrayIcon.MessageIcon.Information,
    "success": QSystemTrayIcon.MessageIcon.Information,
    "warning": QSystemTrayIcon.MessageIcon.Warning,
    "danger": QSystemTrayIcon.MessageIcon.Critical,
}


class Notifications(QObject):
    """By the desktop's service where there is one, else by the tray icon, else none."""

    clicked = Signal()
    """Somebody clicked one: they want to see the window."""
    _untold = Signal(str, str, str)
    """Title, message, kind: no service took it."""

    def __init__(self, parent: QObject, tray: QSystemTrayIcon | None) -> None:
        """`tray`: the icon that tells where there is no service."""
        super().__init__(parent)
        self._tray = tray
        self._executor = QtExecutor(1)
        self._bus = None
        if sys.platform.startswith("linux"):
            from desktop_app.services.desktop_bus import DesktopBus

            self._bus = DesktopBus(self.clicked.emit)
        self._untold.connect(self._tell_by_tray)
        if tray is not None:
            tray.messageClicked.connect(self.clicked)

    def tell(self, title: str, message: str, kind: Kind) -> None:
        """Show one in place of the last; nothing here waits for it."""
        self._executor.submit(self._tell, title, message, kind)

    def close(self) -> None:
        """Tell of nothing more."""
        self._executor.shutdown()
        if self._bus is not None:
            self._bus.close()

    def _tell(self, title: str, message: str, kind: Kind) -> None:
        if self._bus is None or not self._bus.notify(title, message, _URGENCY[kind]):
            self._untold.emit(title, message, kind)

    def _tell_by_tray(self, title: str, message: str, kind: Kind) -> None:
        if self._tray is not None:
            self._tray.showMessage(title, message, _ICONS[kind], _SHOWN_MS)
