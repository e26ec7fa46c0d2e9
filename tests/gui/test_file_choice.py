"""Of a long table what matters can be found: by what became of it, by words, by size."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.domain.company import Page
from desktop_app.domain.objects import PlannedFile
from desktop_app.domain.states import FileStatus
from desktop_app.gui.files.model import FileColumn
from desktop_app.gui.files.rows import FileRow
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.self_test.hands import find
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.search import SearchEdit
from tests.gui.test_file_table import Files, background, files, light_theme, table, text
from tests.gui.uploads import planned

__all__ = ["background", "files", "light_theme", "table"]


def chip(table: FileTable, key: str) -> QAbstractButton:
    return find(table, QAbstractButton, key)


def rows(table: FileTable) -> list[object]:
    return [text(table, row) for row in range(table.model.rowCount())]


@pytest.fixture
def shown(table: FileTable, files: Files, qtbot: QtBot) -> FileTable:
    """Forty files to send, of other sizes, one that is blocked and two that are there already."""
    waiting = [
        planned(f"day {number % 4}/shot {number:02d}.jpg", FileStatus.PENDING, (number * 7) % 41)
        for number in range(40)
    ]
    others = [
        planned("pipe", FileStatus.BLOCKED, 1),
        planned("day 1/there", FileStatus.SKIPPED, 3),
        planned("day 2/there", FileStatus.SKIPPED, 2),
    ]
    table.show_files(files.history, files.session([*waiting, *others]))
    qtbot.waitUntil(lambda: table.model.rowCount() == 43 and chip(table, "not_sent").isVisible())
    return table


def click_title(table: FileTable, column: FileColumn) -> None:
    header = table.view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_chips_say_how_many_there_are_and_show_them(shown: FileTable, qtbot: QtBot) -> None:
    names = {key: chip(shown, key).text() for key in ("all", "not_sent", "there", "waiting")}
    assert names == {"all": "All 43", "not_sent": "Not sent 1", "there": "Already there 2", "waiting": "To send 40"}
    assert not chip(shown, "sent").isVisible(), "there is none"
    QTest.mouseClick(chip(shown, "not_sent"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rows(shown) == ["pipe"])
    QTest.mouseClick(chip(shown, "there"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rows(shown) == ["day 1/there", "day 2/there"])
    QTest.mouseClick(chip(shown, "all"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 43)


def test_a_click_on_a_title_sorts_up_then_down_then_as_found(shown: FileTable, qtbot: QtBot) -> None:
    found = rows(shown)
    sizes = sorted((number * 7) % 41 for number in range(40))
    click_title(shown, FileColumn.SIZE)
    qtbot.waitUntil(lambda: text(shown, 0, FileColumn.SIZE) == f"{sizes[0]} B")
    click_title(shown, FileColumn.SIZE)
    qtbot.waitUntil(lambda: text(shown, 0, FileColumn.SIZE) == f"{sizes[-1]} B")
    assert shown.view.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    click_title(shown, FileColumn.SIZE)
    qtbot.waitUntil(lambda: rows(shown) == found)
    assert not shown.view.horizontalHeader().isSortIndicatorShown()


def test_words_are_searched_within_what_is_chosen(shown: FileTable, qtbot: QtBot) -> None:
    search = find(shown, SearchEdit, "file_search")
    QTest.mouseClick(chip(shown, "there"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(search, "DAY 2")
    qtbot.waitUntil(lambda: rows(shown) == ["day 2/there"])
    QTest.keyClicks(search, "x")
    qtbot.waitUntil(lambda: any(state.isVisible() for state in shown.findChildren(EmptyState)))
    assert chip(shown, "all").isVisible(), "the way back"
    QTest.keyClick(search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)


def test_copying_takes_what_is_shown(shown: FileTable, qtbot: QtBot) -> None:
    QTest.mouseClick(chip(shown, "not_sent"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rows(shown) == ["pipe"])
    shown.view.setFocus()
    shown.view.selectAll()
    QTest.keyClick(shown.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("pipe\t"))


def test_what_changes_is_counted_anew(shown: FileTable, files: Files, qtbot: QtBot) -> None:
    session_id = files.history.here()[0].id
    waiting: list[PlannedFile] = [planned("late", FileStatus.PENDING, 1)]
    files.add(session_id, waiting)
    shown.refresh()
    qtbot.waitUntil(lambda: chip(shown, "all").text() == "All 44")


def test_rows_of_elsewhere_are_neither_chosen_from_nor_sorted(shown: FileTable, qtbot: QtBot) -> None:
    row = FileRow(0, "elsewhere", 1, FileStatus.UPLOADED, 1, "")
    shown.show_rows(lambda _first, _count: Page((row,), 1))
    qtbot.waitUntil(lambda: rows(shown) == ["elsewhere"])
    assert not chip(shown, "all").isVisible()
    click_title(shown, FileColumn.SIZE)
    assert not shown.view.horizontalHeader().isSortIndicatorShown()


def test_the_model_keeps_its_promises_while_chosen(shown: FileTable, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    QTest.mouseClick(chip(shown, "waiting"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 40)
    qtmodeltester.check(shown.model)  # type: ignore[no-untyped-call]


def action(table: FileTable, text: str) -> QAction:
    return next(one for one in table.view.actions() if one.text() == text)


def test_the_s3_addresses_of_selected_files_are_copied(shown: FileTable, qtbot: QtBot) -> None:
    QTest.mouseClick(chip(shown, "there"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)
    shown.view.selectAll()
    action(shown, "Copy S3 address").trigger()
    expected = "s3://survey/cycle-001/day 1/there\ns3://survey/cycle-001/day 2/there"
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == expected)


def test_a_files_folder_is_opened(shown: FileTable, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    QTest.mouseClick(chip(shown, "there"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rows(shown) == ["day 1/there", "day 2/there"])
    shown.view.selectRow(1)
    action(shown, "Show in folder").trigger()
    assert opened == ["/data/Survey/day 2"]


def test_rows_of_elsewhere_have_neither_address_nor_folder(shown: FileTable, qtbot: QtBot) -> None:
    row = FileRow(0, "elsewhere", 1, FileStatus.UPLOADED, 1, "")
    shown.show_rows(lambda _first, _count: Page((row,), 1))
    qtbot.waitUntil(lambda: rows(shown) == ["elsewhere"])
    assert not action(shown, "Show in folder").isEnabled()
    assert not action(shown, "Copy S3 address").isEnabled()
