"""One place whose upload sessions are listed: this computer, or the company."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop_app.domain.company import Page
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.history.entries import HistoryEntry
from desktop_app.gui.history.list import HistoryList
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.tokens import SPACE_M
from desktop_app.gui.trouble import as_trouble, concerns_all_pages
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.messages import Banner, EmptyState

Read = Callable[[], Page[HistoryEntry]]


class HistoryPlace(QWidget):
    """Reads its list on another thread and keeps the last one that could be read, whatever happens after."""

    opened = Signal(object)
    """The HistoryEntry that was chosen."""
    refreshed = Signal()
    """A newer list is there."""
    heard = Signal(object)
    """WaybillError | None: whether the list could be read."""

    def __init__(
        self, history_list: HistoryList, nothing: EmptyState, reader: Callable[[], Read], background: Background
    ) -> None:
        """`nothing` is shown while there is nothing; `reader` gives what is called off the GUI thread to read, and
        may raise WaybillError there.
        """
        super().__init__()
        self._list = history_list
        self._nothing = nothing
        self._reader = reader
        self._chosen = False
        self._background = background
        self._reading = self._again = False
        self._banner = Banner()
        self._banner.action_triggered.connect(self.refresh)
        self._blank = QWidget()
        self._below = label("", "caption")
        self._below.hide()
        self._list.opened.connect(self.opened)
        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._no_such = EmptyState("search", tr("No such uploads"), tr("Choose others above, or show everything."))
        for page in (self._blank, self._nothing, self._no_such, self._list):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addWidget(self._banner)
        column.addWidget(middle, 1)
        column.addWidget(self._below)

    @property
    def entries(self) -> Sequence[HistoryEntry]:
        """The list as it was last read, newest first."""
        return self._list.entries

    def refresh(self) -> None:
        """Read the list anew; asked again meanwhile, it is read once more after that."""
        self._again = self._reading
        if not self._reading:
            self._reading = True
            self._background.run(self._reader(), self._show, self._fail, owner=self)

    def set_chosen(self, chosen: bool) -> None:
        """Whether only some are asked for."""
        self._chosen = chosen

    def focus_list(self) -> None:
        """Give the list the keyboard, if there is one."""
        self._list.setFocus()

    def _show(self, page: Page[HistoryEntry]) -> None:
        self._banner.hide()
        self._list.show_entries(page.items)
        nothing = self._no_such if self._chosen else self._nothing
        self._stack.setCurrentWidget(self._list if page.items else nothing)
        shown = len(page.items)
        self._below.setText(
            tr("The newest {shown} of {total}.", shown=format_count(shown), total=format_count(page.total, "upload"))
        )
        self._below.setVisible(page.total > shown)
        self.refreshed.emit()
        self.heard.emit(None)
        self._finish()

    def _fail(self, error: Exception) -> None:
        trouble = as_trouble(error)
        if concerns_all_pages(trouble):
            self._banner.hide()
        else:
            self._banner.show_message(
                "warning", tr(trouble.title), str(trouble), action=tr("Try again"), can_dismiss=False
            )
        self.heard.emit(trouble)
        self._finish()

    def _finish(self) -> None:
        self._reading = False
        if self._again:
            self.refresh()
