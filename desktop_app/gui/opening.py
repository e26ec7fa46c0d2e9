"""Opening what is outside the program, with the system's own programs."""

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: bytes) -> None:
    """Show a folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(os.fsdecode(folder)))


def open_folder_of(root: bytes, path: bytes) -> None:
    """Show the folder in which a file is: `path` relative to `root`."""
    open_folder(os.path.dirname(os.path.join(root, path)))


def open_file(path: Path) -> bool:
    """Open a file as a double click would; whether the system knows how."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
