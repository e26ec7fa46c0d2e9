"""The choice of a time: the last days, all, or from one day to another."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, Qt, QTimer, QTimeZone, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.statistics.numbers import Chosen, today_in
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.fields import date_box
from desktop_app.gui.widgets.segments import SegmentedChoice

ALL, _CUSTOM = "all", "custom"
_DAYS = {"7": (tr("7 days"), 7), "30": (tr("30 days"), 30), "90": (tr("90 days"), 90), "365": (tr("1 year"), 365)}
_USUAL = "30"
_TYPING_MS = 400


class PeriodChoice(QWidget):
    """Thirty days to begin with, in the system's time zone."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it."""
        super().__init__(parent)
        self._zone = system_zone()
        today = _as_qt(today_in(self._zone))
        self._choice = SegmentedChoice(tr("Time"))
        self._choice.setObjectName("statistics_period")
        for key, (name, _) in _DAYS.items():
            self._choice.add_choice(key, name)
        self._choice.add_choice(ALL, tr("All"))
        self._choice.add_choice(_CUSTOM, tr("Custom"))
        self._choice.choose(_USUAL)
        self._first, self._last = date_box(today.addDays(-29)), date_box(today)
        self._first.setObjectName("statistics_first")
        self._last.setObjectName("statistics_last")
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self.changed)
        self._days = QWidget()
        self._lay_out()
        self._choice.chosen.connect(self._turn)
        for box in (self._first, self._last):
            box.dateChanged.connect(lambda _: self._typing.start())

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self._choice.choice() == ALL

    def choose_all(self) -> None:
        """Leave nothing out."""
        self._choice.choose(ALL)

    def chosen(self) -> Chosen:
        """The days as they are today; the two of a custom time in either order."""
        key = self._choice.choice()
        if key == _CUSTOM:
            first, last = sorted((_as_python(self._first.date()), _as_python(self._last.date())))
            return Chosen(self._zone, last, first)
        return Chosen.latest(self._zone, _DAYS[key][1] if key in _DAYS else None)

    def _turn(self, key: str) -> None:
        self._days.setVisible(key == _CUSTOM)
        self.changed.emit()

    def _lay_out(self) -> None:
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(SPACE_S)
        for words, box in ((tr("&From"), self._first), (tr("&to"), self._last)):
            name = label(words)
            name.setBuddy(box)
            box.setAccessibleName(words.replace("&", ""))
            days.addWidget(name)
            days.addWidget(box)
        days.addStretch()
        self._days.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._choice, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._days)


def system_zone() -> str:
    """The system's time zone by its IANA name; UTC where it has none that Python knows."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return "UTC"


def _as_qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _as_python(day: QDate) -> date:
    return date(day.year(), day.month(), 1) + timedelta(days=day.day() - 1)
