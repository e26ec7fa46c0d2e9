"""Columns are as wide as a person dragged them, and sorted as they were left, when the window is opened again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from desktop_app.gui.look.theme import Theme
from desktop_app.gui.preferences import Memory
from desktop_app.gui.widgets.columns import ColumnFit, fitted
from desktop_app.gui.window import MainWindow
from tests.conftest import ADMIN
from tests.gui.clerk import Clerk
from tests.gui.person import Person

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened_again(qtbot: QtBot, admin: Clerk, tmp_path: Path) -> Iterator[Callable[[], Clerk]]:
    """Closes the window; the same person opens another, on the same computer."""
    windows: list[MainWindow] = []

    def open_again() -> Clerk:
        admin.person.window.close()
        window = MainWindow(Theme("light"), Memory(tmp_path / "memory"))
        windows.append(window)
        window.show()
        # A restored window fits the screen, which is small in tests.
        window.resize(admin.person.window.size())
        clerk = Clerk(Person(qtbot, window), admin.application, admin.company)
        clerk.sign_in(ADMIN)
        return clerk

    yield open_again
    for window in windows:
        window.quit()
        qtbot.waitUntil(lambda window=window: not window.isVisible(), timeout=30_000)  # type: ignore[misc]
        window.shut_down()
        window.deleteLater()


def drag_border(table: QTableView, column: int, by: int) -> None:
    """Drag a column's right border with the mouse."""
    header = table.horizontalHeader()
    border = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) - 2, header.height() // 2)
    QTest.mousePress(header.viewport(), _LEFT, pos=border)
    for step in (by // 2, by):
        place = border + QPoint(step, 0)
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            place.toPointF(),
            header.viewport().mapToGlobal(place).toPointF(),
            Qt.MouseButton.NoButton,
            _LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(header.viewport(), moved)
    QTest.mouseRelease(header.viewport(), _LEFT, pos=border + QPoint(by, 0))


def double_click_border(table: QTableView, column: int) -> None:
    header = table.horizontalHeader()
    border = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) - 2, header.height() // 2)
    QTest.mouseClick(header.viewport(), _LEFT, pos=border)
    QTest.mouseDClick(header.viewport(), _LEFT, pos=border)
    QTest.mouseRelease(header.viewport(), _LEFT, pos=border)


def reset(table: QTableView) -> None:
    actions = [action for action in table.horizontalHeader().actions() if action.text() == "Reset columns"]
    assert len(actions) == 1
    assert actions[0].isEnabled()
    actions[0].trigger()


def widths(clerk: Clerk) -> list[int]:
    table = clerk.table("user_table")
    return [table.columnWidth(column) for column in range(table.model().columnCount())]


def test_a_dragged_column_keeps_its_width_and_the_others_share_the_rest(
    admin: Clerk, opened_again: Callable[[], Clerk]
) -> None:
    admin.go_to("users")
    admin.wait_until(lambda: admin.person.sees("user_table"))
    table = admin.table("user_table")
    usual = widths(admin)
    drag_border(table, 1, -30)
    assert table.columnWidth(1) == usual[1] - 30
    dragged = widths(admin)
    assert sum(dragged) == sum(usual)
    again = opened_again()
    again.go_to("users")
    again.wait_until(lambda: widths(again) == dragged)
    reset(again.table("user_table"))
    assert widths(again) == usual
    again = opened_again()
    again.go_to("users")
    again.wait_until(lambda: widths(again) == usual)


def test_a_double_click_on_a_border_makes_a_column_as_wide_as_what_it_holds(
    admin: Clerk, opened_again: Callable[[], Clerk]
) -> None:
    admin.go_to("users")
    admin.wait_until(lambda: admin.person.sees("user_table"))
    table = admin.table("user_table")
    drag_border(table, 1, -40)
    dragged = table.columnWidth(1)
    double_click_border(table, 1)
    wide = table.columnWidth(1)
    assert wide != dragged
    assert wide == max(table.sizeHintForColumn(1), table.horizontalHeader().sectionSizeHint(1))
    again = opened_again()
    again.go_to("users")
    again.wait_until(lambda: widths(again)[1] == wide)


def test_a_table_is_sorted_as_it_was_left(admin: Clerk, opened_again: Callable[[], Clerk]) -> None:
    admin.go_to("users")
    admin.wait_until(lambda: len(admin.column("user_table")) > 1)
    before = admin.column("user_table")
    header = admin.table("user_table").horizontalHeader()
    at = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    for _ in range(2):
        if admin.column("user_table") == before:
            QTest.mouseClick(header.viewport(), _LEFT, pos=at)
    assert admin.column("user_table") == before[::-1]
    again = opened_again()
    again.go_to("users")
    again.wait_until(lambda: len(again.column("user_table")) > 1)
    assert again.column("user_table") == before[::-1]


@pytest.mark.parametrize(
    "kept", [{"widths": [1, "2"], "order": [99, 0]}, {"widths": [-5] * 6, "order": [0, 7]}, [1, 2]]
)
def test_what_others_wrote_into_the_file_changes_nothing(
    admin: Clerk, opened_again: Callable[[], Clerk], tmp_path: Path, kept: object
) -> None:
    admin.go_to("users")
    admin.wait_until(lambda: admin.person.sees("user_table"))
    usual = widths(admin)
    Memory(tmp_path / "memory").remember(tables={"user_table": kept})
    again = opened_again()
    again.go_to("users")
    again.wait_until(lambda: widths(again) == usual)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [({}, [300, 100, 100]), ({1: 150}, [250, 150, 100]), ({0: 120}, [120, 100, 100]), ({0: 600}, [600, 100, 100])],
)
def test_a_chosen_width_stays_whatever_room_there_is(chosen: dict[int, int], expected: list[int]) -> None:
    fits = [ColumnFit(100, share=1), ColumnFit(100, leaves=1), ColumnFit(100)]
    assert fitted(fits, 500, chosen) == expected
