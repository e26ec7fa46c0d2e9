"""The table of upload sessions, newest first."""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.history.entries import HistoryEntry
from desktop_app.gui.look.formatting import format_count, format_size, format_when
from desktop_app.gui.widgets.columns import ColumnFit, FittedColumns
from desktop_app.gui.widgets.tables import (
    NOTE_ROLE,
    STATUS_LOOKS,
    VALUE_ROLE,
    StatusDelegate,
    TwoLineDelegate,
    set_up_table,
)

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HistoryColumn(IntEnum):
    """The columns, from left to right."""

    FOLDER = 0
    WHEN = 1
    STATUS = 2
    FILES = 3
    NOT_SENT = 4
    SIZE = 5
    WHO = 6
    WORKSTATION = 7


_TITLES: Mapping[HistoryColumn, str] = {
    HistoryColumn.FOLDER: tr("Folder"),
    HistoryColumn.WHEN: tr("When"),
    HistoryColumn.STATUS: tr("Status"),
    HistoryColumn.FILES: tr("Files"),
    HistoryColumn.NOT_SENT: tr("Not sent"),
    HistoryColumn.SIZE: tr("Size"),
    HistoryColumn.WHO: tr("By"),
    HistoryColumn.WORKSTATION: tr("Computer"),
}
_NUMBERS = (HistoryColumn.FILES, HistoryColumn.NOT_SENT, HistoryColumn.SIZE)
_ROW_HEIGHT = 54
_FITS = (
    ColumnFit(150, share=1, comfort=230),
    ColumnFit(164),
    ColumnFit(150),
    ColumnFit(116, leaves=1),
    ColumnFit(118, leaves=4),
    ColumnFit(88, leaves=3),
    ColumnFit(0),
    ColumnFit(0),
)
_FITS_WITH_PEOPLE = (
    ColumnFit(180, share=1),
    *_FITS[HistoryColumn.WHEN : HistoryColumn.FILES],
    ColumnFit(116, leaves=2),
    *_FITS[HistoryColumn.NOT_SENT : HistoryColumn.WHO],
    ColumnFit(88, leaves=1),
    ColumnFit(104, leaves=5),
)
_TEXTS: Mapping[HistoryColumn, Callable[[HistoryEntry], str]] = {
    HistoryColumn.FOLDER: lambda entry: entry.name,
    HistoryColumn.WHEN: lambda entry: format_when(entry.when) if entry.when else "",
    HistoryColumn.STATUS: lambda entry: STATUS_LOOKS[entry.status].word,
    HistoryColumn.FILES: lambda entry: _files(entry),
    HistoryColumn.NOT_SENT: lambda entry: format_count(entry.not_sent) if entry.not_sent else "",
    HistoryColumn.SIZE: lambda entry: format_size(entry.counts.total_bytes),
    HistoryColumn.WHO: lambda entry: entry.username,
    HistoryColumn.WORKSTATION: lambda entry: entry.workstation,
}


class HistoryListModel(QAbstractTableModel):
    """Holds at most a few hundred entries; a new list of the same sessions leaves selection and place alone."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty: see `set_entries`."""
        super().__init__(parent)
        self._entries: Sequence[HistoryEntry] = ()

    @property
    def entries(self) -> Sequence[HistoryEntry]:
        """What is shown."""
        return self._entries

    def set_entries(self, entries: Sequence[HistoryEntry]) -> bool:
        """Show these; True if other sessions are among them than before, and the selection is gone."""
        if [entry.client_uuid for entry in entries] != [entry.client_uuid for entry in self._entries]:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()
            return True
        self._entries = entries
        if entries:
            # Also when nothing changed: "5 min ago" did.
            self.dataChanged.emit(self.index(0, 0), self.index(len(entries) - 1, len(HistoryColumn) - 1))
        return False

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HistoryColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(HistoryColumn):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return _RIGHT
        return _TITLES[HistoryColumn(section)] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        if not index.isValid():
            return None
        entry, column = self._entries[index.row()], HistoryColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _TEXTS[column](entry)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else None
        if column is HistoryColumn.STATUS:
            return entry.status if role == VALUE_ROLE else None
        if column is not HistoryColumn.FOLDER:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{entry.folder}\n{entry.address}"
        return f"{entry.project} / {entry.cycle}" if role == NOTE_ROLE else None


class HistoryList(QTableView):
    """One row per upload session; a click or Enter opens it."""

    opened = Signal(object)
    """The HistoryEntry that was chosen."""

    def __init__(self, name: str, *, with_people: bool = False, parent: QWidget | None = None) -> None:
        """`name` is for screen readers; `with_people` shows who sent from which computer."""
        super().__init__(parent)
        set_up_table(self, name)
        self._entries = HistoryListModel(self)
        self.setModel(self._entries)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        FittedColumns(self, _FITS_WITH_PEOPLE if with_people else _FITS)
        self.setItemDelegateForColumn(HistoryColumn.FOLDER, TwoLineDelegate(self))
        self.setItemDelegateForColumn(HistoryColumn.STATUS, StatusDelegate(self))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)

    @property
    def entries(self) -> Sequence[HistoryEntry]:
        """What is shown."""
        return self._entries.entries

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show these; the one that was selected stays so, and the list stays where it was scrolled to."""
        current = self.currentIndex().row()
        selected = self.entries[current].client_uuid if current >= 0 else None
        place = self.verticalScrollBar().value()
        if self._entries.set_entries(entries):
            for row, entry in enumerate(entries):
                if entry.client_uuid == selected:
                    self.setCurrentIndex(self._entries.index(row, 0))
            self.verticalScrollBar().setValue(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.entries[index.row()])


def _files(entry: HistoryEntry) -> str:
    total = entry.counts.total_files
    return (
        format_count(total)
        if entry.there == total
        else tr("{there} of {total}", there=format_count(entry.there), total=format_count(total))
    )
