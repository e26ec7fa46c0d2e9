"""The company in numbers: pictures, tables, and the time that they are of."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDateEdit
from pytestqt.qtbot import QtBot

from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Cycle, DayTally, Destination, Tally
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import Counts
from desktop_app.gui.statistics.bars import MOST_BARS, by_bytes
from desktop_app.gui.statistics.charts import Bar, BarChart, RowChart
from desktop_app.gui.statistics.columns import ColumnChart, scale_of
from desktop_app.gui.statistics.numbers import Chosen, Numbers, cause_in_words
from desktop_app.gui.statistics.period import system_zone
from desktop_app.gui.widgets.counts import StatTile
from desktop_app.gui.widgets.loading import Loading
from desktop_app.gui.widgets.row_table import RowTable
from desktop_app.gui.widgets.segments import SegmentedChoice
from tests.contract.samples import file_record, session_record
from tests.gui.clerk import Clerk

GIB = 2**30


def cycle_of(store: CompanyStore, project: str = "Survey") -> Cycle:
    made = store.projects.add(project, Destination(project.lower()))
    return store.cycles.add(made.id, "Spring", 1)


def send(store: CompanyStore, cycle: Cycle, *, days_ago: int = 0, causes: Sequence[str] = (), size: int = GIB) -> None:
    """An upload session of ten files, of which some failed, at noon of a day."""
    zone = ZoneInfo(system_zone())
    at = datetime.combine(datetime.now(zone).date() - timedelta(days=days_ago), time(12), zone).astimezone(UTC)
    name, failed = str(uuid.uuid4()), len(causes)
    record = session_record(
        cycle,
        name,
        status=SessionStatus.COMPLETED_WITH_ERRORS if causes else SessionStatus.COMPLETED,
        counts=Counts(10 + failed, 10, 0, failed, 0, size, size),
        started_at=at,
        completed_at=at,
        last_seen_at=at,
    )
    store.uploads.deliver_session(record)
    rows = [file_record(f"{n}.jpg", status=FileStatus.FAILED, error_code=code) for n, code in enumerate(causes)]
    store.uploads.deliver_files(name, rows)


def tiles(clerk: Clerk) -> list[str]:
    return [tile.accessibleName() for tile in clerk.person.window.findChildren(StatTile) if tile.isVisible()]


def chart(clerk: Clerk, name: str) -> BarChart:
    window = clerk.person.window
    charts: list[BarChart] = [*window.findChildren(ColumnChart), *window.findChildren(RowChart)]
    return next(one for one in charts if one.accessibleName() == name)


def bars(clerk: Clerk, name: str) -> list[tuple[str, str]]:
    return [(bar.name, bar.text) for bar in chart(clerk, name).bars]


def rows(clerk: Clerk, name: str) -> list[list[str]]:
    table = next(one for one in clerk.person.window.findChildren(RowTable) if one.accessibleName() == name)
    clerk.wait_until(table.isVisible)
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose(clerk: Clerk, name: str, choice: str) -> None:
    """Click one of the names beside each other."""
    segments = clerk.person.find(SegmentedChoice, name).findChildren(QAbstractButton)
    [segment] = [one for one in segments if one.text() == choice]
    QTest.mouseClick(segment, Qt.MouseButton.LeftButton)


def wait_for_uploads(clerk: Clerk, count: int) -> None:
    clerk.wait_until(lambda: any(tile.startswith(f"Uploads: {count} ") for tile in tiles(clerk)))


# What is shown


def test_everybody_sees_the_companys_numbers(operator: Clerk) -> None:
    store = operator.store()
    store.users.update(store.users.find("admin").id, full_name="Ada Bell")
    coast, studio = cycle_of(store), cycle_of(store, "Studio")
    send(store, coast, size=3 * GIB)
    send(store, coast, days_ago=2, size=3 * GIB, causes=("access_refused", "access_refused", "file_unreadable"))
    send(store, studio, days_ago=2, size=2 * GIB)
    operator.go_to("statistics")
    wait_for_uploads(operator, 3)
    assert tiles(operator) == [
        "Uploads: 3 2 completed",
        "Files sent: 30 on 2 days",
        f"Data sent: 8.0 GiB {8 * 1024 // 30} MiB a day",
        "Not sent: 3 9.1 % of files",
    ]
    assert bars(operator, "By project") == [("Survey", "20 files · 6.0 GiB"), ("Studio", "10 files · 2.0 GiB")]
    assert bars(operator, "By person") == [("Ada Bell (admin)", "30 files · 8.0 GiB")]
    assert bars(operator, "By cycle")[1] == ("Studio / Spring", "10 files · 2.0 GiB")
    assert bars(operator, "How uploads stand") == [("Completed", "2 uploads"), ("With errors", "1 upload")]
    assert bars(operator, "Why files were not sent") == [("No permission", "2 files"), ("Cannot be read", "1 file")]
    days = chart(operator, "Sent over time").bars
    assert [bar.value for bar in days[-3:]] == [5 * GIB, 0, 3 * GIB]
    assert len(days) == 30


def test_files_instead_of_bytes(operator: Clerk) -> None:
    store = operator.store()
    send(store, cycle_of(store), causes=("access_refused",))
    operator.go_to("statistics")
    wait_for_uploads(operator, 1)
    choose(operator, "statistics_measure", "Files")
    assert chart(operator, "Sent over time").bars[-1].value == 10
    assert chart(operator, "Sent over time").bars[-1].details == "1 upload, 1 file not sent"


def test_the_same_numbers_as_tables(operator: Clerk) -> None:
    store = operator.store()
    coast = cycle_of(store)
    send(store, coast, days_ago=1, causes=("access_refused", "from_a_later_waybill"))
    send(store, coast, days_ago=1)
    operator.go_to("statistics")
    wait_for_uploads(operator, 2)
    choose(operator, "statistics_view", "Tables")
    assert not chart(operator, "By project").isVisible()
    assert rows(operator, "By project") == [["Survey", "2", "20", "2", "2.0 GiB"]]
    assert rows(operator, "Why files were not sent") == [
        ["No permission", "1", "1"],
        ["from_a_later_waybill", "1", "1"],
    ]
    assert rows(operator, "Sent over time")[0][1:] == ["0", "0", "0", "0 B"]
    assert rows(operator, "Sent over time")[1][1:] == ["2", "20", "2", "2.0 GiB"]
    assert len(rows(operator, "Sent over time")) == 30
    choose(operator, "statistics_view", "Charts")
    assert chart(operator, "By project").isVisible()


def test_where_every_file_was_sent_it_says_so(operator: Clerk) -> None:
    store = operator.store()
    send(store, cycle_of(store))
    operator.go_to("statistics")
    wait_for_uploads(operator, 1)
    assert "Not sent: 0 nothing failed" in tiles(operator)
    assert operator.reads("Every file was sent.")


# The time


@pytest.mark.parametrize(
    ("choice", "count"), [("7 days", 1), ("30 days", 2), ("90 days", 3), ("1 year", 4), ("All", 5)]
)
def test_the_time_is_chosen(operator: Clerk, choice: str, count: int) -> None:
    store = operator.store()
    coast = cycle_of(store)
    for days_ago in (6, 29, 89, 364, 900):
        send(store, coast, days_ago=days_ago)
    operator.go_to("statistics")
    wait_for_uploads(operator, 2)
    choose(operator, "statistics_period", choice)
    wait_for_uploads(operator, count)


def test_from_one_day_to_another(operator: Clerk) -> None:
    store = operator.store()
    coast = cycle_of(store)
    for days_ago in (3, 4, 5, 6):
        send(store, coast, days_ago=days_ago)
    operator.go_to("statistics")
    wait_for_uploads(operator, 4)
    assert not operator.person.sees("statistics_first")
    choose(operator, "statistics_period", "Custom")
    today = QDate.currentDate()
    operator.person.find(QDateEdit, "statistics_last").setDate(today.addDays(-4))
    operator.person.find(QDateEdit, "statistics_first").setDate(today.addDays(-5))
    wait_for_uploads(operator, 2)
    assert len(chart(operator, "Sent over time").bars) == 2


def test_a_time_without_uploads_leads_to_a_longer_one(operator: Clerk) -> None:
    store = operator.store()
    send(store, cycle_of(store), days_ago=100)
    operator.go_to("statistics")
    operator.wait_until(lambda: operator.reads("Nothing was sent in this time"))
    operator.person.click_text("Show everything")
    wait_for_uploads(operator, 1)
    assert operator.person.find(SegmentedChoice, "statistics_period").choice() == "all"


def test_a_new_company_has_sent_nothing_yet(operator: Clerk) -> None:
    operator.go_to("statistics")
    choose(operator, "statistics_period", "All")
    operator.wait_until(lambda: operator.reads("Nothing has been sent yet"))


# The company is away


def test_while_the_company_is_away_the_last_numbers_stay(operator: Clerk) -> None:
    store = operator.store()
    send(store, cycle_of(store))
    operator.go_to("statistics")
    wait_for_uploads(operator, 1)
    with operator.company_away():
        choose(operator, "statistics_period", "All")
        operator.wait_until(lambda: "Company not reachable" in operator.person.banner("statistics_banner"))
        assert tiles(operator)[0] == "Uploads: 1 1 completed"
    operator.person.click_text("Try again")
    operator.wait_until(lambda: operator.person.banner("statistics_banner") == "")


def test_a_company_that_is_away_from_the_start_is_asked_again(operator: Clerk) -> None:
    with operator.company_away():
        operator.go_to("statistics")
        operator.wait_until(lambda: "Company not reachable" in operator.person.banner("statistics_banner"))
        assert tiles(operator) == []
        assert not any(one.isVisible() for one in operator.person.window.findChildren(Loading))
    operator.person.click_text("Try again")
    operator.wait_until(lambda: operator.reads("Nothing was sent in this time"))


# Charts


def shown_chart(qtbot: QtBot, made: BarChart) -> BarChart:
    qtbot.addWidget(made)
    made.resize(400, 230)
    made.show()
    qtbot.waitExposed(made)
    return made


BARS = [Bar("a", 5, "5 files", "In full", "1 upload"), Bar("b", 0, "none"), Bar("c", 9, "9 files")]


@pytest.mark.parametrize("kind", [RowChart, ColumnChart])
def test_the_arrow_keys_go_through_the_bars(qtbot: QtBot, kind: type[BarChart]) -> None:
    made = shown_chart(qtbot, kind("Files"))
    made.show_bars(BARS)
    assert made.accessibleName() == "Files"
    assert made.accessibleDescription().startswith("3 bars, the longest is c, 9 files.")
    for key, name in (
        (Qt.Key.Key_Home, "a"),
        (Qt.Key.Key_Right, "b"),
        (Qt.Key.Key_Down, "c"),
        (Qt.Key.Key_Right, "c"),
        (Qt.Key.Key_Left, "b"),
        (Qt.Key.Key_Up, "a"),
        (Qt.Key.Key_Up, "a"),
        (Qt.Key.Key_End, "c"),
    ):
        QTest.keyClick(made, key)
        assert made.chosen is not None
        assert made.chosen.name == name
    QTest.keyClick(made, Qt.Key.Key_Home)
    assert made.accessibleDescription() == "In full, 5 files, 1 upload"
    made.show_bars([])
    assert made.accessibleDescription() == "Nothing to show"
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert made.chosen is None


@pytest.mark.parametrize("kind", [RowChart, ColumnChart])
def test_the_mouse_chooses_a_bar_however_short_it_is(qtbot: QtBot, kind: type[BarChart]) -> None:
    made = shown_chart(qtbot, kind("Files"))
    made.show_bars(BARS)
    place = made.place_of(1).center()
    QTest.mouseMove(made, place.toPoint() - QPoint(3, 3))
    QTest.mouseMove(made, place.toPoint())
    qtbot.waitUntil(lambda: made.chosen is BARS[1])
    before = made.grab().toImage()
    QTest.mouseMove(made, made.place_of(2).center().toPoint())
    qtbot.waitUntil(lambda: made.chosen is BARS[2])
    assert made.grab().toImage() != before


def test_a_higher_bar_is_painted_higher_and_nothing_is_not_painted(qtbot: QtBot) -> None:
    made = ColumnChart("Files")
    shown_chart(qtbot, made)
    made.show_columns([Bar("a", 100, ""), Bar("b", 50, ""), Bar("c", 0, ""), Bar("d", 1, "")], str, binary=False)
    image = made.grab().toImage()

    def height(number: int) -> int:
        x = round(made.place_of(number).center().x())
        return sum(image.pixelColor(x, y).name() == "#3b57d0" for y in range(image.height()))

    assert height(0) == pytest.approx(2 * height(1), abs=3)
    assert height(2) == 0
    assert 0 < height(3) < height(1)


@pytest.mark.parametrize(
    ("highest", "binary", "scale"),
    [
        (0, False, [0, 1, 2]),
        (1, False, [0, 1, 2]),
        (7, False, [0, 2, 4, 6, 8]),
        (12_065, False, [0, 5_000, 10_000, 15_000]),
        (0, True, [0, 1, 2]),
        (1000, True, [0, 256, 512, 768, 1024]),
        (3 * 2**40 + 1, True, [0, 2**40, 2 * 2**40, 3 * 2**40, 4 * 2**40]),
        (2**62, True, [0, 2**60, 2**61, 3 * 2**60, 2**62]),
    ],
)
def test_scales_have_round_marks(highest: int, binary: bool, scale: list[int]) -> None:
    assert list(scale_of(highest, binary=binary)) == scale


# Numbers


def numbers(chosen: Chosen, *days: DayTally) -> Numbers:
    return Numbers(chosen, (), (), (), (), days, ())


def test_many_days_are_weeks_and_many_weeks_are_months() -> None:
    last = date(2025, 3, 5)
    sent = DayTally(date(2025, 3, 3), 1, 2, 3, 4), DayTally(date(2025, 3, 5), 1, 2, 3, 4)
    days = numbers(Chosen("UTC", last, date(2025, 3, 1)), *sent).stretches
    assert [stretch.name for stretch in days] == ["1 Mar", "2 Mar", "3 Mar", "4 Mar", "5 Mar"]
    assert days[2].tally == Tally("Mon 3 Mar 2025", None, 1, 2, 3, 4)
    weeks = numbers(Chosen("UTC", last, date(2024, 9, 28)), *sent).stretches
    assert [(stretch.name, stretch.tally.name) for stretch in weeks[:2]] == [
        ("28 Sep", "28 – 29 Sep 2024"),
        ("30 Sep", "30 Sep – 6 Oct 2024"),
    ]
    assert weeks[-1].tally == Tally("3 – 5 Mar 2025", None, 2, 4, 6, 8)
    months = numbers(Chosen("UTC", last, date(2022, 12, 31)), *sent).stretches
    assert [stretch.name for stretch in months[:3]] == ["Dec 2022", "Jan 2023", "Feb 2023"]
    assert (months[-1].last, months[-1].tally.sessions) == (last, 2)


def test_all_begins_with_the_first_day_on_which_something_was_sent() -> None:
    first = date(2025, 3, 3)
    shown = numbers(Chosen("UTC", date(2025, 3, 5)), DayTally(first, 1))
    assert [stretch.first for stretch in shown.stretches] == [date(2025, 3, day) for day in (3, 4, 5)]


def test_a_chosen_time_goes_from_midnight_to_midnight_of_its_zone() -> None:
    period = Chosen("Europe/Berlin", date(2025, 3, 30), date(2025, 3, 29)).period
    assert period.since == datetime(2025, 3, 28, 23, tzinfo=UTC)
    # Summer time began that day.
    assert period.until == datetime(2025, 3, 30, 22, tzinfo=UTC)
    assert Chosen.latest("Europe/Berlin", 7).period.until is None
    assert Chosen.latest("Europe/Berlin", None).period.since is None


def test_what_finds_no_room_is_one_bar() -> None:
    many = [Tally(f"Project {number}", number, 1, 1, 0, 100 - number) for number in range(12)]
    shown = by_bytes(many)
    assert len(shown) == MOST_BARS
    assert (shown[-1].name, shown[-1].value, shown[-1].role) == ("5 others", sum(range(89, 94)), "muted")
    assert [bar.name for bar in by_bytes(many[:MOST_BARS])] == [f"Project {number}" for number in range(MOST_BARS)]


def test_causes_are_told_in_words() -> None:
    assert cause_in_words("name_not_unicode") == "Name is not Unicode"
    assert cause_in_words("from_an_earlier_system") == "from_an_earlier_system"
    assert cause_in_words("") == "No reason given"
