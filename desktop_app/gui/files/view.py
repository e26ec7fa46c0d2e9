"""The table of a FileTable: whole rows, columns as wide as what they have to say, titles that sort."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView

from desktop_app.domain.choice import EVERYTHING, FileChoice, FileOrder
from desktop_app.domain.texts import tr
from desktop_app.gui.files.model import FileColumn, FileTableModel
from desktop_app.gui.widgets.columns import ColumnFit, FittedColumns
from desktop_app.gui.widgets.tables import PathDelegate, ProgressDelegate, StatusDelegate, set_up_table

_ORDERS = {
    FileColumn.FILE: FileOrder.PATH,
    FileColumn.SIZE: FileOrder.SIZE,
    FileColumn.STATUS: FileOrder.STATUS,
    FileColumn.ATTEMPTS: FileOrder.ATTEMPTS,
}
_ROW_HEIGHT = 34


def _fits(*, messages: bool, tries: bool) -> tuple[ColumnFit, ...]:
    """The columns; those that have nothing to say leave their room to the others."""
    file, progress, message = ColumnFit(190, share=1), ColumnFit(120, leaves=1), ColumnFit(0)
    if messages:
        file, progress, message = ColumnFit(150, share=4), ColumnFit(120, leaves=2), ColumnFit(150, share=5, leaves=1)
    return file, ColumnFit(84), progress, ColumnFit(144), ColumnFit(66, leaves=3) if tries else ColumnFit(0), message


class RowsView(QTableView):
    """Whole rows, by keyboard too: Home and End go to the first and last file, Ctrl+C copies, Ctrl+A costs nothing."""

    copied = Signal(object)
    """list[tuple[int, int]]: the selected stretches as (first row, count), in order."""
    addresses_wanted = Signal(object)
    """Likewise: the S3 addresses of those are to be copied."""
    folder_wanted = Signal(int)
    """The folder of this row's file is to be opened."""
    retry_wanted = Signal(object)
    """list[tuple[int, int]]: those of these that failed are to be tried again."""
    explanation_wanted = Signal(int)
    """All that is known of this row's file is to be shown."""
    saving_wanted = Signal(object)
    """list[tuple[int, int]]: these are to be written into a file."""
    sorted = Signal()
    """Another order was asked for, by a click on a column's title: see `order`."""

    def __init__(self, model: FileTableModel) -> None:
        """Show a model's rows; it is known of nothing where its files are, and nothing sorts: see the setters."""
        super().__init__()
        set_up_table(self, tr("Files"))
        self.setObjectName("file_rows")
        self.setModel(model)
        # With the table's own the header asks every row whether it is selected: half a minute for a million.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().sectionClicked.connect(self._sort_by_column)
        self.order = EVERYTHING
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self._columns = FittedColumns(self, _fits(messages=False, tries=False))
        self.setItemDelegateForColumn(FileColumn.FILE, PathDelegate(self))
        self.setItemDelegateForColumn(FileColumn.PROGRESS, ProgressDelegate(self))
        self.setItemDelegateForColumn(FileColumn.STATUS, StatusDelegate(self))
        copy = QAction(tr("Copy path and status"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(lambda: self.copied.emit(self._stretches()))
        self._addresses = QAction(tr("Copy S3 address"), self)
        self._addresses.triggered.connect(lambda: self.addresses_wanted.emit(self._stretches()))
        self._folder = QAction(tr("Show in folder"), self)
        self._folder.triggered.connect(lambda: self.folder_wanted.emit(self.currentIndex().row()))
        explain = QAction(tr("Explain…"), self)
        explain.triggered.connect(self._explain)
        self._retry = QAction(tr("Try again"), self)
        self._retry.triggered.connect(lambda: self.retry_wanted.emit(self._stretches()))
        save = QAction(tr("Save selected files as CSV…"), self)
        save.triggered.connect(lambda: self.saving_wanted.emit(self._stretches()))
        self.addActions([explain, self._retry, copy, self._addresses, self._folder, save])
        self.doubleClicked.connect(lambda _: self._explain())
        self.set_retry(False)
        self.set_known(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_sortable(self, can: bool) -> None:
        """Let columns' titles be clicked, or not."""
        self.horizontalHeader().setSectionsClickable(can)

    def sort_by(self, order: FileChoice) -> None:
        """Show by which column the rows are sorted; whoever gives them sorts them."""
        self.order = order
        header = self.horizontalHeader()
        column = next((column for column, by in _ORDERS.items() if by is order.order), None)
        header.setSortIndicatorShown(column is not None)
        if column is not None:
            falling = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, falling)

    def _sort_by_column(self, section: int) -> None:
        """Up, then down, then as they were found."""
        by = _ORDERS.get(FileColumn(section))
        if by is None:
            return
        if self.order.order is not by:
            self.sort_by(FileChoice(order=by))
        else:
            self.sort_by(EVERYTHING if self.order.descending else FileChoice(order=by, descending=True))
        self.sorted.emit()

    def set_known(self, known: bool) -> None:
        """Whether it is known where the files are, here and in the bucket."""
        for action in (self._addresses, self._folder):
            action.setEnabled(known)

    def set_retry(self, can: bool) -> None:
        """Whether files that failed can be tried again now."""
        self._retry.setEnabled(can)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._explain()
        else:
            super().keyPressEvent(event)

    def _explain(self) -> None:
        if self.currentIndex().isValid():
            self.explanation_wanted.emit(self.currentIndex().row())

    def make_room(self, *, messages: bool, tries: bool) -> None:
        """Widen the columns that have something to say."""
        self._columns.set_fits(_fits(messages=messages, tries=tries))

    def rows_in_view(self) -> tuple[int, int]:
        """The first and the last of them; (0, 0) where there is none."""
        last = self.rowAt(self.viewport().height() - 1)
        first = max(0, self.rowAt(0))
        return first, max(first, last if last >= 0 else self.model().rowCount() - 1)

    def selectAll(self) -> None:
        # Qt's own asks every row whether it may be selected: seconds for a million.
        model = self.model()
        if model.rowCount():
            whole = QItemSelection(model.index(0, 0), model.index(model.rowCount() - 1, model.columnCount() - 1))
            self.selectionModel().select(whole, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        column = max(0, self.currentIndex().column())
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self.model().index(0, column)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self.model().index(self.model().rowCount() - 1, column)
        return super().moveCursor(action, modifiers)

    def _stretches(self) -> list[tuple[int, int]]:
        selected = self.selectionModel().selection()
        stretches = {(selected.at(i).top(), selected.at(i).height()) for i in range(selected.count())}
        return sorted(stretches)
