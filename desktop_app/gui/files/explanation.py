"""All that is known of one file of an upload, in words that can be copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.endings.failure_causes import who_mends
from desktop_app.gui.files.rows import FileRow
from desktop_app.gui.look.formatting import format_count, format_size
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.tables import STATUS_LOOKS

_WIDTH = 520
_WHAT_IT_MEANS = {
    "uploaded": tr("The storage has confirmed it."),
    "skipped": tr("It was in the bucket already, byte for byte, and was not sent again."),
    "pending": tr("Its turn has not come."),
    "uploading": tr("It is being sent."),
    "cancelled": tr("The upload was cancelled before its turn came."),
}


def explanation_of(row: FileRow, address: str) -> list[tuple[str, str]]:
    """Names and texts, in the order in which they are read."""
    told = [(tr("Status"), STATUS_LOOKS[row.status].word)]
    what = row.message or _WHAT_IT_MEANS.get(row.status, "")
    if what:
        told.append((tr("What happened"), what))
    if row.cause:
        told.append((tr("Who can mend it"), tr(who_mends(row.cause))))
    told.append((tr("Size"), format_size(row.size_bytes)))
    if row.attempts > 1:
        told.append((tr("Tried"), format_count(row.attempts, "time")))
    if address:
        told.append((tr("Goes to"), address))
    return told


class FileExplanation(QDialog):
    """Escape and Enter close it."""

    def __init__(self, parent: QWidget, row: FileRow, address: str) -> None:
        """Of one file; `address` is its S3 address, "" if it has none."""
        super().__init__(parent.window())
        self.setObjectName("file_explanation")
        self.setWindowTitle(tr("About this file"))
        self.setFixedWidth(_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        told = explanation_of(row, address)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        column.setSpacing(2)
        # A path has no blanks to break at.
        name = label(row.path.replace("/", "/\u200b"), "heading", wrap=True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(name)
        for title, text in told:
            column.addSpacing(SPACE_S)
            column.addWidget(label(title, "caption"))
            words = label(text.replace("/", "/\u200b"), wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(words)
        self._text = "\n".join([row.path, *(f"{title}: {text}" for title, text in told)])
        copy = button(tr("Copy"), clicked=self._copy)
        close = button(tr("Close"), "primary", clicked=self.accept)
        close.setDefault(True)
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_S)
        answers.addStretch()
        answers.addWidget(copy)
        answers.addWidget(close)
        column.addSpacing(SPACE_M)
        column.addLayout(answers)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
