"""What narrows the audit log: what was done, by whom, when, and a text."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.values import AuditFilter
from desktop_app.gui.tokens import SPACE_S
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.fields import ChoiceBox, date_box
from desktop_app.gui.widgets.search import SearchEdit
from desktop_app.services.audit_words import ACTIONS

_TYPING_MS = 250
_ANY = ""
_SPANS = (("Any time", 0), ("Today", 1), ("Last 7 days", 7), ("Last 30 days", 30), ("Between two days", -1))
_CHOSEN_DAYS = -1
_WIDE = 800


class AuditFilters(QWidget):
    """Four fields in one row or two, and below them two days where they are asked for."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Narrowing nothing."""
        super().__init__(parent)
        self._text = SearchEdit("Search names")
        self._text.setObjectName("audit_text")
        self._action = ChoiceBox()
        self._action.setObjectName("audit_action")
        self._action.setAccessibleName("What was done")
        self._action.set_choices([("Everything", _ANY), *((words, action) for action, words in ACTIONS.items())])
        self._person = ChoiceBox(searchable=True)
        self._person.setObjectName("audit_person")
        self._person.setAccessibleName("Who did it")
        self._span = ChoiceBox()
        self._span.setObjectName("audit_span")
        self._span.setAccessibleName("When")
        self._span.set_choices(_SPANS)
        self._since, self._until = date_box(QDate.currentDate().addDays(-7)), date_box(QDate.currentDate())
        self._since.setObjectName("audit_since")
        self._since.setAccessibleName("From this day")
        self._until.setObjectName("audit_until")
        self._until.setAccessibleName("To this day")
        self._clear = button("Show everything", "quiet", clicked=self.clear)
        self._clear.setObjectName("audit_clear")
        # Not one question for each letter.
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._columns = 0
        self._grid = QGridLayout()
        self._lay_out()
        self.offer_people(())
        self._connect()
        self.clear()

    @property
    def chosen(self) -> AuditFilter:
        """What is to be listed."""
        since, until = self._period()
        return AuditFilter(
            action=self._action.choice() or "",
            username=self._person.choice() or "",
            since=since,
            until=until,
            text=self._text.text().strip(),
        )

    def offer_people(self, usernames: Iterable[str]) -> None:
        """Offer these names; the one that is chosen stays so."""
        before = self._person.choice() or _ANY
        blocked = self._person.blockSignals(True)
        self._person.set_choices([("Everybody", _ANY), *((name, name) for name in usernames)])
        self._person.choose(before)
        self._person.blockSignals(blocked)

    def clear(self) -> None:
        """Narrow nothing any more."""
        self._text.clear()
        self._action.choose(_ANY)
        self._person.choose(_ANY)
        self._span.choose(0)
        self._typing.stop()
        self._change()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(4 if self.width() >= _WIDE else 2)

    def _period(self) -> tuple[datetime | None, datetime | None]:
        days = self._span.choice()
        if not days:
            return None, None
        if days == _CHOSEN_DAYS:
            return _midnight(self._since.date()), _midnight(self._until.date().addDays(1))
        return _midnight(QDate.currentDate().addDays(1 - days)), None

    def _change(self) -> None:
        self._days.setVisible(self._span.choice() == _CHOSEN_DAYS)
        self._clear.setVisible(self.chosen != AuditFilter())
        self.changed.emit()

    def _connect(self) -> None:
        self._typing.timeout.connect(self._change)
        self._text.textChanged.connect(lambda _: self._typing.start())
        self._text.returnPressed.connect(self._change)
        for box in (self._action, self._person, self._span):
            box.currentIndexChanged.connect(lambda _: self._change())
        for day in (self._since, self._until):
            day.dateChanged.connect(lambda _: self._change())

    def _lay_out(self) -> None:
        self._days = QWidget()
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(SPACE_S)
        for part in (label("From", "muted"), self._since, label("to", "muted"), self._until):
            days.addWidget(part)
        below = QHBoxLayout()
        below.addWidget(self._days)
        below.addStretch()
        below.addWidget(self._clear)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_S)
        self._arrange(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(self._grid)
        column.addLayout(below)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, part in enumerate((self._text, self._action, self._person, self._span)):
            self._grid.addWidget(part, number // columns, number % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < columns))


def _midnight(day: QDate) -> datetime:
    """The instant at which a day begins on this workstation."""
    return datetime(day.year(), day.month(), day.day()).astimezone()
