"""What the program wrote down, as it is being written."""

import os
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from desktop_app.gui.opening import open_folder
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.search import SearchEdit

_TAIL_BYTES = 512 * 1024
_READ_EVERY_MS = 1000


def tail_of(path: Path) -> str:
    """The end of a log; one that is not there is empty. Raises OSError for one that cannot be read."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _TAIL_BYTES))
            text = stream.read().decode("utf-8", "backslashreplace")
    except FileNotFoundError:
        return ""
    return text if size <= _TAIL_BYTES else text.partition("\n")[2]


class LogDialog(QDialog):
    """Follows the log while it is open and its end is in view. Read on another thread."""

    support_requested = Signal()
    """Save what whoever makes Waybill needs."""

    def __init__(self, parent: QWidget, background: Background, path: Path) -> None:
        """Of the log at `path`."""
        super().__init__(parent.window())
        self.setObjectName("log_dialog")
        self.setWindowTitle(tr("Log"))
        self.resize(860, 560)
        self._background = background
        self._path = path
        self._text = ""
        self._reading = False
        self._search = SearchEdit(tr("Show only lines with"))
        self._search.setObjectName("log_search")
        self._search.textChanged.connect(lambda _: self._show(self._text))
        self._lines = QPlainTextEdit()
        self._lines.setObjectName("log_lines")
        self._lines.setAccessibleName(tr("Log"))
        self._lines.setReadOnly(True)
        self._lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        head.addWidget(label(tr("Log"), "title"), 1)
        head.addWidget(self._search, 1)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_S)
        foot.addWidget(button(tr("Open folder"), clicked=lambda: open_folder(os.fsencode(path.parent))))
        foot.addWidget(button(tr("Save support bundle…"), clicked=self.support_requested.emit))
        foot.addStretch()
        close = button(tr("Close"), "primary", clicked=self.accept)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addLayout(head)
        column.addWidget(self._lines, 1)
        column.addLayout(foot)
        self._timer = QTimer(self, interval=_READ_EVERY_MS)
        self._timer.timeout.connect(self._read)
        self._timer.start()
        self.finished.connect(self.deleteLater)
        self._read()

    def _read(self) -> None:
        if not self._reading:
            self._reading = True
            self._background.run(
                lambda: tail_of(self._path),
                self._take,
                lambda error: self._take(tr("{path} cannot be read: {error}", path=self._path, error=error)),
                owner=self,
            )

    def _take(self, text: str) -> None:
        self._reading = False
        if text != self._text:
            self._text = text
            self._show(text)

    def _show(self, text: str) -> None:
        words = self._search.text().strip().lower()
        lines = [line for line in text.splitlines() if words in line.lower()]
        bar = self._lines.verticalScrollBar()
        at_end, before = bar.value() >= bar.maximum() - 1, bar.value()
        self._lines.setPlainText("\n".join(lines))
        bar.setValue(bar.maximum() if at_end else before)
