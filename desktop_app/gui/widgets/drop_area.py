"""Where folders and files are dropped or chosen."""

import os
import socket
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import RADIUS_CARD, SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS, current_tokens
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, button, label, set_button_kind, set_style_property

_INVITATION = tr("Drop folders or files here")
_LET_GO = tr("Let go to add them")
_NOT_LOCAL = tr("Only folders and files on this computer can be added. Save them here first, then drop them.")
_PROMISE = tr("They are copied to your project. Nothing here is changed or removed.")
_MORE = tr("Drop more here to add to the queue.")
_SOME_NOT_LOCAL = tr("Some of what you dropped is not on this computer and was left out.")


def local_paths(mime: QMimeData) -> list[Path]:
    """The paths on this computer among dragged URLs, in order and once each; names that are not UTF-8 stay exact."""
    paths = (_local_path(url) for url in mime.urls())
    return list(dict.fromkeys(path for path in paths if path is not None))


def _local_path(url: QUrl) -> Path | None:
    if not url.isLocalFile():
        return None
    if sys.platform == "win32":
        return Path(url.toLocalFile())
    # Some file managers name the host; Qt would take its name for the start of a path.
    if url.host() not in ("", "localhost", socket.gethostname().lower()):
        return None
    return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))


class DropArea(QWidget):
    """Takes folders and files by drag and drop or by its buttons, any number at once."""

    dropped = Signal(object)
    """list[Path], never empty: what was dropped or chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Large to begin with; see `set_compact`."""
        super().__init__(parent)
        self._begin = str(Path.home())
        """Where a dialog begins: beside what was chosen last, for the next card is often there too."""
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Drop area for folders and files"))
        self._dragging = False
        self._icon = IconLabel("upload", "accent", 40)
        self._title = label(_INVITATION, "heading")
        self._summary = ElidedLabel(role="strong")
        self._note = label("", "muted", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        for part in (self._title, self._summary, self._note):
            words.addWidget(part)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(SPACE_S)
        self._choose_folder = button(tr("Choose folder"), "primary", "folder", self.choose_folder)
        self._choices.addWidget(self._choose_folder)
        self._choices.addWidget(button(tr("Choose files"), "secondary", "files", self.choose_files))
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.addStretch()
        self._layout.addWidget(self._icon)
        self._layout.addLayout(words)
        self._layout.addLayout(self._choices)
        self._layout.addStretch()
        self.set_compact(False)

    @property
    def note(self) -> str:
        """The line below: what happens to the files, or what was wrong with a drop."""
        return self._note.text()

    def set_compact(self, compact: bool, summary: str = "") -> None:
        """Shrink to one row once something was chosen; `summary` says what, such as "2 folders, 310 files"."""
        self._hint = _MORE if compact else _PROMISE
        self._icon.setFixedSize(*((24, 24) if compact else (40, 40)))
        # What was chosen is there to be sent: the page's primary button is another then.
        set_button_kind(self._choose_folder, "secondary" if compact else "primary", "folder")
        self._title.setVisible(not compact)
        self._summary.setText(summary)
        self._summary.setVisible(compact)
        self._arrange(compact)
        self._say("")

    def choose_folder(self) -> None:
        """Ask for a folder."""
        if folder := QFileDialog.getExistingDirectory(self, tr("Choose a folder to send"), self._begin):
            self._begin = str(Path(folder).parent)
            self._take([Path(folder)])

    def choose_files(self) -> None:
        """Ask for files."""
        if files := QFileDialog.getOpenFileNames(self, tr("Choose files to send"), self._begin)[0]:
            self._begin = str(Path(files[0]).parent)
            self._take([Path(file) for file in files])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            accept_copy(event)
            self._set_dragging(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._set_dragging(False)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self._set_dragging(False)
        paths = local_paths(event.mimeData())
        if paths:
            self._take(paths)
        if len(paths) < len({url.toString() for url in event.mimeData().urls()}):
            self._say(_SOME_NOT_LOCAL if paths else _NOT_LOCAL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.accent_soft if self._dragging else tokens.surface))
        pen = QPen(QColor(tokens.accent if self._dragging else tokens.field_border), 2 if self._dragging else 1.5)
        pen.setDashPattern([4, 3])
        if self._dragging:
            pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)

    def _take(self, paths: list[Path]) -> None:
        self._say("")
        self.dropped.emit(paths)

    def _set_dragging(self, dragging: bool) -> None:
        self._dragging = dragging
        self._title.setText(_LET_GO if dragging else _INVITATION)
        self.update()

    def _say(self, problem: str) -> None:
        set_style_property(self._note, "role", "warning" if problem else "muted")
        self._note.setText(problem or self._hint)

    def _arrange(self, compact: bool) -> None:
        """One row, or a column in the middle of the page."""
        direction, align = QBoxLayout.Direction, Qt.AlignmentFlag
        self._layout.setDirection(direction.LeftToRight if compact else direction.TopToBottom)
        self._layout.setSpacing(SPACE_M if compact else SPACE_L)
        margin = SPACE_L if compact else SPACE_XL
        self._layout.setContentsMargins(margin, SPACE_M if compact else margin, margin, SPACE_M if compact else margin)
        for position, stretch in enumerate((0, 0, 1, 0, 0) if compact else (1, 0, 0, 0, 1)):
            self._layout.setStretch(position, stretch)
        centred = align.AlignVCenter if compact else align.AlignHCenter
        self._layout.setAlignment(self._icon, centred)
        self._layout.setAlignment(self._choices, centred)
        for part in (self._title, self._note):
            part.setAlignment(align.AlignLeft if compact else align.AlignHCenter)
        vertical = QSizePolicy.Policy.Fixed if compact else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)


def accept_copy(event: QDropEvent) -> None:
    """Always a copy: a file manager that offered a move would remove the originals."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
