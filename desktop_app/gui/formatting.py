"""Sizes, counts, durations, speeds and times as people read them. Pure functions, no Qt."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
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
        return f"{value:,.0f} {_UNITS[unit]}"
    return f"{value:.1f} {_UNITS[unit]}"


def format_count(count: int, one: str = "", many: str = "") -> str:
    """A number with thousands separators, and with its noun if one is given: "1 file", "10,000 files"."""
    if not one:
        return f"{count:,}"
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "A", "A and B", "A, B and C"; of many the first, and how many more."""
    shown = list(names) if len(names) <= _LISTED + 1 else [*names[:_LISTED], f"{len(names) - _LISTED} more"]
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def as_tip(text: str) -> str:
    """A text as a tool tip shows it: as it is, in lines that fit a screen. Qt would take a file's name for markup."""
    broken = _LONG_WORD.sub("\\1\u200b", text)
    return f'<div style="white-space: pre-wrap">{html.escape(broken)}</div>' if text else ""


def format_duration(seconds: float) -> str:
    """How long something took: "under 1 s", "42 s", "3 min 5 s", "2 h 10 min", "3 d 4 h"."""
    whole = int(seconds)
    if whole < 1:
        return "under 1 s"
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
        return "a few seconds"
    if seconds < 55:
        return f"about {round(seconds, -1):.0f} s"
    minutes = max(1, round(seconds / _MINUTE))
    if minutes < 60:
        return f"about {minutes} min"
    if minutes < 10 * 60:
        hours, quarter = divmod(round(minutes / 15) * 15, 60)
        return f"about {hours} h" + (f" {quarter} min" if quarter else "")
    hours = round(seconds / _HOUR)
    return f"about {hours} h" if hours < 48 else f"about {round(seconds / _DAY)} days"


def format_speed(bytes_per_second: float) -> str:
    """A rate: "12.5 MiB/s"."""
    return f"{format_size(max(0, round(bytes_per_second)))}/s"


def format_percent(done: int, total: int) -> str:
    """How much is done, rounded down so that "100 %" means all of it; nothing to do counts as done."""
    return "100 %" if done >= total else f"{done * 100 // total} %"


def format_time(instant: datetime, zone: tzinfo | None = None) -> str:
    """A date and time in `zone` (the workstation's if None): "4 Mar 2025, 14:05"."""
    local = instant.astimezone(zone)
    # Not strftime: Qt sets the C locale after the system, and the window speaks English.
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%Y, %H:%M}"


def format_date(instant: datetime, zone: tzinfo | None = None) -> str:
    """The day of an instant in `zone` (the workstation's if None): "4 Mar 2025"."""
    return format_time(instant, zone).partition(",")[0]


def format_day(day: date, *, year: bool = True, weekday: bool = False) -> str:
    """A day: "4 Mar 2025", "4 Mar", "Tue 4 Mar 2025"."""
    text = f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")
    return f"{_WEEKDAYS[day.weekday()]} {text}" if weekday else text


def format_month(day: date) -> str:
    """The month that a day is in: "Mar 2025"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def format_days(first: date, last: date) -> str:
    """From a day to a day, both included: "4 – 10 Mar 2025", "28 Feb – 6 Mar 2025", "4 Mar 2025"."""
    if first == last:
        return format_day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {format_day(last)}"
    return f"{format_day(first, year=first.year != last.year)} – {format_day(last)}"


def format_when(instant: datetime, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """A time as one says it: "just now", "5 min ago", "today, 14:05", "yesterday, 09:30", else like `format_time`."""
    now = now or datetime.now(UTC)
    age = now - instant
    if timedelta(0) <= age < timedelta(minutes=1):
        return "just now"
    if timedelta(0) <= age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} min ago"
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    if days in (0, 1):
        return f"{('today', 'yesterday')[days]}, {local:%H:%M}"
    return format_time(instant, zone)
