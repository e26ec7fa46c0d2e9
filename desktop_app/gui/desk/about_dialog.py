"""What this program is, and what it is made of."""

import platform

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from desktop_app.gui.start_page import program_mark
from desktop_app.gui.widgets.controls import button, label

_WIDTH = 440
_LICENCES = tr(
    "Waybill uses Qt for Python (LGPL 3), SQLAlchemy (MIT), psycopg (LGPL 3), boto3 and the AWS Common Runtime "
    "(Apache 2.0), keyring (MIT) and httpx (BSD). Their texts come with the program."
)


def versions() -> str:
    """In one line, as a report of a mistake needs them."""
    made_with = tr(
        "Python {python_version}, PySide6 {pyside_version}, Qt {qt_version}",
        python_version=platform.python_version(),
        pyside_version=PySide6.__version__,
        qt_version=qVersion(),
    )
    return tr(
        "Waybill {version} on {system} {release} ({made_with})",
        version=__version__,
        system=platform.system(),
        release=platform.release(),
        made_with=made_with,
    )


class AboutDialog(QDialog):
    """Escape and Enter close it."""

    def __init__(self, parent: QWidget) -> None:
        """Above the parent's window."""
        super().__init__(parent.window())
        self.setObjectName("about_dialog")
        self.setWindowTitle(tr("About Waybill"))
        self.setFixedWidth(_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = label(tr("Waybill"), "title")
        words = label(tr("Sends folders to S3, and lets you know when it is safe to erase the card."), wrap=True)
        version = label(versions(), "muted", wrap=True)
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = button(tr("Copy versions"), clicked=self._copy_versions)
        close = button(tr("Close"), "primary", clicked=self.accept)
        close.setDefault(True)
        close.setFocus()
        head = QHBoxLayout()
        head.setSpacing(SPACE_L)
        head.addWidget(program_mark(48))
        head.addWidget(name, 1)
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_S)
        answers.addStretch()
        answers.addWidget(self._copy)
        answers.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addLayout(head)
        for part in (words, version, label(_LICENCES, "caption", wrap=True)):
            column.addWidget(part)
        column.addSpacing(SPACE_S)
        column.addLayout(answers)

    def _copy_versions(self) -> None:
        QGuiApplication.clipboard().setText(versions())
        self._copy.setText(tr("Copied"))
