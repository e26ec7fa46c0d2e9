"""Folders that the Finder opens with the program: macOS sends them as events, where others start it with arguments."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent


class OpenRequests(QObject):
    """Hears the events of the application on which it is installed as a filter."""

    asked = Signal(object)
    """list[Path]: somebody opened this with the program."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.asked.emit([Path(event.file())])
            return True
        return super().eventFilter(watched, event)
