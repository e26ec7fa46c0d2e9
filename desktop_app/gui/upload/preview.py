"""What would be sent: numbers that fill while the folders are looked through on another thread."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import TypedDict

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.errors import StorageError, WaybillError
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import ScanNotes, UploadOptions
from desktop_app.gui.background import Background
from desktop_app.gui.endings.verdict import notes_line
from desktop_app.gui.look.formatting import format_count, format_size
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, button, card, label
from desktop_app.gui.widgets.counts import StatTile
from desktop_app.services.preview import Preview
from desktop_app.services.sources import Source
from desktop_app.services.upload import UploadService

log = logging.getLogger(__name__)

_SETTLE_MS = 150
_LOOK_MS = 100
_REASONS_SHOWN = 4


class _Heard(TypedDict):
    report: Callable[[Preview], None]
    stopped: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked through, and for where."""

    sources: tuple[Source, ...] = ()
    options: UploadOptions = field(default_factory=UploadOptions)
    project: Project | None = None
    cycle: Cycle | None = None


class _Scan:
    """One look through the folders. The scanning thread writes `preview`, a timer reads it."""

    def __init__(self) -> None:
        self.preview = Preview()
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    def run(self, uploads: UploadService, wanted: "Wanted") -> Preview:
        heard: _Heard = {"report": self._report, "stopped": self._stop.is_set}
        if wanted.project is not None and wanted.cycle is not None:
            try:
                place = (wanted.project, wanted.cycle)
                return uploads.dry_run(wanted.sources, *place, wanted.options, by_content=False, **heard)
            except StorageError as error:
                # The check of the storage tells of it; what the folders hold can be said all the same.
                log.info("what is there already is not known: %s", error)
        prefix = wanted.cycle.s3_prefix if wanted.cycle is not None else ""
        return uploads.preview(wanted.sources, prefix, wanted.options, **heard)

    def _report(self, preview: Preview) -> None:
        self.preview = preview


class UploadPreview(QWidget):
    """Tiles, the first files that cannot be sent and why, and what is passed over."""

    changed = Signal()
    """There is more to know: `preview` or `error` is another."""

    def __init__(self, uploads: UploadService, background: Background, parent: QWidget | None = None) -> None:
        """Blank: see `look_through`."""
        super().__init__(parent)
        self._uploads = uploads
        self._background = background
        self._scan: _Scan | None = None
        self._wanted = Wanted()
        self.preview = Preview()
        self.error: WaybillError | None = None
        self._files = StatTile(tr("Files"), "files")
        self._size = StatTile(tr("Size"), "upload")
        self._there = StatTile(tr("Already there"), "done")
        self._blocked = StatTile(tr("Blocked"), "blocked")
        tiles = QHBoxLayout()
        tiles.setSpacing(SPACE_M)
        for tile in (self._files, self._size, self._there, self._blocked):
            tiles.addWidget(tile, 1)
        self._reasons = _Reasons()
        self._notes = label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addLayout(tiles)
        column.addWidget(self._reasons)
        column.addWidget(self._notes)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._begin)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._read)
        self._show(Preview())

    def look_through(self, wanted: Wanted) -> None:
        """Scan these anew, in place of an earlier scan; nothing happens if it is the same again."""
        if wanted == self._wanted and self.error is None:
            return
        self.stop()
        self._wanted = wanted
        self.error = None
        self._show(Preview())
        if wanted.sources:
            self._settle.start()

    def stop(self) -> None:
        """Scan no more; the next `look_through` scans whatever it is given."""
        self._settle.stop()
        self._look.stop()
        self._wanted = Wanted()
        if self._scan is not None:
            self._scan.stop()
            self._scan = None

    def _begin(self) -> None:
        wanted = self._wanted
        scan = self._scan = _Scan()
        self._look.start()
        self._background.run(
            lambda: scan.run(self._uploads, wanted),
            lambda preview: self._finish(scan, preview),
            lambda error: self._fail(scan, error),
            owner=self,
        )

    def _read(self) -> None:
        if self._scan is not None:
            self._show(self._scan.preview)

    def _finish(self, scan: _Scan, preview: Preview) -> None:
        if scan is self._scan:
            self._look.stop()
            self._show(preview)

    def _fail(self, scan: _Scan, error: Exception) -> None:
        if scan is self._scan:
            self._look.stop()
            self.error = as_trouble(error)
            self._show(Preview())

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        looking = "" if preview.finished or self.error or not self._wanted.sources else tr("so far…")
        to_send, size = preview.files - preview.files_skipped, preview.total_bytes - preview.skipped_bytes
        self._files.set_value("–" if self.error else to_send, looking or tr("to send"))
        self._size.set_value("–" if self.error else format_size(size), looking or tr("to send"))
        self._there.set_value(
            preview.files_skipped if preview.compared else "–",
            tr("not known yet") if not preview.compared else looking or tr("not sent again"),
        )
        self._blocked.set_value("–" if self.error else preview.blocked_files, looking or tr("cannot be sent"))
        self._reasons.show_blocked(preview)
        notes = notes_line(preview.notes) if preview.finished else ""
        self._notes.setText(notes)
        self._notes.setToolTip(_empty_folders(preview.notes) if notes else "")
        self._notes.setVisible(bool(notes))
        self.changed.emit()


def _empty_folders(notes: ScanNotes) -> str:
    """The names of the first empty folders, a line each."""
    if not notes.empty_names:
        return ""
    more = ["…"] if notes.empty_folders > len(notes.empty_names) else []
    return "<br>".join(escape(line) for line in (tr("Empty folders:"), *notes.empty_names, *more))


class _Reasons(QWidget):
    """The files that cannot be sent: the first few, or more of them on demand."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self._preview = Preview()
        self._all = False
        frame = card()
        self._heading = label("", "strong")
        self._more = button(tr("Show more"), "quiet", clicked=self._show_more)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(IconLabel("blocked", "warning", 18))
        head.addWidget(self._heading, 1)
        head.addWidget(self._more)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_L)
        self._grid.setVerticalSpacing(SPACE_XS)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        column = QVBoxLayout(frame)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addLayout(head)
        column.addLayout(self._grid)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.hide()

    def show_blocked(self, preview: Preview) -> None:
        self._preview = preview
        self.setVisible(preview.blocked_files > 0)
        number = preview.blocked_files
        self._heading.setText(tr("{number} cannot be sent. The others can.", number=format_count(number, "file")))
        self._more.setVisible(number > _REASONS_SHOWN and not self._all)
        shown = preview.blocked if self._all else preview.blocked[:_REASONS_SHOWN]
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def _show_more(self) -> None:
        self._all = True
        self.show_blocked(self._preview)

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        for row, (path, _, reason) in enumerate(self._shown):
            name = ElidedLabel(path)
            why = ElidedLabel(reason, "muted", Qt.TextElideMode.ElideRight)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(why, row, 1)
