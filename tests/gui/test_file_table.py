"""The per-file table holds what is looked at, shows what is going on, and never waits."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.domain.company import Cycle, Destination, Page, Project
from desktop_app.domain.errors import CompanyUnreachable
from desktop_app.domain.objects import PlannedFile
from desktop_app.domain.states import FileStatus
from desktop_app.gui.background import Background
from desktop_app.gui.files.model import PAGE_ROWS, PAGES_HELD, FileColumn, FileTableModel
from desktop_app.gui.files.rows import COPY_LIMIT, FileRow, text_of_rows
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.self_test.hands import find
from desktop_app.gui.widgets.columns import ColumnFit, fitted
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.tables import VALUE_ROLE
from desktop_app.journal.codes import first_id
from desktop_app.journal.journal import Journal
from desktop_app.services.history import HistoryService
from tests.conftest import signed_in_as
from tests.gui.uploads import many, new_upload, planned

PROJECT, CYCLE = Project(1, "Survey", Destination("survey")), Cycle(1, 1, "One", 1, "cycle-001/")


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Theme:
    theme = Theme("light")
    theme.apply(qapp)
    return theme


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    background = Background(qapp)
    yield background
    background.close()


class Files:
    """A journal with upload sessions to show."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.account_id = journal.sessions.account_of(signed_in_as())
        self.history = HistoryService(journal, self.account_id, None)  # type: ignore[arg-type]

    def session(self, files: list[PlannedFile]) -> int:
        upload = new_upload(b"/data/Survey", PROJECT, CYCLE, signed_in_as())
        session_id = self.journal.sessions.add(self.account_id, upload).id
        self.add(session_id, files)
        return session_id

    def add(self, session_id: int, files: list[PlannedFile]) -> None:
        for start in range(0, len(files), 5000):
            self.journal.files.add(session_id, files[start : start + 5000])


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    journal = Journal(tmp_path / "journal.db")
    yield Files(journal)
    journal.close()


@pytest.fixture
def table(qtbot: QtBot, background: Background) -> FileTable:
    table = FileTable(background)
    qtbot.addWidget(table)
    table.resize(900, 500)
    table.show()
    table.activateWindow()
    return table


def text(table: FileTable, row: int, column: FileColumn = FileColumn.FILE) -> object:
    return table.model.index(row, column).data()


def showing(table: FileTable, row: int, expected: str, column: FileColumn = FileColumn.FILE) -> Callable[[], bool]:
    return lambda: text(table, row, column) == expected


def rows(count: int) -> tuple[FileRow, ...]:
    return tuple(FileRow(number, f"file {number}", 1, FileStatus.UPLOADED, 1, "") for number in range(count))


# What it holds


