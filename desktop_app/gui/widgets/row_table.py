"""A table of things that are all in memory: sorted by its headers, opened by a double click, a menu in each row."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.icons import paint_icon
from desktop_app.gui.widgets.columns import ColumnFit, FittedColumns
from desktop_app.gui.widgets.tables import (
    NOTE_ROLE,
    TWO_LINE_HEIGHT,
    VALUE_ROLE,
    StatusDelegate,
    StatusLook,
    TwoLineDelegate,
    paint_ground,
    set_up_table,
)

T = TypeVar("T")

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MENU_WIDTH = 46
_ICON = 18


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """What a column shows of a row."""

    title: str
    text: Callable[[T], str]
    fit: ColumnFit
    note: Callable[[T], str] | None = None
    """A quiet second line."""
    status: Callable[[T], StatusLook] | None = None
    """Shown in front of the text, as an icon in its colour."""
    order: Callable[[T], Any] | None = None
    """What to sort by, if not by the text."""
    tip: Callable[[T], str] | None = None
    right: bool = False


class RowModel(QAbstractTableModel, Generic[T]):
    """Holds the rows in the order they came, until a header is clicked."""

    def __init__(self, columns: Sequence[Column[T]], with_menu: bool, parent: QObject | None = None) -> None:
        """Empty: see `set_rows`; `with_menu` adds a last column for the menu's button."""
        super().__init__(parent)
        self._columns = columns
        self._with_menu = with_menu
        self._given: list[T] = []
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self.rows: Sequence[T] = ()
        """As they are shown."""

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show these."""
        self.beginResetModel()
        self._given = list(rows)
        self.rows = self._in_order()
        self.endResetModel()

    def append_rows(self, rows: Sequence[T]) -> None:
        """Show these at the end; for lists that are not sorted here."""
        if rows:
            count = len(self._given)
            self.beginInsertRows(_ROOT, count, count + len(rows) - 1)
            self._given = [*self._given, *rows]
            self.rows = self._given
            self.endInsertRows()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = (column, order)
        self.set_rows(self._given)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns) + self._with_menu

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else None
        return column.title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        if not index.isValid():
            return None
        if index.column() == len(self._columns):
            return tr("Actions") if role == Qt.ItemDataRole.AccessibleTextRole else None
        row, column = self.rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == VALUE_ROLE:
            return column.status(row) if column.status else None
        if role == NOTE_ROLE:
            return column.note(row) if column.note else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row) if column.tip else None
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.right else None

    def _in_order(self) -> Sequence[T]:
        number, order = self._sorted
        if not 0 <= number < len(self._columns):
            return self._given
        column = self._columns[number]
        by = column.order or (lambda row: column.text(row).lower())
        return sorted(self._given, key=by, reverse=order == Qt.SortOrder.DescendingOrder)


class RowTable(QTableView, Generic[T]):
    """One row per thing; the one that is selected stays so when newer rows come."""

    chosen = Signal()
    """Another row is selected, or none: see `selected`."""
    opened = Signal(object)
    """The row that was clicked twice, or Enter pressed on."""
    delete_requested = Signal(object)
    """The row on which the Delete key was pressed."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[T]],
        identity: Callable[[T], Hashable],
        *,
        fill_menu: Callable[[T, QMenu], None] | None = None,
        can_sort: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is for screen readers; `identity` tells whether two rows are the same thing at two times."""
        super().__init__(parent)
        set_up_table(self, name)
        self._identity = identity
        self._fill_menu = fill_menu
        self._rows: RowModel[T] = RowModel(columns, fill_menu is not None, self)
        self.setModel(self._rows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        if any(column.note for column in columns):
            self.verticalHeader().setDefaultSectionSize(TWO_LINE_HEIGHT)
        fits = [column.fit for column in columns] + [ColumnFit(_MENU_WIDTH)] * (fill_menu is not None)
        FittedColumns(self, fits)
        for number, column in enumerate(columns):
            if column.note:
                self.setItemDelegateForColumn(number, TwoLineDelegate(self, Qt.TextElideMode.ElideRight))
            elif column.status:
                self.setItemDelegateForColumn(number, StatusDelegate(self))
        if fill_menu:
            self.setItemDelegateForColumn(len(columns), _MenuDelegate(self))
            self.setMouseTracking(True)
        self.horizontalHeader().setSectionsClickable(can_sort)
        if can_sort:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(lambda: self.chosen.emit())
        self.doubleClicked.connect(self._open)

    @property
    def rows(self) -> Sequence[T]:
        """What is shown, from top to bottom."""
        return self._rows.rows

    @property
    def selected(self) -> T | None:
        """The row that is selected."""
        row = self.currentIndex().row()
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show these; the one that was selected stays so, and the table stays where it was scrolled to."""
        before, place = self.selected, self.verticalScrollBar().value()
        self._rows.set_rows(rows)
        if before is not None:
            self.select(self._identity(before))
        self.verticalScrollBar().setValue(place)

    def append_rows(self, rows: Sequence[T]) -> None:
        """Show these at the end."""
        self._rows.append_rows(rows)

    def select(self, identity: Hashable) -> None:
        """Select a row, if it is there."""
        for number, row in enumerate(self.rows):
            if self._identity(row) == identity:
                # Not `selectRow`: before it has a width, a table from right to left does not know its first column.
                self.setCurrentIndex(self._rows.index(number, 0))

    def sortByColumn(self, column: int, order: Qt.SortOrder) -> None:
        before = self.selected
        super().sortByColumn(column, order)
        if before is not None:
            self.select(self._identity(before))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.selected is not None and event.key() in _ENTER:
            self.opened.emit(self.selected)
        elif self.selected is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit(self.selected)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_menu(index):
            self._show_menu(self.visualRect(index).bottomLeft())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._show_menu(self.visualRect(self.currentIndex()).bottomLeft() if by_key else event.pos())

    def _show_menu(self, place: QPoint) -> None:
        row = self.selected
        if row is None or self._fill_menu is None:
            return
        menu = QMenu(self)
        self._fill_menu(row, menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(place))

    def _is_menu(self, index: _Index) -> bool:
        return index.isValid() and self._fill_menu is not None and index.column() == self._rows.columnCount() - 1

    def _open(self, index: QModelIndex) -> None:
        if not self._is_menu(index):
            self.opened.emit(self.rows[index.row()])


class _MenuDelegate(QStyledItemDelegate):
    """Three dots: what can be done with the row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, _index: _Index) -> None:
        paint_ground(painter, option)
        under = option.state & QStyle.StateFlag.State_MouseOver
        middle = option.rect.center()
        square = QRect(middle.x() - _ICON // 2, middle.y() - _ICON // 2, _ICON, _ICON)
        paint_icon(painter, square, "more", "text" if under else "muted")
