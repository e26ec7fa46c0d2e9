"""Opening what is outside the program, with the system's own programs; and where things are saved."""

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices


def among_documents(name: str) -> str:
    """Where a file of this name is proposed to be saved: not where the program happens to have been started."""
    return str(Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)) / name)


def open_folder(folder: bytes) -> None:
    """Show a folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(os.fsdecode(folder)))


def open_folder_of(root: bytes, path: bytes) -> None:
    """Show the folder in which a file is: `path` relative to `root`."""
    open_folder(os.path.dirname(os.path.join(root, path)))


def open_file(path: Path) -> bool:
    """Open a file as a double click would; whether the system knows how."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