def test_a_hundred_thousand_files_are_there_and_only_some_pages_are_held(
    table: FileTable, files: Files, qtbot: QtBot
) -> None:
    table.show_files(files.history, files.session(many(100_000)))
    qtbot.waitUntil(showing(table, 0, "DCIM/100CANON/IMG_000001.JPG"))
    assert table.model.rowCount() == 100_000
    scroll = table.view.verticalScrollBar()
    for step in range(101):
        scroll.setValue(scroll.maximum() * step // 100)
        QApplication.processEvents()
    qtbot.waitUntil(showing(table, 99_999, "DCIM/100CANON/IMG_100000.JPG"))
    assert len(table.model._pages) <= PAGES_HELD


def test_whoever_looks_at_many_pages_gets_the_one_looked_at_last_and_few_of_the_others(
    background: Background, qtbot: QtBot
) -> None:
    page = rows(PAGE_ROWS)
    asked: list[int] = []

    def fetch(first: int, count: int) -> Page[FileRow]:
        asked.append(first)
        return Page(page[:count], 1_000_000)

    model = FileTableModel(background)
    model.show_rows(fetch)
    qtbot.waitUntil(lambda: model.rowCount() == 1_000_000)
    for number in range(1, 1000):
        model.index(number * PAGE_ROWS, 0).data()
    qtbot.waitUntil(lambda: model.index(999 * PAGE_ROWS, 0).data() is not None)
    qtbot.waitUntil(lambda: not model._under_way)
    assert len(asked) < 20


def test_the_model_keeps_the_rules_of_models(
    files: Files, background: Background, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    table = FileTable(background)
    qtbot.addWidget(table)
    session_id = files.session(many(450))
    table.show_files(files.history, session_id)
    qtmodeltester.check(table.model)  # type: ignore[no-untyped-call]
    qtbot.waitUntil(lambda: table.model.rowCount() == 450)
    qtmodeltester.check(table.model)  # type: ignore[no-untyped-call]


def test_files_that_are_found_while_it_is_shown_appear(table: FileTable, files: Files, qtbot: QtBot) -> None:
    session_id = files.session(many(150))
    table.show_files(files.history, session_id)
    qtbot.waitUntil(showing(table, 149, "DCIM/100CANON/IMG_000150.JPG"))
    grown: list[tuple[int, int]] = []
    table.model.rowsInserted.connect(lambda _parent, first, last: grown.append((first, last)))
    files.add(session_id, many(1000)[150:])
    table.refresh()
    qtbot.waitUntil(lambda: table.model.rowCount() == 1000)
    assert grown == [(150, 999)]
    qtbot.waitUntil(showing(table, 199, "DCIM/100CANON/IMG_000200.JPG"))


def test_a_late_answer_for_an_earlier_session_is_ignored(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()

    def slow(_first: int, _count: int) -> Page[FileRow]:
        assert gate.wait(10)
        return Page(rows(7), 7)

    model = FileTableModel(background)
    model.show_rows(slow)
    model.show_rows(lambda _first, _count: Page(rows(3), 3))
    qtbot.waitUntil(lambda: model.rowCount() == 3)
    gate.set()
    qtbot.wait(100)
    assert model.rowCount() == 3


def test_without_files_it_says_so(table: FileTable, files: Files, qtbot: QtBot) -> None:
    nothing = find(table, EmptyState, "no_files")
    assert nothing.isVisible()
    session_id = files.session(many(1))
    table.show_files(files.history, session_id)
    qtbot.waitUntil(lambda: table.model.rowCount() == 1)
    assert table.view.isVisible()
    table.clear()
    assert nothing.isVisible()
    assert table.model.rowCount() == 0
    table.show_files(files.history, files.session([]))
    qtbot.waitUntil(nothing.isVisible)


def test_rows_that_cannot_be_read_are_told_once_and_read_by_the_next_refresh(table: FileTable, qtbot: QtBot) -> None:
    away = True

    def fetch(_first: int, _count: int) -> Page[FileRow]:
        if away:
            raise CompanyUnreachable("It does not answer.")
        return Page(rows(3), 3)

    told: list[Exception] = []
    table.failed.connect(told.append)
    table.show_rows(fetch)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(100)
    assert len(told) == 1
    away = False
    table.refresh()
    qtbot.waitUntil(showing(table, 2, "file 2"))


# What it shows


def test_a_file_that_is_being_sent_shows_how_far_it_is(table: FileTable, files: Files, qtbot: QtBot) -> None:
    session_id = files.session([planned("a", FileStatus.UPLOADING), planned("b", FileStatus.UPLOADING), planned("c")])
    table.show_files(files.history, session_id)
    table.set_in_flight({first_id(session_id) + 1: 0.426}, True)
    qtbot.waitUntil(showing(table, 0, "Sending", FileColumn.STATUS))
    assert text(table, 0, FileColumn.PROGRESS) == "42 %"
    assert table.model.index(0, FileColumn.PROGRESS).data(VALUE_ROLE) == 426
    assert text(table, 1, FileColumn.STATUS) == "Waiting"
    assert text(table, 2, FileColumn.PROGRESS) == "100 %"


def test_a_bar_does_not_run_back_between_the_last_byte_and_the_journal(
    table: FileTable, files: Files, qtbot: QtBot
) -> None:
    session_id = files.session([planned("a", FileStatus.UPLOADING)])
    table.show_files(files.history, session_id)
    table.set_in_flight({first_id(session_id) + 1: 0.9}, True)
    qtbot.waitUntil(showing(table, 0, "90 %", FileColumn.PROGRESS))
    table.set_in_flight({}, True)
    assert text(table, 0, FileColumn.PROGRESS) == "90 %"
    assert text(table, 0, FileColumn.STATUS) == "Sending"


def test_a_file_of_an_upload_that_stands_still_is_paused(table: FileTable, files: Files, qtbot: QtBot) -> None:
    table.show_files(files.history, files.session([planned("a", FileStatus.UPLOADING)]))
    qtbot.waitUntil(showing(table, 0, "Paused", FileColumn.STATUS))
    assert text(table, 0, FileColumn.PROGRESS) == ""


def test_progress_repaints_the_rows_in_view_once_however_often_it_is_told(
    table: FileTable, files: Files, qtbot: QtBot
) -> None:
    session_id = files.session(many(1000, FileStatus.UPLOADING))
    table.show_files(files.history, session_id)
    qtbot.waitUntil(lambda: text(table, 0) is not None)
    qtbot.wait(50)
    told: list[tuple[int, int]] = []
    table.model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    for step in range(50):
        table.set_in_flight({first_id(session_id) + 1: step / 50}, True)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(50)
    assert len(told) == 1
    assert told[0][0] == 0
    assert told[0][1] < 20


def test_what_did_not_change_is_not_painted_anew(table: FileTable, files: Files, qtbot: QtBot) -> None:
    session_id = files.session([*many(300), *(planned(f"later {one}", FileStatus.UPLOADING) for one in range(50))])
    table.show_files(files.history, session_id)
    qtbot.waitUntil(lambda: text(table, 0) is not None)
    qtbot.wait(50)
    told: list[tuple[int, int]] = []
    table.model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    with qtbot.waitSignal(table.model.arrived):
        table.refresh()
    table.set_in_flight({first_id(session_id) + 341: 0.5}, True)  # Far below what is in view.
    qtbot.wait(200)
    assert told == []
    table.view.scrollToBottom()
    qtbot.waitUntil(showing(table, 340, "50 %", FileColumn.PROGRESS))


def test_every_status_has_its_word_and_a_message_its_tool_tip(table: FileTable, files: Files, qtbot: QtBot) -> None:
    message = "caf\\xe9.txt is not valid UTF-8. Rename it and send it again."
    session_id = files.session(
        [planned(b"caf\xe9\n.txt", FileStatus.BLOCKED, message=message)]
        + [planned(status, status) for status in FileStatus if status is not FileStatus.BLOCKED]
    )
    table.show_files(files.history, session_id)
    qtbot.waitUntil(showing(table, 0, r"caf\xe9\x0a.txt"))
    words = [text(table, row, FileColumn.STATUS) for row in range(7)]
    assert words == ["Blocked", "Waiting", "Paused", "Sent", "Failed", "Cancelled", "Already there"]
    for column in (FileColumn.STATUS, FileColumn.MESSAGE):
        assert table.model.index(0, column).data(Qt.ItemDataRole.ToolTipRole) == message
    assert table.model.index(0, FileColumn.FILE).data(Qt.ItemDataRole.ToolTipRole) == r"caf\xe9\x0a.txt"


def test_a_size_above_32_bits_is_shown_whole(table: FileTable, files: Files, qtbot: QtBot) -> None:
    table.show_files(files.history, files.session([planned("film", size_bytes=5 * 2**40)]))
    qtbot.waitUntil(showing(table, 0, "5.0 TiB", FileColumn.SIZE))


# By keyboard


def test_all_of_a_million_rows_are_selected_and_copied_without_being_held(table: FileTable, qtbot: QtBot) -> None:
    page = rows(PAGE_ROWS)
    table.show_rows(lambda _first, count: Page(page[:count], 1_000_000))
    qtbot.waitUntil(lambda: table.model.rowCount() == 1_000_000)
    table.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.view.selectionModel().selection().count() == 1
    assert table.view.selectionModel().isSelected(table.model.index(999_999, 0))
    assert len(table.model._pages) <= PAGES_HELD


def test_ctrl_c_copies_path_and_status_of_the_selected_rows(table: FileTable, files: Files, qtbot: QtBot) -> None:
    table.show_files(files.history, files.session([planned("a b"), planned("c", FileStatus.FAILED), planned("d")]))
    qtbot.waitUntil(showing(table, 2, "d"))
    table.setFocus()
    table.view.selectRow(0)
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QApplication.clipboard().setText("")
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "a b\tSent\nc\tFailed")


def test_home_and_end_go_to_the_first_and_last_file(table: FileTable, files: Files, qtbot: QtBot) -> None:
    table.show_files(files.history, files.session(many(1000)))
    qtbot.waitUntil(lambda: table.model.rowCount() == 1000)
    table.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_End)
    assert table.view.currentIndex().row() == 999
    QTest.keyClick(table.view, Qt.Key.Key_Home)
    assert table.view.currentIndex().row() == 0


def test_a_copy_takes_so_many_rows_and_says_how_many_it_left() -> None:
    copied = text_of_rows(lambda _first, count: Page(rows(1) * count, 10**6), [(5, COPY_LIMIT + 23)]).splitlines()
    assert len(copied) == COPY_LIMIT + 1
    assert copied[-1] == "… and 23 more"


# Its width


@pytest.mark.parametrize(
    ("width", "expected"),
    [(1000, [625, 100, 275]), (300, [100, 100, 100]), (250, [150, 100, 0]), (120, [120, 0, 0]), (50, [100, 0, 0])],
)
def test_columns_share_the_width_and_leave_in_their_order(width: int, expected: list[int]) -> None:
    fits = [ColumnFit(100, share=3), ColumnFit(100, leaves=1), ColumnFit(100, share=1, leaves=2)]
    assert fitted(fits, width) == expected


def test_a_narrow_table_keeps_the_message_of_what_failed(table: FileTable, files: Files, qtbot: QtBot) -> None:
    table.resize(550, 400)
    table.show_files(files.history, files.session([planned("a", FileStatus.FAILED, message="Permission denied.")]))
    qtbot.waitUntil(lambda: table.model.rowCount() == 1)
    assert not table.view.isColumnHidden(FileColumn.MESSAGE)
    assert table.view.isColumnHidden(FileColumn.PROGRESS)
    assert table.view.horizontalScrollBar().maximum() == 0


def test_without_messages_their_column_leaves_its_room_to_the_names(
    table: FileTable, files: Files, qtbot: QtBot
) -> None:
    table.resize(900, 400)
    table.show_files(files.history, files.session([planned("a")]))
    qtbot.waitUntil(lambda: table.model.rowCount() == 1)
    assert table.view.isColumnHidden(FileColumn.MESSAGE)
    table.show_files(files.history, files.session([planned("a", FileStatus.FAILED, message="Permission denied.")]))
    qtbot.waitUntil(lambda: not table.view.isColumnHidden(FileColumn.MESSAGE))


def test_no_row_has_children(background: Background) -> None:
    model = FileTableModel(background)
    model.show_rows(lambda _first, _count: Page(rows(3), 3))
    assert model.rowCount(model.createIndex(0, 0)) == 0
    assert model.columnCount(QModelIndex()) == len(FileColumn)
