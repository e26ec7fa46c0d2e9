"""Numbers as people read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from desktop_app.gui.look import formatting


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (1023, "1,023 B"),
        (1024, "1.0 KiB"),
        (1_509_949, "1.4 MiB"),
        (100 * 2**20, "100 MiB"),
        (2**20 - 1, "1.0 MiB"),
        (2**30 - 1, "1.0 GiB"),
        (5 * 2**40, "5.0 TiB"),
        (2**63, "8.0 EiB"),
        (2**64 * 3, "48.0 EiB"),
        (2**90, "1,024 YiB"),
    ],
)
def test_size(size: int, text: str) -> None:
    assert formatting.format_size(size) == text


@pytest.mark.parametrize(("marks", "half"), [(".,", "1.5 GiB"), (",.", "1,5 GiB")])
def test_round_sizes_on_a_scale_have_no_fraction(monkeypatch: pytest.MonkeyPatch, marks: str, half: str) -> None:
    monkeypatch.setattr(formatting, "_MARKS", str.maketrans(".,", marks))
    assert formatting.format_mark(64 * 2**20) == "64 MiB"
    assert formatting.format_mark(3 * 2**29) == half
    assert formatting.format_mark(0) == "0 B"


@pytest.mark.parametrize(
    ("count", "nouns", "text"),
    [
        (0, (), "0"),
        (10_000, (), "10,000"),
        (1, ("file",), "1 file"),
        (0, ("file",), "0 files"),
        (10_000, ("file",), "10,000 files"),
        (2, ("entry", "entries"), "2 entries"),
        (2**63, (), "9,223,372,036,854,775,808"),
    ],
)
def test_count(count: int, nouns: tuple[str, ...], text: str) -> None:
    assert formatting.format_count(count, *nouns) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "under 1 s"),
        (42.9, "42 s"),
        (60, "1 min"),
        (185, "3 min 5 s"),
        (7800, "2 h 10 min"),
        (86_400 * 3 + 3600 * 4, "3 d 4 h"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert formatting.format_duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (3, "a few seconds"),
        (34, "about 30 s"),
        (56, "about 1 min"),
        (170, "about 3 min"),
        (3570, "about 1 h"),
        (5400, "about 1 h 30 min"),
        (3600 * 13, "about 13 h"),
        (86_400 * 3, "about 3 days"),
    ],
)
def test_time_left(seconds: float | None, text: str) -> None:
    assert formatting.format_remaining(seconds) == text


def test_speed() -> None:
    assert formatting.format_speed(12.5 * 2**20) == "12.5 MiB/s"
    assert formatting.format_speed(-1) == "0 B/s"


@pytest.mark.parametrize(("done", "total", "text"), [(0, 10, "0 %"), (9999, 10_000, "99 %"), (3, 3, "100 %")])
def test_percent_is_whole_only_when_all_is_done(done: int, total: int, text: str) -> None:
    assert formatting.format_percent(done, total) == text


NOW = datetime(2025, 3, 4, 14, 0, tzinfo=UTC)
PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5, seconds=40), "5 min ago"),
        (timedelta(hours=4), "today, 11:00"),
        (timedelta(hours=20), "yesterday, 19:00"),
        (timedelta(days=7), "25 Feb 2025, 15:00"),
        (timedelta(minutes=-3), "today, 15:03"),
    ],
)
def test_when_is_told_in_the_local_zone(ago: timedelta, text: str) -> None:
    assert formatting.format_when(NOW - ago, NOW, PARIS) == text


def test_months_are_english_whatever_the_locale() -> None:
    assert formatting.format_time(NOW, PARIS) == "4 Mar 2025, 15:00"
