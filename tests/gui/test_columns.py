"""Columns of tables: dragged by their titles' borders, and as they were left when the program comes again."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.preferences import Memory
from desktop_app.gui.widgets.columns import ColumnFit, FittedColumns, fitted
from desktop_app.gui.widgets.row_table import Column, RowTable
from desktop_app.gui.widgets.table_memory import TableMemory
from tests.conftest import ADMIN
from tests.gui.clerk import Clerk

Open = Callable[[], RowTable[str]]


def columns() -> Sequence[Column[str]]:
    return (
        Column("Name", lambda row: row, ColumnFit(100, share=1)),
        Column("Length", lambda row: str(len(row)), ColumnFit(80), order=len),
        Column("Turned round", lambda row: row[::-1], ColumnFit(120, leaves=1)),
    )


@pytest.fixture
def open_table(qtbot: QtBot, tmp_path: Path) -> Open:
    """A table as the program shows it when it is started; each call is another start."""

    kept: list[QWidget] = []

    def opened() -> RowTable[str]:
        root = QWidget()
        kept.append(root)
        table = RowTable("Words", columns(), lambda row: row)
        table.setObjectName("words")
        QHBoxLayout(root).addWidget(table)
        qtbot.addWidget(root)
        TableMemory(Memory(tmp_path)).watch(root)
        root.resize(620, 300)
        root.show()
        qtbot.waitExposed(root)
        table.show_rows(["pear", "fig", "cherry"])
        return table

    return opened


def border_of(table: QTableView, column: int) -> QPoint:
    """Where the mouse takes hold of a column to drag it."""
    header = table.horizontalHeader()
    right_to_left = table.layoutDirection() == Qt.LayoutDirection.RightToLeft
    at = header.sectionViewportPosition(column) + (1 if right_to_left else header.sectionSize(column) - 2)
    return QPoint(at, header.height() // 2)


def drag(table: QTableView, column: int, by: int) -> None:
    ground, at = table.horizontalHeader().viewport(), border_of(table, column)
    QTest.mousePress(ground, Qt.MouseButton.LeftButton, pos=at)
    for step in (by // 2, by):
        QTest.mouseMove(ground, at + QPoint(step, 0))
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=at + QPoint(by, 0))


def widths(table: QTableView) -> list[int]:
    return [table.columnWidth(column) for column in range(table.model().columnCount())]


def test_a_dragged_column_is_as_wide_when_the_program_comes_again(open_table: Open) -> None:
    table = open_table()
    name, length, turned = widths(table)
    drag(table, 1, 60)
    # The column that takes what is left over made room for it.
    assert widths(table) == [name - 60, length + 60, turned]
    assert table.horizontalScrollBar().maximum() == 0
    assert widths(open_table()) == [name - 60, length + 60, turned]


def test_the_mouse_goes_the_other_way_from_right_to_left(open_table: Open) -> None:
    table = open_table()
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    before = widths(table)[1]
    drag(table, 1, -60)
    assert widths(table)[1] == before + 60


def test_a_dragged_column_keeps_its_width_while_the_window_changes(open_table: Open) -> None:
    table = open_table()
    drag(table, 1, 60)
    length = widths(table)[1]
    table.window().resize(900, 300)
    assert widths(table)[1] == length
    assert sum(widths(table)) == table.viewport().width()


def test_the_usual_widths_come_back(open_table: Open) -> None:
    table = open_table()
    before = widths(table)
    [reset] = table.horizontalHeader().actions()
    assert reset.text() == "Reset columns"
    assert not reset.isEnabled()
    drag(table, 0, -150)
    assert widths(table) != before
    assert table.horizontalHeader().contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    reset.trigger()
    assert widths(table) == before
    assert widths(open_table()) == before


def test_a_double_click_on_the_border_fits_what_is_in_the_column(open_table: Open) -> None:
    table = open_table()
    table.show_rows(["a word that is much longer than what stood there before", "fig"])
    drag(table, 0, -300)
    ground, at = table.horizontalHeader().viewport(), border_of(table, 0)
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(ground, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=at)
    fits = widths(table)[0]
    assert fits == max(table.sizeHintForColumn(0), table.horizontalHeader().sectionSizeHint(0))
    assert widths(open_table())[0] == fits


def test_the_order_is_remembered(open_table: Open) -> None:
    table = open_table()
    header = table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.rows == ["cherry", "pear", "fig"]
    again = open_table()
    assert again.rows == ["cherry", "pear", "fig"]
    assert again.horizontalHeader().sortIndicatorSection() == 1


@pytest.mark.parametrize(
    "kept",
    [
        "wide",
        {"widths": [100, 100]},
        {"widths": ["1", 2, 3]},
        {"widths": [100, -5, 100]},
        {"order": [7, 0]},
        {"order": [1]},
        {"order": [1, 9]},
    ],
)
def test_what_another_version_kept_is_left_alone(open_table: Open, tmp_path: Path, kept: object) -> None:
    usual = open_table()
    (tmp_path / "window.json").write_text(json.dumps({"remembered": {"tables": {"words": kept}}}))
    table = open_table()
    assert widths(table) == widths(usual)
    assert table.rows == ["pear", "fig", "cherry"]


def test_tables_of_one_name_look_alike(qtbot: QtBot, tmp_path: Path) -> None:
    root = QWidget()
    row = QHBoxLayout(root)
    tables = [RowTable("Words", columns(), lambda word: word) for _ in range(2)]
    for table in tables:
        table.setObjectName("words")
        row.addWidget(table)
    qtbot.addWidget(root)
    TableMemory(Memory(tmp_path)).watch(root)
    root.resize(1200, 300)
    root.show()
    qtbot.waitExposed(root)
    drag(tables[0], 1, 40)
    assert widths(tables[1]) == widths(tables[0])


def test_a_wide_column_makes_no_other_leave() -> None:
    fits = [ColumnFit(100, share=1), ColumnFit(100, leaves=1), ColumnFit(100, share=1)]
    assert fitted(fits, 500, {1: 200}) == [150, 200, 150]
    assert fitted(fits, 300, {0: 400}) == [400, 100, 100]


def test_no_title_is_cut_off(qtbot: QtBot) -> None:
    table = RowTable[str]("Words", [Column("A title that is long", str, ColumnFit(20)), *columns()], str)
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    qtbot.waitExposed(table)
    assert table.columnWidth(0) >= table.horizontalHeader().sectionSizeHint(0)


def test_whoever_signs_in_again_finds_the_tables_as_they_were(admin: Clerk) -> None:
    admin.go_to("users")
    admin.wait_for("user_table", "admin (you)", "operator")
    table = admin.table("user_table")
    before = table.columnWidth(2)
    drag(table, 2, 30)
    admin.person.click_sign_out()
    admin.wait_until(lambda: admin.person.sees("sign_in_page"))
    admin.person.sign_in(*ADMIN)
    admin.go_to("users")
    admin.wait_for("user_table", "admin (you)", "operator")
    again = admin.table("user_table")
    assert again is not table
    assert again.columnWidth(2) == before + 30


def test_every_table_has_a_name_to_be_remembered_by(admin: Clerk) -> None:
    found = admin.person.window.findChildren(FittedColumns)
    assert len(found) > 10
    assert [one.table.accessibleName() for one in found if not one.table.objectName()] == []
