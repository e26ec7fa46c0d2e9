"""The search and the lists beside it can be read, however narrow the window and however long the words."""

from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.history.filters import HistoryFilters
from desktop_app.gui.history.list import HistoryColumn, HistoryList
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.filter_row import FilterRow
from desktop_app.gui.widgets.search import SearchEdit
from desktop_app.gui.widgets.segments import SegmentedChoice
from tests.gui.clerk import Clerk

W_SMALLEST, W_USUAL, W_WIDE = 548, 828, 1400
"""Of a page in a window of the smallest, the usual and a large size."""


@pytest.fixture(autouse=True)
def _program_look(qapp: QApplication) -> None:
    Theme("light").apply(qapp)


def rows_of(shown: QWidget) -> list[int]:
    """How many fields stand beside each other in each row, from above."""
    fields = [*shown.findChildren(SearchEdit), *shown.findChildren(ChoiceBox)]
    heights = [field.mapTo(shown, field.rect().center()).y() for field in fields if field.isVisible()]
    return [heights.count(height) for height in sorted(set(heights))]


def stands_in(shown: QWidget, rows: list[int]) -> bool:
    return rows_of(shown) == rows


def is_readable(field: QWidget) -> bool:
    return field.width() >= field.sizeHint().width()


@pytest.mark.parametrize(
    ("width", "with_people", "rows"),
    [
        (W_WIDE, True, [5]),
        (W_USUAL, True, [1, 4]),
        (W_SMALLEST, True, [1, 2, 2]),
        (W_USUAL, False, [4]),
        (W_SMALLEST, False, [1, 3]),
    ],
)
def test_filters_that_find_no_room_go_below(qtbot: QtBot, width: int, with_people: bool, rows: list[int]) -> None:
    filters = HistoryFilters()
    qtbot.addWidget(filters)
    filters.show_people(with_people)
    filters.resize(width, 200)
    filters.show()
    qtbot.waitUntil(lambda: rows_of(filters) == rows)
    fields = [*filters.findChildren(SearchEdit), *filters.findChildren(ChoiceBox)]
    assert all(is_readable(field) for field in fields if field.isVisible())


def test_they_come_back_beside_each_other_and_nothing_is_lost(qtbot: QtBot) -> None:
    search, lists = SearchEdit("Search"), [ChoiceBox() for _ in range(3)]
    page, row = QWidget(), FilterRow(search, lists)
    QVBoxLayout(page).addWidget(row)
    qtbot.addWidget(page)
    page.show()
    for width, expected in ((900, [4]), (190, [1, 1, 1, 1]), (900, [4])):
        page.resize(width, 300)
        qtbot.waitUntil(partial(stands_in, row, expected))
    row.show_list(lists[1], False)
    qtbot.waitUntil(lambda: rows_of(row) == [3])
    row.show_list(lists[1], True)
    in_order = list(pairwise([search, *lists]))
    qtbot.waitUntil(lambda: rows_of(row) == [4] and all(a.geometry().right() < b.x() for a, b in in_order))


def test_the_companys_sizes_are_in_sight_at_the_usual_size(operator: Clerk) -> None:
    operator.go_to("history")
    operator.person.find(SegmentedChoice, "history_choice").choose("company")
    shown = operator.person.find(HistoryList, "company_list")
    assert operator.person.window.width() == 1100
    assert not shown.isColumnHidden(HistoryColumn.SIZE)
    assert not shown.isColumnHidden(HistoryColumn.WHO)
