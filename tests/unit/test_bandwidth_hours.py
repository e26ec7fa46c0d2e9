"""Limits by the hour, by the computer's own clock."""

from datetime import datetime, timedelta

import pytest

from desktop_app.domain.bandwidth import BandwidthHours, HourlyLimit, parse_rate
from desktop_app.engine.limit import Bandwidth

MIB = 2**20
MONDAY = datetime(2026, 11, 23)


def at(day: int, time: str) -> datetime:
    hour, _, minute = time.partition(":")
    return MONDAY + timedelta(days=day, hours=int(hour), minutes=int(minute))


@pytest.mark.parametrize(
    ("line", "day", "time", "expected"),
    [
        ("mon-fri 08:00-18:00 2M", 0, "8:00", 2 * MIB),
        ("mon-fri 08:00-18:00 2M", 4, "17:59", 2 * MIB),
        ("mon-fri 08:00-18:00 2M", 4, "18:00", 0),
        ("mon-fri 08:00-18:00 2M", 5, "12:00", 0),
        ("00:00-24:00 500K", 6, "23:59", 500 * 1024),
        ("fri 22:00-06:00 1M", 4, "23:00", MIB),
        ("fri 22:00-06:00 1M", 5, "5:59", MIB),  # Saturday's small hours are Friday's night.
        ("fri 22:00-06:00 1M", 4, "5:00", 0),
        ("sun 22:00-06:00 1M", 0, "1:00", MIB),
        ("sat-mon,wed 00:00-24:00 1M", 0, "1:00", MIB),
        ("sat-mon,wed 00:00-24:00 1M", 1, "1:00", 0),
        ("08:00-18:00 none", 0, "9:00", 0),
    ],
)
def test_a_line_holds_when_it_says(line: str, day: int, time: str, expected: int) -> None:
    assert BandwidthHours.parse([line]).at(at(day, time)) == expected


def test_the_first_line_that_covers_a_moment_holds() -> None:
    hours = BandwidthHours.parse(["12:00-13:00 none", "08:00-18:00 1M"])
    assert hours.at(at(0, "12:30")) == 0
    assert hours.at(at(0, "13:00")) == MIB


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2M", "no limit by the hour"),
        ("08:00-18:00 fast", "no rate"),
        ("8-18 2M", "no time of a day"),
        ("08:00-24:01 2M", "no time of a day"),
        ("08:60-24:00 2M", "no time of a day"),
        ("08:00-08:00 2M", "begins when it ends"),
        ("mo-fr 08:00-18:00 2M", "names no days"),
    ],
)
def test_what_cannot_be_read_is_told(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        HourlyLimit.parse(line)


def test_rates_are_as_the_command_line_has_them() -> None:
    assert [parse_rate(text) for text in ("10", "500K", "1.5 MiB/s", "2gb")] == [10, 512_000, 1_572_864, 2 * 2**30]


@pytest.mark.parametrize(
    ("chosen", "planned", "ceiling", "preset"),
    [(0, 0, 0, 0), (0, 5, 5, 5), (3, 5, 3, 3), (7, 5, 5, 7), (7, 0, 7, 7)],
)
def test_nobody_chooses_more_than_a_ceiling(chosen: int, planned: int, ceiling: int, preset: int) -> None:
    assert BandwidthHours(is_ceiling=True).allowed(chosen, planned) == ceiling
    assert BandwidthHours(is_ceiling=False).allowed(chosen, planned) == preset


def test_a_run_that_is_on_hears_of_the_hour() -> None:
    now, wall = [0.0], [at(0, "7:59")]
    hours = BandwidthHours.parse(["08:00-18:00 1M"], is_ceiling=True)
    bandwidth = Bandwidth(0, hours, clock=lambda: now[0], local_time=lambda: wall[0])
    assert bandwidth.take(10 * MIB) == 0.0
    now[0], wall[0] = 60.0, at(0, "8:00")
    assert bandwidth.take(10 * MIB) == pytest.approx(9.9, abs=0.01)
    bandwidth.bytes_per_second = 100 * MIB
    assert bandwidth.take(0) == pytest.approx(9.9, abs=0.01), "who looks for more gets no more than the hour's"
    now[0], wall[0] = 120.0, at(0, "18:00")
    assert bandwidth.take(10 * MIB) == pytest.approx(0.0, abs=0.01)
