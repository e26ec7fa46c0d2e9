"""The per-file table's model: as many rows as there are files, of which only the pages somebody looks at are held."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.domain.company import Page
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.files.rows import Fetch, FileRow
from desktop_app.gui.look.formatting import format_size
from desktop_app.gui.widgets.tables import STATUS_LOOKS, VALUE_ROLE

log = logging.getLogger(__name__)

PAGE_ROWS = 200
PAGES_HELD = 30
_WAITING = 6
"""Pages that wait to be fetched: whoever drags the scroll bar past a thousand pages needs the last few only."""
_UNDER_WAY = 2

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FileColumn(IntEnum):
    """The columns, from left to right."""

    FILE = 0
    SIZE = 1
    PROGRESS = 2
    STATUS = 3
    ATTEMPTS = 4
    MESSAGE = 5


TITLES: Mapping[FileColumn, str] = {
    FileColumn.FILE: tr("File"),
    FileColumn.SIZE: tr("Size"),
    FileColumn.PROGRESS: tr("Progress"),
    FileColumn.STATUS: tr("Status"),
    FileColumn.ATTEMPTS: tr("Tries"),
    FileColumn.MESSAGE: tr("Message"),
}
_NUMBERS = (FileColumn.SIZE, FileColumn.ATTEMPTS)


@dataclass(frozen=True, slots=True)
class _HeldPage:
    rows: tuple[FileRow, ...]
    version: int


class FileTableModel(QAbstractTableModel):
    """Fetches pages by their number in the background, the ones asked for last first. Rows not there yet are empty."""

    arrived = Signal()
    """A page arrived, and with it the number of files."""
    failed = Signal(object)
    """A page could not be fetched, for this reason; it is asked for again after the next `refresh`."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        """Empty: see `show_rows`."""
        super().__init__(parent)
        self._background = background
        self._in_flight: Mapping[int, float] | None = None
        self._active = False
        self._generation = 0
        self._forget(None)

    @property
    def fetch(self) -> Fetch | None:
        """Where the rows come from, or None."""
        return self._fetch

    @property
    def has_messages(self) -> bool:
        """Whether a file that was read has a message."""
        return self._has_messages

    @property
    def has_tries(self) -> bool:
        """Whether a file that was read was tried more than once."""
        return self._has_tries

    def show_rows(self, fetch: Fetch | None) -> None:
        """Show other files, or none. What is still under way for the former ones is ignored when it arrives."""
        self.beginResetModel()
        self._generation += 1
        self._forget(fetch)
        self.endResetModel()
        self._want(0)

    def refresh(self, first_row: int, last_row: int) -> None:
        """Ask anew for the number of files and these rows; others are asked for anew when they are next looked at."""
        self._version += 1
        self._refused.clear()
        for number in range(first_row // PAGE_ROWS, last_row // PAGE_ROWS + 1):
            self._want(number)

    def set_in_flight(self, in_flight: Mapping[int, float] | None, session_active: bool) -> None:
        """Note what is being sent; the caller has the rows that are in view repainted by `repaint`."""
        before = self._in_flight or {}
        now = in_flight or {}
        # Until its row is read again, a file that was sent keeps its bar: it must not run back.
        self._ended |= {file_id: before[file_id] for file_id in before.keys() - now.keys()}
        self._in_flight, self._active = in_flight, session_active

    def repaint(self, first_row: int, last_row: int) -> None:
        """Tell views by one signal that the progress of these rows changed, if one of them is on its way."""
        if self._total and self._any_on_its_way(first_row, last_row):
            last = self.index(min(last_row, self._total - 1), FileColumn.STATUS)
            self.dataChanged.emit(self.index(first_row, FileColumn.PROGRESS), last)

    def _any_on_its_way(self, first_row: int, last_row: int) -> bool:
        """Whether one of these rows is being sent, or ended since it was read."""
        numbers = range(first_row, min(last_row, self._total - 1) + 1)
        return any((row := self._held(number)) is not None and row.status is FileStatus.UPLOADING for number in numbers)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(FileColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(FileColumn):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return _RIGHT
        return TITLES[FileColumn(section)] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        if not index.isValid():
            return None
        column = FileColumn(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, VALUE_ROLE):
            return None
        row = self._row(index.row())
        if row is None:
            return None
        if role == VALUE_ROLE:
            return self._value(row, column)
        return self._tool_tip(row, column) if role == Qt.ItemDataRole.ToolTipRole else self._text(row, column)

    def _text(self, row: FileRow, column: FileColumn) -> str:
        match column:
            case FileColumn.FILE:
                return row.path
            case FileColumn.SIZE:
                return format_size(row.size_bytes)
            case FileColumn.PROGRESS:
                permille = self._permille(row)
                return "" if permille is None else f"{permille // 10} %"
            case FileColumn.STATUS:
                return STATUS_LOOKS[self._status(row)].word
            case FileColumn.ATTEMPTS:
                return str(row.attempts) if row.attempts > 1 else ""
            case FileColumn.MESSAGE:
                return row.message

    def _tool_tip(self, row: FileRow, column: FileColumn) -> str | None:
        if column is FileColumn.FILE:
            return row.path
        # The status has it too: in a narrow window the message's column leaves.
        return row.message or None if column in (FileColumn.STATUS, FileColumn.MESSAGE) else None

    def _value(self, row: FileRow, column: FileColumn) -> int | str | None:
        if column is FileColumn.PROGRESS:
            return self._permille(row)
        return self._status(row) if column is FileColumn.STATUS else None

    def _status(self, row: FileRow) -> str:
        """A key of STATUS_LOOKS. A file that was claimed and is not on its way waits for its turn, or for a resume."""
        if row.status is not FileStatus.UPLOADING:
            return row.status
        if not self._active:
            return "paused"
        if self._in_flight is None or row.file_id in self._in_flight or row.file_id in self._ended:
            return row.status
        return FileStatus.PENDING

    def _permille(self, row: FileRow) -> int | None:
        if row.status is FileStatus.UPLOADED:
            return 1000
        if row.status is not FileStatus.UPLOADING or not self._active:
            return None
        fraction = (self._in_flight or {}).get(row.file_id, self._ended.get(row.file_id))
        return None if fraction is None else int(fraction * 1000)

    def _row(self, number: int) -> FileRow | None:
        """A row that somebody looks at: it is asked for if it is not there, or not up to date."""
        page_number = number // PAGE_ROWS
        page = self._pages.get(page_number)
        if page is None or page.version < self._version:
            self._want(page_number)
        if page is not None:
            self._pages.move_to_end(page_number)
        return self._held(number)

    def _held(self, number: int) -> FileRow | None:
        page_number, place = divmod(number, PAGE_ROWS)
        page = self._pages.get(page_number)
        return page.rows[place] if page is not None and place < len(page.rows) else None

    def _forget(self, fetch: Fetch | None) -> None:
        self._fetch = fetch
        self._total = 0
        self._has_messages = self._has_tries = False
        self._version = 0
        self._pages: OrderedDict[int, _HeldPage] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._under_way: set[int] = set()
        self._refused: set[int] = set()
        self._ended: dict[int, float] = {}

    def _want(self, page_number: int) -> None:
        if self._fetch is None or page_number in self._under_way or page_number in self._refused:
            return
        self._wanted[page_number] = None
        self._wanted.move_to_end(page_number)
        while len(self._wanted) > _WAITING:
            self._wanted.popitem(last=False)
        self._fetch_wanted()

    def _fetch_wanted(self) -> None:
        while self._fetch is not None and self._wanted and len(self._under_way) < _UNDER_WAY:
            number, _ = self._wanted.popitem(last=True)
            self._under_way.add(number)
            self._background.run(
                partial(self._fetch, number * PAGE_ROWS, PAGE_ROWS),
                partial(self._take, self._generation, self._version, number),
                partial(self._give_up, self._generation, number),
                owner=self,
            )

    def _take(self, generation: int, version: int, number: int, page: Page[FileRow]) -> None:
        if generation != self._generation:
            return
        self._under_way.discard(number)
        self._set_total(page.total)
        held = self._pages.get(number)
        as_before = held is not None and held.rows == page.items and not self._ended
        self._pages[number] = _HeldPage(page.items, version)
        self._pages.move_to_end(number)
        while len(self._pages) > PAGES_HELD:
            self._pages.popitem(last=False)
        self._has_messages = self._has_messages or any(row.message for row in page.items)
        self._has_tries = self._has_tries or any(row.attempts > 1 for row in page.items)
        self._ended.clear()
        first, last = number * PAGE_ROWS, min((number + 1) * PAGE_ROWS, self._total) - 1
        if first <= last and not as_before:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(FileColumn) - 1))
        self.arrived.emit()
        self._fetch_wanted()

    def _give_up(self, generation: int, number: int, error: Exception) -> None:
        if generation != self._generation:
            return
        log.warning("files %d and on could not be read", number * PAGE_ROWS, exc_info=error)
        self._under_way.discard(number)
        self._refused.add(number)
        self.failed.emit(error)
        self._fetch_wanted()

    def _set_total(self, total: int) -> None:
        before = self._total
        if total > before:
            self.beginInsertRows(_ROOT, before, total - 1)
            self._total = total
            # It was read when it was shorter.
            self._pages.pop(before // PAGE_ROWS, None)
            self.endInsertRows()
        elif total < before:
            self.beginRemoveRows(_ROOT, total, before - 1)
            self._total = total
            self.endRemoveRows()
