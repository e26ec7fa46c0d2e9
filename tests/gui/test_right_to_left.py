"""What is painted by hand is the other way round for people who read from right to left."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QStandardItem, QStandardItemModel, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.look.tokens import LIGHT
from desktop_app.gui.statistics.charts import Bar, BarChart, RowChart
from desktop_app.gui.statistics.columns import ColumnChart
from desktop_app.gui.widgets.counts import CountChip
from desktop_app.gui.widgets.fields import PasswordEdit
from desktop_app.gui.widgets.progress import SlimProgressBar
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.widgets.speed_picture import SpeedPicture
from desktop_app.gui.widgets.tables import VALUE_ROLE, ProgressDelegate, set_up_table

LEFT_TO_RIGHT, RIGHT_TO_LEFT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
DAYS = [Bar("1 May", 100, "100"), Bar("2 May", 50, "50"), Bar("3 May", 0, "0"), Bar("4 May", 10, "10")]


@pytest.fixture(autouse=True)
def _program_look(qapp: QApplication) -> None:
    Theme("light").apply(qapp)


def inked(image: QImage, colour: str) -> list[int]:
    """How many pixels of a colour there are in each column, from left to right."""
    wanted = QColor(colour).rgb()
    return [sum(image.pixel(x, y) == wanted for y in range(image.height())) for x in range(image.width())]


def both_ways(qtbot: QtBot, shown: QWidget, size: QSize, colour: str) -> tuple[list[int], list[int]]:
    """What is inked from left to right, and from right to left turned round."""
    qtbot.addWidget(shown)
    shown.resize(size)
    shown.show()
    qtbot.waitExposed(shown)
    one_way = inked(shown.grab().toImage(), colour)
    shown.setLayoutDirection(RIGHT_TO_LEFT)
    return one_way, inked(shown.grab().toImage(), colour)[::-1]


def about_the_same(a: list[int], b: list[int]) -> bool:
    """Edges are blended, and fall on other fractions of a pixel."""
    return sum(a) > 20 and sum(abs(x - y) for x, y in zip(a, b, strict=True)) <= max(4, sum(a) // 100)


@pytest.mark.parametrize("kind", [ColumnChart, RowChart])
def test_charts_begin_at_the_right(qtbot: QtBot, kind: type[BarChart]) -> None:
    made = kind("Sent over time")
    if isinstance(made, ColumnChart):
        made.show_columns(DAYS, str, binary=False)
    else:
        made.show_bars(DAYS)
    one_way, turned = both_ways(qtbot, made, QSize(400, 230), LIGHT.accent)
    assert about_the_same(one_way, turned)
    # It is no picture that is the same both ways.
    assert not about_the_same(one_way, one_way[::-1])


def test_the_mouse_names_the_day_that_it_is_at(qtbot: QtBot) -> None:
    made = ColumnChart("Sent over time")
    qtbot.addWidget(made)
    made.setLayoutDirection(RIGHT_TO_LEFT)
    made.resize(400, 230)
    made.show_columns(DAYS, str, binary=False)
    made.show()
    qtbot.waitExposed(made)
    places = [made.place_of(number) for number in range(len(DAYS))]
    assert [place.left() for place in places] == sorted((place.left() for place in places), reverse=True)
    for place, day in zip(places, DAYS, strict=True):
        QTest.mouseMove(made, place.center().toPoint())
        assert made.chosen is day
    QTest.keyClick(made, Qt.Key.Key_Home)
    QTest.keyClick(made, Qt.Key.Key_Left)
    assert made.chosen is DAYS[1]
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert made.chosen is DAYS[0]


def test_progress_grows_from_the_right(qtbot: QtBot) -> None:
    bar = SlimProgressBar()
    bar.set_fraction(0.25)
    one_way, turned = both_ways(qtbot, bar, QSize(200, 8), LIGHT.accent)
    assert about_the_same(one_way, turned)
    assert sum(one_way[100:]) == 0


def test_the_newest_speed_is_at_the_left(qtbot: QtBot) -> None:
    picture = SpeedPicture()
    for second in range(15):
        picture.add(second * 1000.0, float(second))
    one_way, turned = both_ways(qtbot, picture, picture.size(), LIGHT.accent_soft)
    assert about_the_same(one_way, turned)
    # There is room for half a minute at first.
    assert sum(one_way[: picture.width() // 2]) == 0
    assert sum(one_way[picture.width() // 2 :]) > 0


def test_a_chips_icon_is_before_its_word(qtbot: QtBot) -> None:
    chip = CountChip("", "error", "danger")
    one_way, turned = both_ways(qtbot, chip, QSize(160, 30), LIGHT.surface)
    # The icon hides more of the ground than the count does.
    for ground in (one_way, turned):
        assert sum(ground[:40]) < sum(ground[-40:])


def test_the_side_bar_has_its_line_towards_the_page(qtbot: QtBot) -> None:
    bar = SideBar()
    one_way, turned = both_ways(qtbot, bar, QSize(224, 300), LIGHT.border)
    assert one_way[-1] == turned[-1] == 300


def test_the_eye_of_a_password_is_at_its_end(qtbot: QtBot) -> None:
    edit = PasswordEdit()
    qtbot.addWidget(edit)
    edit.resize(300, 34)
    edit.show()
    assert edit.eye.geometry().center().x() > 250
    edit.setLayoutDirection(RIGHT_TO_LEFT)
    edit.resize(310, 34)
    assert edit.eye.geometry().center().x() < 50
    assert edit.textMargins().left() == edit.eye.width()


@pytest.mark.parametrize("direction", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_a_cells_progress_begins_where_its_line_does(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    table, model = QTableView(), QStandardItemModel(1, 1)
    qtbot.addWidget(table)
    item = QStandardItem()
    item.setData(300, VALUE_ROLE)
    model.setItem(0, 0, item)
    table.setModel(model)
    set_up_table(table, "Files")
    image = QImage(200, 38, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    option = QStyleOptionViewItem()
    option.rect = image.rect()
    option.widget = table
    option.direction = direction
    painter = QPainter(image)
    painter.setLayoutDirection(direction)
    ProgressDelegate(table).paint(painter, option, model.index(0, 0))
    painter.end()
    bar = inked(image, LIGHT.accent)
    before, after = sum(bar[:100]), sum(bar[100:])
    assert (before > 0 and not after) if direction is LEFT_TO_RIGHT else (after > 0 and not before)


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(RIGHT_TO_LEFT)
    yield
    qapp.setLayoutDirection(LEFT_TO_RIGHT)


@pytest.mark.usefixtures("right_to_left")
def test_arrows_point_the_other_way() -> None:
    turned = icon("chevron-right").pixmap(QSize(16, 16), 1.0).toImage()
    lens = icon("search").pixmap(QSize(16, 16), 1.0).toImage()
    QGuiApplication.setLayoutDirection(LEFT_TO_RIGHT)
    usual = icon("chevron-right").pixmap(QSize(16, 16), 1.0).toImage()
    assert turned != usual
    assert turned == usual.transformed(QTransform.fromScale(-1, 1))
    assert lens == icon("search").pixmap(QSize(16, 16), 1.0).toImage()
