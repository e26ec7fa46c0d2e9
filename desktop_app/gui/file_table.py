"""The per-file table: every file of one upload session, however many, with its progress while it is sent."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QStackedLayout, QTableView, QVBoxLayout, QWidget

from desktop_app.domain.choice import EVERYTHING, FileChoice, FileOrder
from desktop_app.gui.background import Background
from desktop_app.gui.file_choice_bar import FileChoiceBar
from desktop_app.gui.file_model import FileColumn, FileTableModel
from desktop_app.gui.file_rows import Fetch, rows_here, rows_of_view, text_of_rows
from desktop_app.gui.tokens import SPACE_S
from desktop_app.gui.widgets.columns import ColumnFit, FittedColumns
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.tables import PathDelegate, ProgressDelegate, StatusDelegate, set_up_table
from desktop_app.journal.file_view import FileView
from desktop_app.services.history import HistoryService

_REPAINT_MS = 100
_ORDERS = {
    FileColumn.FILE: FileOrder.PATH,
    FileColumn.SIZE: FileOrder.SIZE,
    FileColumn.STATUS: FileOrder.STATUS,
    FileColumn.ATTEMPTS: FileOrder.ATTEMPTS,
}
_ROW_HEIGHT = 34


def _fits(*, messages: bool, tries: bool) -> tuple[ColumnFit, ...]:
    """The columns; those that have nothing to say leave their room to the others."""
    file, progress, message = ColumnFit(190, share=1), ColumnFit(120, leaves=1), ColumnFit(110, leaves=2)
    if messages:
        file, progress, message = ColumnFit(150, share=4), ColumnFit(120, leaves=2), ColumnFit(150, share=5, leaves=1)
    return file, ColumnFit(84), progress, ColumnFit(144), ColumnFit(66, leaves=3) if tries else ColumnFit(0), message


class FileTable(QWidget):
    """Shows the files of one upload session. Rows are read off the GUI thread: neither length nor disk holds it up."""

    failed = Signal(object)
    """Some rows could not be read, for this reason; `refresh` tries again."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        """Empty: see `show_files`."""
        super().__init__(parent)
        self._background = background
        self._model = FileTableModel(background, self)
        self._view = _RowsView(self._model)
        self._view.copied.connect(self._copy)
        self._view.sorted.connect(self._apply)
        self._bar = FileChoiceBar()
        self._bar.changed.connect(self._apply)
        self._nothing = EmptyState("files", "No files yet", "Files appear here as they are found.")
        self._no_such = EmptyState("search", "No such files", "Choose all files above, or other words.")
        self._source: tuple[HistoryService, int] | None = None
        self._chosen: FileView | None = None
        self._pages = QStackedLayout()
        for page in (self._nothing, self._no_such, self._view):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._bar)
        column.addLayout(self._pages, 1)
        self._bar.hide()
        self._model.arrived.connect(self._show_what_arrived)
        self._model.failed.connect(self.failed)
        self._repainting = QTimer(self, interval=_REPAINT_MS, singleShot=True)
        self._repainting.timeout.connect(lambda: self._model.repaint(*self._view.rows_in_view()))
        self.setFocusProxy(self._view)

    @property
    def model(self) -> FileTableModel:
        """What the table shows."""
        return self._model

    @property
    def view(self) -> QTableView:
        """The table itself."""
        return self._view

    def show_files(self, history: HistoryService, session_id: int) -> None:
        """Show the files of an upload session of this workstation, from its first."""
        self._begin((history, session_id))
        self._apply()

    def show_rows(self, fetch: Fetch) -> None:
        """Show rows from elsewhere, from the first; they are neither chosen from nor sorted."""
        self._begin(None)
        self._model.show_rows(fetch)
        self._show(self._view)

    def set_in_flight(self, in_flight: Mapping[int, float] | None, session_active: bool) -> None:
        """Say how much (0 to 1) was sent of each file on its way, by journal id; None where that is not known.

        Only rows in view are painted anew, at most ten times a second however often this is called. While the upload
        session is not active, files that are not through are shown as paused.
        """
        self._model.set_in_flight(in_flight, session_active)
        if not self._repainting.isActive():
            self._repainting.start()

    def refresh(self) -> None:
        """Read anew how many files there are, and those in view."""
        self._model.refresh(*self._view.rows_in_view())
        self._count()

    def clear(self) -> None:
        """Show no files."""
        self._begin(None)
        self._model.show_rows(None)
        self._show(self._nothing)

    def _begin(self, source: tuple[HistoryService, int] | None) -> None:
        """Show other files than before, or none."""
        self._source = source
        self._bar.choose_everything()
        self._bar.setVisible(source is not None)
        self._view.sort_by(EVERYTHING)
        self._view.set_sortable(source is not None)
        self._model.set_in_flight(None, False)
        self._let_go()

    def _apply(self) -> None:
        """Show what is chosen, from the first."""
        if self._source is None:
            return
        history, session_id = self._source
        self._let_go()
        choice = replace(self._view.order, statuses=self._bar.statuses, words=self._bar.words)
        if choice == EVERYTHING:
            self._model.show_rows(rows_here(history, session_id))
        else:
            self._chosen = history.view(session_id, choice)
            self._model.show_rows(rows_of_view(self._chosen))
        self._show(self._view)
        self._count()

    def _let_go(self) -> None:
        if self._chosen is not None:
            # It may be sorting a million files for us: on another thread, which waits for that.
            self._background.run(self._chosen.close, lambda _: None, self.failed.emit, owner=self)
            self._chosen = None

    def _count(self) -> None:
        if self._source is not None:
            history, session_id = self._source
            self._background.run(
                lambda: history.get(session_id).counts, self._bar.show_counts, self.failed.emit, owner=self
            )

    def _show_what_arrived(self) -> None:
        self._view.make_room(messages=self._model.has_messages, tries=self._model.has_tries)
        nothing = self._nothing if self._chosen is None else self._no_such
        self._show(self._view if self._model.rowCount() else nothing)

    def _show(self, page: QWidget) -> None:
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)

    def _copy(self, stretches: list[tuple[int, int]]) -> None:
        fetch = self._model.fetch
        if fetch is not None and stretches:
            self._background.run(
                lambda: text_of_rows(fetch, stretches),
                QGuiApplication.clipboard().setText,
                self.failed.emit,
                owner=self,
            )


class _RowsView(QTableView):
    """Whole rows, by keyboard too: Home and End go to the first and last file, Ctrl+C copies, Ctrl+A costs nothing."""

    copied = Signal(object)
    """list[tuple[int, int]]: the selected stretches as (first row, count), in order."""
    sorted = Signal()
    """Another order was asked for, by a click on a column's title: see `order`."""

    def __init__(self, model: FileTableModel) -> None:
        super().__init__()
        set_up_table(self, "Files")
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
        copy = QAction("Copy path and status", self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._announce_copy)
        self.addAction(copy)
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

    def _announce_copy(self) -> None:
        selected = self.selectionModel().selection()
        stretches = {(selected.at(i).top(), selected.at(i).height()) for i in range(selected.count())}
        self.copied.emit(sorted(stretches))
