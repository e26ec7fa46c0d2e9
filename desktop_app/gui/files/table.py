"""The per-file table: every file of one upload session, however many, with its progress while it is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QTableView, QVBoxLayout, QWidget

from desktop_app.domain.choice import EVERYTHING
from desktop_app.domain.names import raw_form
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Cause, UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.files.choice_bar import FileChoiceBar
from desktop_app.gui.files.explanation import FileExplanation
from desktop_app.gui.files.model import FileColumn, FileTableModel
from desktop_app.gui.files.rows import (
    Fetch,
    FileRow,
    address_in,
    ids_of_failed,
    path_and_status,
    rows_here,
    rows_of_view,
    save_rows,
    text_of_rows,
)
from desktop_app.gui.files.view import RowsView
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.opening import among_documents, open_folder_of
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.journal.file_view import FileView
from desktop_app.services.history import HistoryService

_REPAINT_MS = 100


class FileTable(QWidget):
    """Shows the files of one upload session. Rows are read off the GUI thread: neither length nor disk holds it up."""

    failed = Signal(object)
    """Some rows could not be read, for this reason; `refresh` tries again."""

    retry_requested = Signal(object)
    """tuple[int, ...]: these of the journal's files, which failed, are to be tried again."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        """Empty: see `show_files`."""
        super().__init__(parent)
        self._background = background
        self._model = FileTableModel(background, self)
        self._view = RowsView(self._model)
        self._view.copied.connect(self._copy)
        self._view.addresses_wanted.connect(self._copy_addresses)
        self._view.folder_wanted.connect(self._show_in_folder)
        self._view.retry_wanted.connect(self._find_failed)
        self._view.explanation_wanted.connect(self._explain)
        self._view.saving_wanted.connect(self._save)
        self._view.sorted.connect(self._apply)
        self._bar = FileChoiceBar()
        self._bar.changed.connect(self._apply)
        self._nothing = EmptyState("files", tr("No files yet"), tr("Files appear here as they are found."))
        self._no_such = EmptyState("search", tr("No such files"), tr("Choose all files above, or other words."))
        self._nothing.setObjectName("no_files")
        self._source: tuple[HistoryService, int] | None = None
        self._upload: UploadSession | None = None
        self._chosen: FileView | None = None
        self._pages = QStackedWidget()
        for page in (self._nothing, self._no_such, self._view):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._bar)
        column.addWidget(self._pages, 1)
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

    def show_cause(self, cause: Cause) -> None:
        """Show only the files that were not sent for this reason."""
        self._bar.choose_cause(cause.code, tr(cause.title))

    def set_retry(self, can: bool) -> None:
        """Whether files that failed can be tried again now: `retry_requested` says which."""
        self._view.set_retry(can)

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
        self._upload = None
        self._view.set_known(False)
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
        choice = replace(self._view.order, statuses=self._bar.statuses, words=self._bar.words, cause=self._bar.cause)
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
            self._background.run(lambda: history.get(session_id), self._know, self.failed.emit, owner=self)

    def _know(self, upload: UploadSession) -> None:
        if self._source is not None and self._source[1] == upload.id:
            self._upload = upload
            self._view.set_known(True)
            self._bar.show_counts(upload.counts)

    def _show_what_arrived(self) -> None:
        self._view.make_room(messages=self._model.has_messages, tries=self._model.has_tries)
        nothing = self._nothing if self._chosen is None else self._no_such
        self._show(self._view if self._model.rowCount() else nothing)

    def _show(self, page: QWidget) -> None:
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)

    def _show_in_folder(self, row: int) -> None:
        if self._upload is not None and (path := self._model.index(row, FileColumn.FILE).data()):
            open_folder_of(self._upload.local_directory, raw_form(path))

    def _address(self) -> Callable[[FileRow], str]:
        return address_in(self._upload) if self._upload is not None else lambda _: ""

    def _explain(self, row: int) -> None:
        if (fetch := self._model.fetch) is not None:
            address = self._address()
            self._background.run(
                lambda: fetch(row, 1).items,
                lambda rows: self._show_explanation(rows, address),
                self.failed.emit,
                owner=self,
            )

    def _show_explanation(self, rows: Sequence[FileRow], address: Callable[[FileRow], str]) -> None:
        for row in rows:
            FileExplanation(self, row, address(row)).open()

    def _find_failed(self, stretches: list[tuple[int, int]]) -> None:
        if (fetch := self._model.fetch) is not None:
            self._background.run(
                lambda: ids_of_failed(fetch, stretches), self._ask_to_retry, self.failed.emit, owner=self
            )

    def _ask_to_retry(self, ids: tuple[int, ...]) -> None:
        if ids:
            self.retry_requested.emit(ids)

    def _save(self, stretches: list[tuple[int, int]]) -> None:
        fetch, address = self._model.fetch, self._address()
        if fetch is None or not stretches:
            return
        proposed = among_documents("files.csv")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save selected files"), proposed, tr("CSV (*.csv)"))
        if chosen:
            self._background.run(
                lambda: save_rows(Path(chosen), fetch, stretches, address),
                lambda _: None,
                self.failed.emit,
                owner=self,
            )

    def _copy_addresses(self, stretches: list[tuple[int, int]]) -> None:
        if self._upload is not None:
            self._copy(stretches, address_in(self._upload))

    def _copy(self, stretches: list[tuple[int, int]], line: Callable[[FileRow], str] = path_and_status) -> None:
        fetch = self._model.fetch
        if fetch is not None and stretches:
            self._background.run(
                lambda: text_of_rows(fetch, stretches, line),
                QGuiApplication.clipboard().setText,
                self.failed.emit,
                owner=self,
            )
