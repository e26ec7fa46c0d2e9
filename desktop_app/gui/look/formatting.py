"""Sizes, counts, durations, speeds and times as people read them. Pure functions, no Qt."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from desktop_app.domain.texts import tr

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
_MONTHS = (
    tr("Jan"),
    tr("Feb"),
    tr("Mar"),
    tr("Apr"),
    tr("May"),
    tr("Jun"),
    tr("Jul"),
    tr("Aug"),
    tr("Sep"),
    tr("Oct"),
    tr("Nov"),
    tr("Dec"),
)
_WEEKDAYS = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
# How one thousand two hundred thirty-four and a half is written.
_HOW_WRITTEN = tr("1,234.5")
_MARKS = str.maketrans({",": _HOW_WRITTEN[1], ".": _HOW_WRITTEN[5]})
_LONG_WORD = re.compile(r"(\S{30})")
_LISTED = 3
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def format_size(size: int) -> str:
    """Bytes in IEC units with three figures or so: 1,509,949 is "1.4 MiB". Any non-negative size."""
    value, unit = float(size), 0
    # From 1023.5 on, "1,024 MiB" would be shown where "1.0 GiB" is meant.
    while value >= (1024 if unit == 0 else 1023.5) and unit < len(_UNITS) - 1:
        value /= 1024
        unit += 1
    if unit == 0 or value >= 99.95:
        return f"{_written(f'{value:,.0f}')} {_UNITS[unit]}"
    return f"{_written(f'{value:.1f}')} {_UNITS[unit]}"


def format_mark(size: int) -> str:
    """A round size on a scale: "16 MiB"."""
    return format_size(size).replace(f"{_written('.0')} ", " ")


def format_count(count: int, one: str = "", many: str = "") -> str:
    """A number with thousands separators, and with its noun if one is given: "1 file", "10,000 files"."""
    if not one:
        return _written(f"{count:,}")
    return f"{_written(f'{count:,}')} {tr(one if count == 1 else many or one + 's')}"


def _written(number: str) -> str:
    """A number with the marks of the person's language in place of the English ones."""
    return number.translate(_MARKS)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "A", "A and B", "A, B and C"; of many the first, and how many more."""
    shown = (
        list(names) if len(names) <= _LISTED + 1 else [*names[:_LISTED], tr("{what} more", what=len(names) - _LISTED)]
    )
    return tr(" and ").join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def as_tip(text: str) -> str:
    """A text as a tool tip shows it: as it is, in lines that fit a screen. Qt would take a file's name for markup."""
    broken = _LONG_WORD.sub("\\1\u200b", text)
    return f'<div style="white-space: pre-wrap">{html.escape(broken)}</div>' if text else ""


def format_duration(seconds: float) -> str:
    """How long something took: "under 1 s", "42 s", "3 min 5 s", "2 h 10 min", "3 d 4 h"."""
    whole = int(seconds)
    if whole < 1:
        return tr("under 1 s")
    for size, unit, lesser, lesser_unit in (
        (_DAY, "d", _HOUR, "h"),
        (_HOUR, "h", _MINUTE, "min"),
        (_MINUTE, "min", 1, "s"),
    ):
        if whole >= size:
            rest = whole % size // lesser
            return f"{whole // size} {unit}" + (f" {rest} {lesser_unit}" if rest else "")
    return f"{whole} s"


def format_remaining(seconds: float | None) -> str:
    """A guess at the time left, no more exact than it deserves: "about 3 min"; None, not known yet, is ""."""
    if seconds is None:
        return ""
    if seconds < 10:
        return tr("a few seconds")
    if seconds < 55:
        return tr("about {seconds} s", seconds=format(round(seconds, -1), ".0f"))
    minutes = max(1, round(seconds / _MINUTE))
    if minutes < 60:
        return tr("about {minutes} min", minutes=minutes)
    if minutes < 10 * 60:
        hours, quarter = divmod(round(minutes / 15) * 15, 60)
        return tr("about {hours} h", hours=hours) + (tr(" {minutes} min", minutes=quarter) if quarter else "")
    hours = round(seconds / _HOUR)
    return tr("about {hours} h", hours=hours) if hours < 48 else tr("about {days} days", days=round(seconds / _DAY))


def format_speed(bytes_per_second: float) -> str:
    """A rate: "12.5 MiB/s"."""
    return f"{format_size(max(0, round(bytes_per_second)))}/s"


def format_percent(done: int, total: int) -> str:
    """How much is done, rounded down so that "100 %" means all of it; nothing to do counts as done."""
    return "100 %" if done >= total else f"{done * 100 // total} %"


def format_time(instant: datetime, zone: tzinfo | None = None) -> str:
    """A date and time in `zone` (the workstation's if None): "4 Mar 2025, 14:05"."""
    local = instant.astimezone(zone)
    return f"{format_day(local.date())}, {local:%H:%M}"


def format_date(instant: datetime, zone: tzinfo | None = None) -> str:
    """The day of an instant in `zone` (the workstation's if None): "4 Mar 2025"."""
    return format_time(instant, zone).partition(",")[0]


def format_day(day: date, *, year: bool = True, weekday: bool = False) -> str:
    """A day: "4 Mar 2025", "4 Mar", "Tue 4 Mar 2025"."""
    # Not strftime: Qt sets the C locale after the system, which need not be what the window speaks.
    text = tr("{day} {month}", day=day.day, month=_MONTHS[day.month - 1]) + (f" {day.year}" if year else "")
    return f"{_WEEKDAYS[day.weekday()]} {text}" if weekday else text


def format_month(day: date) -> str:
    """The month that a day is in: "Mar 2025"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def format_days(first: date, last: date) -> str:
    """From a day to a day, both included: "4 – 10 Mar 2025", "28 Feb – 6 Mar 2025", "4 Mar 2025"."""
    if first == last:
        return format_day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{tr('{day}', day=first.day)} – {format_day(last)}"
    return f"{format_day(first, year=first.year != last.year)} – {format_day(last)}"


def format_when(instant: datetime, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """A time as one says it: "just now", "5 min ago", "today, 14:05", "yesterday, 09:30", else like `format_time`."""
    now = now or datetime.now(UTC)
    age = now - instant
    if timedelta(0) <= age < timedelta(minutes=1):
        return tr("just now")
    if timedelta(0) <= age < timedelta(hours=1):
        return tr("{what} min ago", what=age // timedelta(minutes=1))
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    if days in (0, 1):
        return f"{('today', 'yesterday')[days]}, {local:%H:%M}"
    return format_time(instant, zone)
