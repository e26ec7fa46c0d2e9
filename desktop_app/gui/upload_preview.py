"""What would be sent: numbers that fill while the folders are looked through on another thread."""

import threading
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.values import ScanNotes, UploadOptions
from desktop_app.gui.background import Background
from desktop_app.gui.formatting import format_count, format_size
from desktop_app.gui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.verdict import notes_line
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, button, card, label
from desktop_app.gui.widgets.counts import StatTile
from desktop_app.services.upload import Preview, Source, UploadService

_SETTLE_MS = 150
_LOOK_MS = 100
_REASONS_SHOWN = 4


class _Scan:
    """One look through the folders. The scanning thread writes `preview`, a timer reads it."""

    def __init__(self) -> None:
        self.preview = Preview()
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    def run(self, uploads: UploadService, sources: Sequence[Source], prefix: str, options: UploadOptions) -> Preview:
        return uploads.preview(sources, prefix, options, report=self._report, stopped=self._stop.is_set)

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
        self._wanted: tuple[Sequence[Source], str, UploadOptions] = ((), "", UploadOptions())
        self.preview = Preview()
        self.error: WaybillError | None = None
        self._files = StatTile("Files", "files")
        self._size = StatTile("Size", "upload")
        self._blocked = StatTile("Blocked", "blocked")
        tiles = QHBoxLayout()
        tiles.setSpacing(SPACE_M)
        for tile in (self._files, self._size, self._blocked):
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

    def look_through(self, sources: Sequence[Source], prefix: str, options: UploadOptions) -> None:
        """Scan these anew, in place of an earlier scan; nothing happens if it is the same again."""
        wanted = (tuple(sources), prefix, options)
        if wanted == self._wanted and self.error is None:
            return
        self.stop()
        self._wanted = wanted
        self.error = None
        self._show(Preview())
        if sources:
            self._settle.start()

    def stop(self) -> None:
        """Scan no more; the next `look_through` scans whatever it is given."""
        self._settle.stop()
        self._look.stop()
        self._wanted = ((), "", UploadOptions())
        if self._scan is not None:
            self._scan.stop()
            self._scan = None

    def _begin(self) -> None:
        sources, prefix, options = self._wanted
        scan = self._scan = _Scan()
        self._look.start()
        self._background.run(
            lambda: scan.run(self._uploads, sources, prefix, options),
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
        looking = "" if preview.finished or self.error or not self._wanted[0] else "so far…"
        self._files.set_value("–" if self.error else preview.files, looking or "to send")
        self._size.set_value("–" if self.error else format_size(preview.total_bytes), looking or "altogether")
        self._blocked.set_value("–" if self.error else preview.blocked_files, looking or "cannot be sent")
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
    return "<br>".join(escape(line) for line in ("Empty folders:", *notes.empty_names, *more))


class _Reasons(QWidget):
    """The files that cannot be sent: the first few, or more of them on demand."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self._preview = Preview()
        self._all = False
        frame = card()
        self._heading = label("", "strong")
        self._more = button("Show more", "quiet", clicked=self._show_more)
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
        self._heading.setText(f"{format_count(number, 'file')} cannot be sent. The others can.")
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
