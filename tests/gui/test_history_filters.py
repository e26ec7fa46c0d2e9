"""The history is narrowed by words, project, person, status and time, here and in the company."""

from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDateEdit, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.company.setup import add_user
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.gui.background import Background
from desktop_app.gui.history.list import HistoryColumn, HistoryList
from desktop_app.gui.self_test.hands import click, find
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.search import SearchEdit
from tests.gui.test_history_page import Reader, background, light_theme, office
from tests.gui.uploads import PASSWORD, Office, planned, sign_in_elsewhere

__all__ = ["background", "light_theme", "office"]


def names(table: HistoryList) -> list[str]:
    model = table.model()
    return [model.index(row, HistoryColumn.FOLDER).data() for row in range(model.rowCount())]


def choose(reader: Reader, name: str, words: str) -> None:
    box = find(reader.page, ChoiceBox, name)
    row = box.findText(words)
    assert row >= 0, [box.itemText(one) for one in range(box.count())]
    box.setCurrentIndex(row)


def three(office: Office) -> None:
    office.add_upload(b"/cards/Old harbour", [planned("a")], SessionStatus.COMPLETED, days_ago=40)
    failed = [planned("b", FileStatus.FAILED)]
    office.add_upload(b"/cards/Harbour", failed, SessionStatus.COMPLETED_WITH_ERRORS, days_ago=5)
    office.add_upload(b"/cards/Reef", [planned("c")], SessionStatus.PAUSED)


def test_words_status_and_time_narrow_what_was_sent_from_here(
    office: Office, background: Background, qtbot: QtBot
) -> None:
    three(office)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 3)
    QTest.keyClicks(find(reader.page, SearchEdit, "history_text"), "HARBOUR")
    qtbot.waitUntil(lambda: names(reader.here) == ["Harbour", "Old harbour"])
    choose(reader, "history_span", "Last 30 days")
    qtbot.waitUntil(lambda: names(reader.here) == ["Harbour"])
    click(find(reader.page, QPushButton, "history_clear"))
    qtbot.waitUntil(lambda: len(names(reader.here)) == 3)
    for words, found in (
        ("Paused or interrupted", ["Reef"]),
        ("All sent", ["Old harbour"]),
        ("Not all sent", ["Harbour"]),
    ):
        choose(reader, "history_standing", words)
        qtbot.waitUntil(lambda found=found: names(reader.here) == found)  # type: ignore[misc]
    choose(reader, "history_standing", "Cancelled")
    qtbot.waitUntil(
        lambda: any(
            one.isVisible() and "No such uploads" in _words(one) for one in reader.page.findChildren(EmptyState)
        )
    )


def _words(state: EmptyState) -> str:
    return " ".join(label.text() for label in state.findChildren(QLabel))


def test_days_are_from_midnight_to_midnight(office: Office, background: Background, qtbot: QtBot) -> None:
    three(office)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 3)
    choose(reader, "history_span", "Between two days")
    day = QDate.currentDate().addDays(-5)
    find(reader.page, QDateEdit, "history_since").setDate(day)
    find(reader.page, QDateEdit, "history_until").setDate(day)
    qtbot.waitUntil(lambda: names(reader.here) == ["Harbour"])


def test_the_company_is_narrowed_by_project_and_person_and_ones_own_come_first(
    office: Office, background: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    add_user(office.address, username="bert", password=PASSWORD)
    bert = sign_in_elsewhere(office, "bert", tmp_path / "bert")
    office.add_upload(b"/cards/Mine", [planned("a")], SessionStatus.COMPLETED, days_ago=3)
    office.workspace.outbox.deliver()
    bert.add_upload(b"/cards/Theirs", [planned("a")], SessionStatus.COMPLETED, days_ago=1)
    bert.workspace.outbox.deliver()
    reader = Reader(office, background, qtbot)
    reader.look_at_company()
    # Theirs is newer.
    qtbot.waitUntil(lambda: names(reader.company) == ["Mine", "Theirs"])
    qtbot.waitUntil(lambda: find(reader.page, ChoiceBox, "history_person").findText("bert") > 0)
    choose(reader, "history_person", "bert")
    qtbot.waitUntil(lambda: names(reader.company) == ["Theirs"])
    choose(reader, "history_project", "Coastal Survey")
    QTest.keyClicks(find(reader.page, SearchEdit, "history_text"), "nothing like it")
    qtbot.waitUntil(lambda: names(reader.company) == [])
    bert.close()
