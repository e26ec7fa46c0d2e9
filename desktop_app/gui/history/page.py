"""The history page: what was sent from this computer and by the company; one of them opened."""

import os
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.domain.company import Page
from desktop_app.domain.names import raw_form
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import SessionFilter
from desktop_app.gui.background import Background
from desktop_app.gui.history.detail import HistoryDetail
from desktop_app.gui.history.entries import EVERYTHING, HistoryEntry, entries_here, entries_of_company
from desktop_app.gui.history.filters import HistoryFilters
from desktop_app.gui.history.list import HistoryList
from desktop_app.gui.history.place import HistoryPlace, Read
from desktop_app.gui.look.tokens import SPACE_L, SPACE_XL
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.segments import SegmentedChoice

_REFRESH_MS = 3000
_HERE, _COMPANY = "here", "company"


class HistoryPage(QWidget):
    """Reads the place that is in view when it is shown and every three seconds after, until it is hidden."""

    go_on_requested = Signal(object)
    """UploadSession: go on with it."""
    retry_requested = Signal(object)
    """UploadSession: try its failed files again."""
    retry_some_requested = Signal(object, object)
    """UploadSession, FailedFiles: try these again."""
    support_requested = Signal()
    take_over_requested = Signal(str, str, bytes)
    """client_uuid, address, folder: go on here with what another workstation began."""
    send_again_requested = Signal(object)
    """UploadSession: send its folder again."""
    elsewhere_requested = Signal(object)
    """UploadSession: send its folder to another cycle."""
    replace_requested = Signal(object)
    """UploadSession: send its folder again, also over what other folders sent."""
    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget | None = None) -> None:
        """Blank until shown."""
        super().__init__(parent)
        self.setObjectName("history_page")
        self._workspace = workspace
        self._background = background
        self._choice = SegmentedChoice(tr("Whose uploads"))
        self._choice.setObjectName("history_choice")
        self._filters = HistoryFilters()
        self._filters.setObjectName("history_filters")
        self._filters.show_people(False)
        self._filters.changed.connect(self._choose_others)
        self._places = {_HERE: self._make_here(), _COMPANY: self._make_company()}
        self._place_stack = QStackedWidget()
        self._detail = HistoryDetail(
            workspace.history, workspace.verification, background, workspace.signed_in.user.username
        )
        self._detail.setObjectName("history_detail")
        self._stack = QStackedWidget()
        self._lay_out()
        self._choice.chosen.connect(self._show_place)
        self._detail.back_requested.connect(self.show_list)
        self._detail.go_on_requested.connect(self.go_on_requested)
        self._detail.retry_requested.connect(self.retry_requested)
        self._detail.retry_some_requested.connect(self.retry_some_requested)
        self._detail.causes.support_requested.connect(self.support_requested)
        self._detail.send_again_requested.connect(self.send_again_requested)
        self._detail.causes.elsewhere_requested.connect(self.elsewhere_requested)
        self._detail.causes.replace_requested.connect(self.replace_requested)
        self._detail.take_over_requested.connect(self._choose_folder)
        for key in (QKeySequence(QKeySequence.StandardKey.Back), QKeySequence("Escape")):
            shortcut = QShortcut(key, self._detail, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.show_list)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def refresh(self) -> None:
        """Read the place in view anew."""
        self._place.refresh()

    def show_list(self) -> None:
        """Go back from what was opened to the list."""
        self._stack.setCurrentIndex(0)
        self._place.focus_list()

    def shut_down(self) -> None:
        """Stop what is being verified, for the window closes."""
        self._detail.shut_down()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._offer_filters()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @property
    def _place(self) -> HistoryPlace:
        return self._places[self._choice.choice()]

    def _make_here(self) -> HistoryPlace:
        history_list = HistoryList(tr("Uploads from this computer"))
        history_list.setObjectName("history_list")
        nothing = EmptyState(
            "history",
            tr("Nothing has been sent yet"),
            tr("What you send from this computer is listed here, also offline."),
        )
        return HistoryPlace(history_list, nothing, lambda: self._reader(_read_here), self._background)

    def _make_company(self) -> HistoryPlace:
        history_list = HistoryList(tr("Uploads of the company"), with_people=True)
        history_list.setObjectName("company_list")
        nothing = EmptyState(
            "history",
            tr("Nothing has been sent yet"),
            tr("What you and your colleagues send is listed here, wherever it is sent from."),
        )
        place = HistoryPlace(history_list, nothing, lambda: self._reader(entries_of_company), self._background)
        place.heard.connect(self.company_heard)
        return place

    def _reader(self, read: Callable[[Workspace, SessionFilter], Page[HistoryEntry]]) -> Read:
        """What reads, off the GUI thread, what is chosen now."""
        return partial(read, self._workspace, self._filters.chosen)

    def _offer_filters(self) -> None:
        company = self._workspace.company
        self._background.run(
            lambda: (company.projects.list(), company.users.list()),
            lambda found: self._filters.offer(*found),
            lambda _: None,  # The list says that the company is away; what was offered before still is.
            owner=self,
        )

    def _choose_others(self) -> None:
        for place in self._places.values():
            place.set_chosen(self._filters.chosen != EVERYTHING)
        self.refresh()

    def _lay_out(self) -> None:
        for key, name in ((_HERE, tr("This computer")), (_COMPANY, tr("Company"))):
            self._choice.add_choice(key, name)
            self._places[key].opened.connect(self._open)
            self._places[key].refreshed.connect(partial(self._update_detail, self._places[key]))
            self._place_stack.addWidget(self._places[key])
        head = QHBoxLayout()
        head.addWidget(label(tr("History"), "title"), 1)
        head.addWidget(self._choice)
        lists = QWidget()
        column = QVBoxLayout(lists)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(head)
        column.addWidget(self._filters)
        column.addWidget(self._place_stack, 1)
        self._stack.addWidget(lists)
        self._stack.addWidget(self._detail)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _show_place(self, key: str) -> None:
        self._filters.show_people(key == _COMPANY)
        self._place_stack.setCurrentWidget(self._places[key])
        self.refresh()

    def _choose_folder(self, entry: HistoryEntry) -> None:
        """Ask where the files are here; it begins where they were there, if there is such a place."""
        there = os.fsdecode(raw_form(entry.folder))
        begin = there if os.path.isdir(there) else ""
        if folder := QFileDialog.getExistingDirectory(
            self, tr("Choose the folder with the files of {name}", name=entry.name), begin
        ):
            self.take_over_requested.emit(entry.client_uuid, entry.address, os.fsencode(os.path.abspath(folder)))

    def _open(self, entry: HistoryEntry) -> None:
        self._detail.show_entry(entry)
        self._stack.setCurrentWidget(self._detail)

    def _update_detail(self, place: HistoryPlace) -> None:
        shown = self._detail.entry
        if shown is None or place is not self._place or self._stack.currentWidget() is not self._detail:
            return
        for entry in place.entries:
            if entry.client_uuid == shown.client_uuid:
                self._detail.update_entry(entry)


def _read_here(workspace: Workspace, which: SessionFilter) -> Page[HistoryEntry]:
    entries = entries_here(workspace, which)
    # The journal does not count further than what it lists.
    return Page(tuple(entries), len(entries))
