"""How fast may be sent: rates as people write them, and limits by the hour of the day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from desktop_app.domain.texts import tr

_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B(?:/s)?)?", re.IGNORECASE)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY_DAY = frozenset(range(7))
_LINE = re.compile(r"(?:(?P<days>[a-z,-]+)\s+)?(?P<begin>[\d:]+)\s*-\s*(?P<end>[\d:]+)\s+(?P<rate>\S.*)", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_DAY_MINUTES = 24 * 60


def parse_rate(text: str) -> int:
    """Bytes per second of ``500K``, ``2M``, ``1.5G`` or ``2MiB/s``, as rclone and curl take them.

    Raises:
        ValueError: it is no rate; the message is for people.
    """
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(tr("'{text_}' is no rate. Write bytes per second, as in 500K or 2M.", text_=text))
    return round(float(match[1]) * _UNITS[match[2].upper()])


@dataclass(frozen=True, slots=True)
class HourlyLimit:
    """A limit between two times of a day, by the computer's own clock."""

    days: frozenset[int]
    """Monday is 0; of hours that go over midnight, the day on which they begin."""
    begin: int
    """Minutes after midnight."""
    end: int
    """Minutes after midnight, not in it any more; before ``begin`` for hours that go over midnight."""
    bytes_per_second: int
    """0 is no limit."""

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read ``mon-fri 08:00-18:00 2M``; without days it holds every day, ``none`` is no limit.

        Raises:
            ValueError: it is nothing of that kind; the message is for people.
        """
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise ValueError(
                tr("'{line}' is no limit by the hour. Write it as in 'mon-fri 08:00-18:00 2M'.", line=line)
            )
        rate = match["rate"].strip()
        begin, end = _minutes(match["begin"]), _minutes(match["end"])
        if begin == end:
            raise ValueError(tr("'{line}' begins when it ends. A whole day is 00:00-24:00.", line=line))
        return cls(_days(match["days"]), begin, end, 0 if rate.lower() == "none" else parse_rate(rate))

    def covers(self, moment: datetime) -> bool:
        """Whether it holds at a moment of the computer's own clock."""
        minute, day = moment.hour * 60 + moment.minute, moment.weekday()
        if self.begin < self.end:
            return day in self.days and self.begin <= minute < self.end
        if minute >= self.begin:
            return day in self.days
        return minute < self.end and (day - 1) % 7 in self.days


@dataclass(frozen=True, slots=True)
class BandwidthHours:
    """Limits by the hour; of several that cover a moment the first holds, and where none does there is none."""

    limits: tuple[HourlyLimit, ...] = ()
    is_ceiling: bool = False
    """Whether nobody may choose more; otherwise what somebody chose goes before it."""

    @classmethod
    def parse(cls, lines: Iterable[str], *, is_ceiling: bool = False) -> Self:
        """Read lines as `HourlyLimit.parse` has them; raises ValueError."""
        return cls(tuple(HourlyLimit.parse(line) for line in lines if line.strip()), is_ceiling)

    def at(self, moment: datetime) -> int:
        """Bytes per second at a moment of the computer's own clock; 0 is no limit."""
        return next((limit.bytes_per_second for limit in self.limits if limit.covers(moment)), 0)

    def allowed(self, chosen: int, planned: int) -> int:
        """What holds, in bytes per second, where somebody chose ``chosen`` and `at` says ``planned``; 0 is none."""
        if self.is_ceiling and chosen and planned:
            return min(chosen, planned)
        return chosen or planned


NO_HOURS = BandwidthHours()


def _days(text: str | None) -> frozenset[int]:
    if text is None:
        return _EVERY_DAY
    found: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = part.partition("-")
        if first not in _DAYS or (dash and last not in _DAYS):
            raise ValueError(
                tr("'{part}' names no days. Write mon, tue, wed, thu, fri, sat and sun, as in mon-fri,sun.", part=part)
            )
        begin = _DAYS.index(first)
        found |= {(begin + step) % 7 for step in range((_DAYS.index(last or first) - begin) % 7 + 1)}
    return frozenset(found)


def _minutes(text: str) -> int:
    match = _TIME.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else _DAY_MINUTES + 1
    if match is None or minutes > _DAY_MINUTES or int(match[2]) > 59:
        raise ValueError(tr("'{text_}' is no time of a day. Write it as in 08:00.", text_=text))
    return minutes
