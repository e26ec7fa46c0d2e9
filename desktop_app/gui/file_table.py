"""The per-file table: every file of one upload session, however many, with its progress while it is sent."""

from collections.abc import Mapping

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QStackedLayout, QTableView, QWidget

from desktop_app.gui.background import Background
from desktop_app.gui.file_model import FileColumn, FileTableModel
from desktop_app.gui.file_rows import Fetch, rows_here, text_of_rows
from desktop_app.gui.widgets.columns import ColumnFit, FittedColumns
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.tables import PathDelegate, ProgressDelegate, StatusDelegate, set_up_table
from desktop_app.services.history import HistoryService

_REPAINT_MS = 100
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
        self._view = _FileView(self._model)
        self._view.copied.connect(self._copy)
        self._nothing = EmptyState("files", "No files yet", "Files appear here as they are found.")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._view)
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
        self.show_rows(rows_here(history, session_id))

    def show_rows(self, fetch: Fetch) -> None:
        """Show rows from elsewhere, from the first."""
        self._model.set_in_flight(None, False)
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

    def clear(self) -> None:
        """Show no files."""
        self._model.show_rows(None)
        self._show(self._nothing)

    def _show_what_arrived(self) -> None:
        self._view.make_room(messages=self._model.has_messages, tries=self._model.has_tries)
        self._show(self._view if self._model.rowCount() else self._nothing)

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


class _FileView(QTableView):
    """Whole rows, by keyboard too: Home and End go to the first and last file, Ctrl+C copies, Ctrl+A costs nothing."""

    copied = Signal(object)
    """list[tuple[int, int]]: the selected stretches as (first row, count), in order."""

    def __init__(self, model: FileTableModel) -> None:
        super().__init__()
        set_up_table(self, "Files")
        self.setModel(model)
        # With the table's own the header asks every row whether it is selected: half a minute for a million.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self.horizontalHeader().setSectionsClickable(False)
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
