"""The statistics page: what the company has sent in a time, as pictures or as tables."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.company_talk import CompanyTalk
from desktop_app.gui.look.formatting import format_count, format_days, format_size
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_XL
from desktop_app.gui.statistics.bars import (
    by_bytes,
    by_cause,
    by_status,
    columns_of,
    with_causes,
    with_names,
    with_statuses,
)
from desktop_app.gui.statistics.cards import DaysCard, StatisticsCard, TallyCard
from desktop_app.gui.statistics.numbers import Numbers, read_numbers
from desktop_app.gui.statistics.period import PeriodChoice
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.counts import StatTile
from desktop_app.gui.widgets.loading import Loading
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.segments import SegmentedChoice

_PICTURES, _TABLES = "pictures", "tables"
_READING = tr("Reading the numbers…")
_PATIENCE_MS = 300
_TWO_COLUMNS_FROM = 820
"""Of the page's own width, in device-independent pixels."""


class StatisticsPage(QWidget):
    """Reads the company when it is shown and when another time is chosen; what it has shows until the answer comes."""

    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget | None = None) -> None:
        """Blank until shown."""
        super().__init__(parent)
        self.setObjectName("statistics_page")
        self._statistics = workspace.company.statistics
        self._talk = CompanyTalk(background)
        self._talk.setObjectName("statistics_banner")
        self._talk.heard.connect(self._hear)
        self._period = PeriodChoice()
        self._period.changed.connect(self.refresh)
        self._view = SegmentedChoice(tr("View"))
        self._view.setObjectName("statistics_view")
        self._view.add_choice(_PICTURES, tr("Charts"))
        self._view.add_choice(_TABLES, tr("Tables"))
        self._view.chosen.connect(self._turn)
        self._time = label("", "caption")
        self._time.setObjectName("statistics_time")
        self._shown = ""
        self._waiting = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._waiting.timeout.connect(lambda: self._time.setText(_READING))
        self._uploads = StatTile(tr("Uploads"), "upload", "accent")
        self._files = StatTile(tr("Files sent"), "files", "success")
        self._bytes = StatTile(tr("Data sent"), "cloud", "success")
        self._failed = StatTile(tr("Not sent"), "error", "danger")
        self._days = DaysCard(tr("Sent over time"), columns_of(tr("When"), in_order=True))
        self._projects = TallyCard(tr("By project"), columns_of(tr("Project")), by_bytes)
        self._people = TallyCard(tr("By person"), columns_of(tr("Person")), by_bytes)
        self._cycles = TallyCard(tr("By cycle"), columns_of(tr("Cycle")), by_bytes)
        self._statuses = TallyCard(tr("How uploads stand"), columns_of(tr("Status")), by_status)
        self._causes = TallyCard(
            tr("Why files were not sent"), columns_of(tr("Why"), of_failures=True), by_cause, tr("Every file was sent.")
        )
        for name, card in (
            ("days", self._days),
            ("projects", self._projects),
            ("people", self._people),
            ("cycles", self._cycles),
            ("statuses", self._statuses),
            ("causes", self._causes),
        ):
            card.setObjectName(f"statistics_{name}")
        self._left, self._right, self._row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        self._right_side = QWidget()
        self._in_halves: bool | None = None
        self._pages = QStackedWidget()
        self._loading, self._blank, self._scroll = Loading(_READING), QWidget(), QScrollArea()
        self._nothing_then = EmptyState(
            "chart", tr("Nothing was sent in this time"), tr("Look at a longer time."), tr("Show everything")
        )
        self._nothing_yet = EmptyState(
            "chart", tr("Nothing has been sent yet"), tr("What you and your colleagues send is counted here.")
        )
        self._nothing_then.action_triggered.connect(self._period.choose_all)
        self._lay_out()

    def refresh(self) -> None:
        """Read the company anew."""
        chosen = self._period.chosen()
        self._waiting.start()
        self._talk.read(lambda: read_numbers(self._statistics, chosen), self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _hear(self, error: WaybillError | None) -> None:
        self._waiting.stop()
        self._time.setText(self._shown)
        if error is not None and self._pages.currentWidget() is self._loading:
            self._pages.setCurrentWidget(self._blank)
        self.company_heard.emit(error)

    def _show(self, numbers: Numbers) -> None:
        total = numbers.total
        self._shown = f"{format_days(numbers.first, numbers.last)} · {numbers.chosen.zone}" if total.sessions else ""
        self._time.setText(self._shown)
        if not total.sessions:
            self._pages.setCurrentWidget(self._nothing_yet if self._period.is_all else self._nothing_then)
            return
        self._uploads.set_value(total.sessions, tr("{completed} completed", completed=format_count(numbers.completed)))
        self._files.set_value(total.files_uploaded, tr("on {count}", count=format_count(len(numbers.by_day), "day")))
        days = (numbers.last - numbers.first).days + 1
        self._bytes.set_value(
            format_size(total.uploaded_bytes), tr("{size} a day", size=format_size(total.uploaded_bytes // days))
        )
        self._failed.set_value(total.files_failed, _share(total.files_failed, total.files_uploaded))
        self._days.show_stretches(numbers.stretches)
        for card, tallies in (
            (self._projects, with_names(numbers.by_project, tr("No project"))),
            (self._people, with_names(numbers.by_user, tr("Nobody in particular"))),
            (self._cycles, with_names(numbers.by_cycle, tr("No cycle"))),
        ):
            card.show_tallies(tallies, tallies)
        self._statuses.show_tallies(numbers.by_status, with_statuses(numbers.by_status))
        causes = with_causes(numbers.failures)
        self._causes.show_tallies(causes, causes)
        self._pages.setCurrentWidget(self._scroll)

    @property
    def _cards(self) -> tuple[StatisticsCard, ...]:
        return self._days, self._projects, self._people, self._cycles, self._statuses, self._causes

    def _turn(self, view: str) -> None:
        for card in self._cards:
            card.show_as_table(view == _TABLES)
        self._arrange()

    def _arrange(self) -> None:
        """Cards in two columns where there is room; tables take the whole width."""
        halves = self.width() >= _TWO_COLUMNS_FROM and self._view.choice() == _PICTURES
        if halves is self._in_halves:
            return
        self._in_halves = halves
        right = (self._people, self._statuses, self._causes) if halves else ()
        for card in self._cards[1:]:
            (self._right if card in right else self._left).addWidget(card)
        self._row.setStretchFactor(self._right_side, int(halves))
        self._right_side.setVisible(halves)

    def _lay_out(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(SPACE_M)
        for tile in (self._uploads, self._files, self._bytes, self._failed):
            tiles.addWidget(tile, 1)
        left_side = QWidget()
        self._row.setSpacing(SPACE_M)
        for side, column in ((left_side, self._left), (self._right_side, self._right)):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE_M)
            side.setLayout(column)
            self._row.addWidget(side, 1, Qt.AlignmentFlag.AlignTop)
        body = QWidget()
        inner = QVBoxLayout(body)
        # The scroll bar takes the other half of the page's edge.
        inner.setContentsMargins(SPACE_XL, 0, SPACE_XL // 2, SPACE_XL)
        inner.setSpacing(SPACE_M)
        inner.addLayout(tiles)
        inner.addWidget(self._days)
        inner.addLayout(self._row)
        inner.addStretch()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        for page in (self._loading, self._blank, self._scroll, self._nothing_then, self._nothing_yet):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.addWidget(label(tr("Statistics"), "title"), 1)
        head.addWidget(self._view, 0, Qt.AlignmentFlag.AlignTop)
        above = QVBoxLayout()
        above.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, 0)
        above.setSpacing(SPACE_M)
        above.addLayout(head)
        above.addWidget(self._period)
        above.addWidget(self._time)
        above.addWidget(self._talk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_L)
        outer.addLayout(above)
        outer.addWidget(self._pages, 1)
        self._arrange()


def _share(failed: int, uploaded: int) -> str:
    """How much of what was to be sent was not: never "0 %" of something."""
    if not failed:
        return tr("nothing failed")
    percent = 100 * failed / (failed + uploaded)
    return tr("{percent} % of files", percent=format(percent, ".1f")) if percent >= 0.1 else tr("under 0.1 % of files")
