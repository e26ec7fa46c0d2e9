"""A stretch of time to choose: one of the usual ones, or from one day to another."""

from datetime import datetime

from PySide6.QtCore import QDate, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.fields import ChoiceBox, date_box

_SPANS = (
    (tr("Any time"), 0),
    (tr("Today"), 1),
    (tr("Last 7 days"), 7),
    (tr("Last 30 days"), 30),
    (tr("Between two days"), -1),
)
_CHOSEN_DAYS = -1


class SpanChoice(QObject):
    """A list, and two days that show where they are asked for; whoever makes it gives both a place."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        """Any time. `name` begins the object names of its parts."""
        super().__init__(parent)
        self.box = ChoiceBox(whole=True)
        self.box.setObjectName(f"{name}_span")
        self.box.setAccessibleName(tr("When"))
        self.box.set_choices(_SPANS)
        self._since, self._until = date_box(QDate.currentDate().addDays(-7)), date_box(QDate.currentDate())
        self._since.setObjectName(f"{name}_since")
        self._since.setAccessibleName(tr("From this day"))
        self._until.setObjectName(f"{name}_until")
        self._until.setAccessibleName(tr("To this day"))
        self.days = QWidget()
        days = QHBoxLayout(self.days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(SPACE_S)
        for part in (label(tr("From"), "muted"), self._since, label(tr("to"), "muted"), self._until):
            days.addWidget(part)
        self.clear()
        self.box.currentIndexChanged.connect(lambda _: self._change())
        for day in (self._since, self._until):
            day.dateChanged.connect(lambda _: self._change())

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """From this instant to before that one; None is open."""
        days = self.box.choice()
        if not days:
            return None, None
        if days == _CHOSEN_DAYS:
            return _midnight(self._since.date()), _midnight(self._until.date().addDays(1))
        return _midnight(QDate.currentDate().addDays(1 - days)), None

    def clear(self) -> None:
        """Any time."""
        self.box.choose(0)
        self.days.hide()

    def _change(self) -> None:
        self.days.setVisible(self.box.choice() == _CHOSEN_DAYS)
        self.changed.emit()


def _midnight(day: QDate) -> datetime:
    """The instant at which a day begins on this workstation."""
    return datetime(day.year(), day.month(), day.day()).astimezone()
