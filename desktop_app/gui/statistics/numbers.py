"""What the statistics page shows: a time that was chosen, the company's numbers in it, and stretches of days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from desktop_app.company.store import Statistics
from desktop_app.domain.company import DayTally, Period, Tally
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_day, format_days, format_month

_ONE_DAY = timedelta(days=1)
_DAYS_IN_SIGHT, _WEEKS_IN_SIGHT = 93, 731
"""Up to so many days each has a column of its own; up to so many, each week has; then it is months."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days, first and last included, and what was sent on them."""

    first: date
    last: date
    name: str
    """As an axis has it."""
    tally: Tally
    """Named in full."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The days that a person wants to look at, as a zone has them; without ``first`` from the beginning."""

    zone: str
    last: date
    first: date | None = None

    @classmethod
    def latest(cls, zone: str, days: int | None) -> "Chosen":
        """Today and the days before it, that many together; None is all."""
        today = today_in(zone)
        return cls(zone, today, None if days is None else today - timedelta(days=days - 1))

    @property
    def period(self) -> Period:
        """From midnight to midnight; open at its end if that is today, for clocks may differ."""
        since = None if self.first is None else self._midnight(self.first)
        until = None if self.last >= today_in(self.zone) else self._midnight(self.last + _ONE_DAY)
        return Period(since, until)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A company's numbers in one time. Each is an answer of its own, so an upload in between may be in some only."""

    chosen: Chosen
    by_status: Sequence[Tally]
    by_project: Sequence[Tally]
    by_cycle: Sequence[Tally]
    by_user: Sequence[Tally]
    by_day: Sequence[DayTally]
    failures: Sequence[Tally]

    @property
    def total(self) -> Tally:
        """All together."""
        return added("", self.by_status)

    @property
    def completed(self) -> int:
        """How many upload sessions ended with every file sent."""
        return sum(tally.sessions for tally in self.by_status if tally.name == SessionStatus.COMPLETED)

    @property
    def first(self) -> date:
        """The first day that is shown: as chosen, or the first on which something was sent."""
        return self.chosen.first or min((tally.day for tally in self.by_day), default=self.chosen.last)

    @property
    def last(self) -> date:
        """The last day that is shown."""
        return max([self.chosen.last, *(tally.day for tally in self.by_day)])

    @property
    def stretches(self) -> Sequence[Stretch]:
        """The days one by one, or by weeks or months where there are many; those without uploads too."""
        days = {tally.day: tally for tally in self.by_day}
        return [
            Stretch(first, last, name, _tally(title, first, last, days))
            for first, last, name, title in _stretches(self.first, self.last)
        ]


def read_numbers(statistics: Statistics, chosen: Chosen) -> Numbers:
    """Ask the company; off the GUI thread. Raises WaybillError."""
    period = chosen.period
    return Numbers(
        chosen,
        statistics.by_status(period),
        statistics.by_project(period),
        statistics.by_cycle(period),
        statistics.by_user(period),
        statistics.by_day(chosen.zone, period),
        statistics.failures(period),
    )


def added(name: str, tallies: Iterable[Tally | DayTally]) -> Tally:
    """Several as one of that name."""
    tallies = list(tallies)
    return Tally(
        name,
        sessions=sum(tally.sessions for tally in tallies),
        files_uploaded=sum(tally.files_uploaded for tally in tallies),
        files_failed=sum(tally.files_failed for tally in tallies),
        uploaded_bytes=sum(tally.uploaded_bytes for tally in tallies),
    )


def cause_in_words(error_code: str) -> str:
    """Why files were not sent, as the program's errors put it; a code that it does not know stays as it is."""
    return _titles().get(error_code, error_code) or tr("No reason given")


def today_in(zone: str) -> date:
    """Today, as a zone has it."""
    return datetime.now(ZoneInfo(zone)).date()


@cache
def _titles() -> Mapping[str, str]:
    return {kind.code: tr(kind.title) for kind in _kinds(WaybillError)}


def _kinds(kind: type[WaybillError]) -> Iterator[type[WaybillError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def _stretches(first: date, last: date) -> Iterator[tuple[date, date, str, str]]:
    """First and last day, the name on an axis, and the name in full."""
    length = (last - first).days + 1
    while first <= last:
        if length <= _DAYS_IN_SIGHT:
            end, name, title = first, format_day(first, year=False), format_day(first, weekday=True)
        elif length <= _WEEKS_IN_SIGHT:
            end = min(last, first + timedelta(days=6 - first.weekday()))
            name, title = format_day(first, year=False), format_days(first, end)
        else:
            end = min(last, (first.replace(day=1) + timedelta(days=32)).replace(day=1) - _ONE_DAY)
            name = title = format_month(first)
        yield first, end, name, title
        first = end + _ONE_DAY


def _tally(title: str, first: date, last: date, days: Mapping[date, DayTally]) -> Tally:
    within = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return added(title, [days[day] for day in within if day in days])
