"""The widgets that pages are built of."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.domain.states import CycleStatus, FileStatus, SessionStatus
from desktop_app.gui.look.formatting import as_tip
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.look.tokens import LIGHT
from desktop_app.gui.widgets.controls import ElidedLabel
from desktop_app.gui.widgets.counts import CountChip, StatTile
from desktop_app.gui.widgets.drop_area import DropArea
from desktop_app.gui.widgets.fields import AddressEdit, ChoiceBox, FormField, PasswordEdit
from desktop_app.gui.widgets.messages import Banner, EmptyState
from desktop_app.gui.widgets.progress import SlimProgressBar
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.widgets.tables import (
    STATUS_LOOKS,
    VALUE_ROLE,
    ProgressDelegate,
    StatusDelegate,
    set_up_table,
)


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Theme:
    theme = Theme("light")
    theme.apply(qapp)
    return theme


def drop(area: DropArea, urls: Sequence[QUrl]) -> QDropEvent:
    """Drag `urls` over the area, offered as a move, and let go."""
    mime = QMimeData()
    mime.setUrls(urls)
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    both = move | Qt.DropAction.CopyAction
    QApplication.sendEvent(area, QDragEnterEvent(QPoint(5, 5), both, mime, left, none))
    event = QDropEvent(QPointF(5, 5), both, mime, left, none)
    event.setDropAction(move)
    QApplication.sendEvent(area, event)
    return event


def test_several_folders_and_files_are_dropped_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    area = DropArea()
    qtbot.addWidget(area)
    folder, file = tmp_path / "a folder, with 100 %", tmp_path / "größe.txt"
    urls = [QUrl.fromLocalFile(str(path)) for path in (folder, file, folder)]
    with qtbot.waitSignal(area.dropped) as dropped:
        event = drop(area, urls)
    assert dropped.args == [[folder, file]]
    assert event.dropAction() == Qt.DropAction.CopyAction


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode there")
def test_a_name_that_is_not_utf8_arrives_byte_for_byte(qtbot: QtBot) -> None:
    area = DropArea()
    qtbot.addWidget(area)
    with qtbot.waitSignal(area.dropped) as dropped:
        drop(area, [QUrl.fromEncoded(b"file:///data/caf%E9.raw")])
    [[path]] = dropped.args or [[]]
    assert os.fsencode(path) == b"/data/caf\xe9.raw"


def test_what_is_not_on_this_computer_is_left_out_kindly(qtbot: QtBot, tmp_path: Path) -> None:
    area = DropArea()
    qtbot.addWidget(area)
    web = QUrl("https://example.org/picture.png")
    with qtbot.assertNotEmitted(area.dropped):
        drop(area, [web])
    assert "on this computer" in area.note
    with qtbot.waitSignal(area.dropped) as dropped:
        drop(area, [web, QUrl.fromLocalFile(str(tmp_path))])
    assert dropped.args == [[tmp_path]]
    assert "left out" in area.note


def test_the_area_lights_up_while_something_is_over_it(qtbot: QtBot, tmp_path: Path) -> None:
    area = DropArea()
    qtbot.addWidget(area)
    area.resize(400, 300)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(area, QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, left, none))
    assert area.grab().toImage().pixelColor(20, 150).name().upper() == LIGHT.accent_soft
    QApplication.sendEvent(area, QDragLeaveEvent())
    assert area.grab().toImage().pixelColor(20, 150).name().upper() == LIGHT.surface


def test_a_folder_is_chosen_by_keyboard(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def choose_there(_parent: QWidget, _title: str, begin: str) -> str:
        begun.append(begin)
        return str(tmp_path)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose_there)
    area = DropArea()
    qtbot.addWidget(area)
    [choose, _] = area.findChildren(QPushButton)
    with qtbot.waitSignal(area.dropped) as dropped:
        QTest.keyClick(choose, Qt.Key.Key_Space)
    assert dropped.args == [[tmp_path]]
    assert choose.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(choose, Qt.Key.Key_Space)
    assert begun == [str(Path.home()), str(tmp_path.parent)]


def test_a_compact_area_is_one_row(qtbot: QtBot) -> None:
    area = DropArea()
    qtbot.addWidget(area)
    large = area.sizeHint().height()
    area.set_compact(True, "2 folders, 310 files")
    assert area.sizeHint().height() < large / 2


def test_a_banner_shows_its_message_offers_its_action_and_goes(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.show_message("warning", "The company cannot be reached", "Your upload goes on.", action="Try now")
    assert not banner.isHidden()
    assert banner.accessibleName() == "The company cannot be reached Your upload goes on."
    [action] = banner.findChildren(QPushButton)
    with qtbot.waitSignal(banner.action_triggered):
        action.click()
    with qtbot.waitSignal(banner.dismissed):
        banner.dismiss()
    assert banner.isHidden()


def test_an_empty_state_leads_on(qtbot: QtBot) -> None:
    state = EmptyState("history", "Nothing sent yet", "What you send appears here.", "Send a folder")
    qtbot.addWidget(state)
    [action] = state.findChildren(QPushButton)
    with qtbot.waitSignal(state.action_triggered):
        action.click()


@pytest.fixture
def side_bar(qtbot: QtBot) -> SideBar:
    bar = SideBar()
    qtbot.addWidget(bar)
    bar.add_page("upload", "Upload", "upload")
    bar.add_page("history", "History", "history")
    bar.add_group("Admin")
    bar.add_page("users", "Users", "users")
    bar.select("upload")
    return bar


def test_the_side_bar_is_walked_by_keyboard_and_skips_headings(qtbot: QtBot, side_bar: SideBar) -> None:
    pages: list[str] = []
    side_bar.page_selected.connect(pages.append)
    side_bar.show()
    qtbot.waitExposed(side_bar)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(side_bar.navigation, key)
    assert pages == ["history", "users", "history"]


def test_the_foot_says_how_things_stand_in_words(side_bar: SideBar) -> None:
    foot = side_bar.foot
    foot.set_signed_in("Ada Lovelace", "Northwind")
    foot.set_reachability("away")
    foot.set_waiting(1234)
    assert (
        foot.accessibleDescription() == "Ada Lovelace, Northwind, Company cannot be reached, 1,234 records to deliver"
    )
    foot.set_waiting(0)
    foot.set_reachability("reachable", "Connected, read only")
    assert foot.accessibleDescription() == "Ada Lovelace, Northwind, Connected, read only"


def test_tiles_and_chips_say_what_they_count(qtbot: QtBot) -> None:
    tile, chip = StatTile("To send", "upload"), CountChip("Failed", "error", "danger")
    qtbot.addWidget(tile)
    qtbot.addWidget(chip)
    tile.set_value(10_000, "22.9 GiB")
    chip.set_count(2**40)
    assert tile.accessibleName() == "To send: 10,000 22.9 GiB"
    assert chip.accessibleName() == "Failed: 1,099,511,627,776"
    chip.resize(chip.sizeHint())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.isChecked()


def test_the_bar_takes_any_fraction_and_moves_only_while_seen(qtbot: QtBot) -> None:
    bar = SlimProgressBar("Upload")
    qtbot.addWidget(bar)
    bar.set_fraction((2**62) / 2**63)
    assert (bar.value(), bar.maximum()) == (500, 1000)
    bar.set_fraction(1.7)
    assert bar.value() == 1000
    bar.set_fraction(None)
    assert bar.maximum() == 0
    moving = [bar.is_moving]
    bar.show()
    moving.append(bar.is_moving)
    bar.hide()
    moving.append(bar.is_moving)
    assert moving == [False, True, False]


def test_a_password_can_be_looked_at(qtbot: QtBot) -> None:
    field = PasswordEdit()
    qtbot.addWidget(field)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert field.eye.accessibleName() == "Show password"
    QTest.keyClick(field.eye, Qt.Key.Key_Space)
    assert field.echoMode() == QLineEdit.EchoMode.Normal
    assert field.eye.accessibleName() == "Hide password"


def test_an_error_does_not_make_the_form_jump(qtbot: QtBot) -> None:
    field = FormField("Company address", QLineEdit())
    qtbot.addWidget(field)
    field.show()
    before = field.sizeHint()
    field.set_error("This is not an address.")
    assert field.sizeHint().height() == before.height()
    assert field.error == "This is not an address."
    assert field.field.accessibleDescription() == "This is not an address."
    field.set_error("")
    assert field.error == ""


def test_a_long_path_gives_way_in_the_middle(qtbot: QtBot) -> None:
    shown = ElidedLabel("/media/field/CARD_03/2024-11 survey/site A/images/IMG_00001.CR3")
    qtbot.addWidget(shown)
    shown.resize(160, 20)
    shown.show()
    assert "…" in shown.shown_text
    assert shown.shown_text.startswith("/media")
    assert shown.toolTip() == as_tip(shown.text())
    shown.resize(2000, 20)
    assert shown.shown_text == shown.text()
    assert shown.toolTip() == ""


def test_two_lines_are_filled_before_any_word_gives_way(qtbot: QtBot) -> None:
    told = "clip 3.mov stands for a file in a cloud. Have the cloud's program keep it on this computer, then send it."
    shown = ElidedLabel(told, "muted", Qt.TextElideMode.ElideRight, lines=2)
    qtbot.addWidget(shown)
    shown.show()
    one_line = shown.fontMetrics().horizontalAdvance(told)
    shown.resize(one_line + 20, 40)
    assert shown.shown_text == told
    shown.resize(int(one_line * 0.7), 40)
    lines = shown.shown_text.split("\n")
    assert len(lines) == 2
    assert " ".join(lines) == told
    assert shown.toolTip() == ""
    shown.resize(int(one_line * 0.35), 40)
    first, last = shown.shown_text.split("\n")
    assert told.startswith(first + " ")
    assert last.endswith("…")
    assert shown.toolTip() == as_tip(told)
    for line in (first, last):
        assert shown.fontMetrics().horizontalAdvance(line) <= shown.width()
    shown.setText("")
    assert shown.shown_text == ""


def test_a_click_on_the_words_opens_the_whole_list_and_typing_narrows_it(qtbot: QtBot) -> None:
    box = ChoiceBox(searchable=True)
    qtbot.addWidget(box)
    box.set_choices([("Coast", 1), ("Dunes", 2), ("Harbour", 3)], "Choose a project")
    box.show()
    edit, completer = box.lineEdit(), box.completer()
    assert edit is not None
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 3
    QTest.keyClicks(edit, "un")
    qtbot.waitUntil(lambda: popup.model().rowCount() == 1)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert box.choice() == 2
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 3


@pytest.mark.parametrize("x", [2, 60, 150])
def test_a_click_anywhere_beside_the_arrow_opens_the_list(qtbot: QtBot, x: int) -> None:
    box = ChoiceBox(searchable=True)
    qtbot.addWidget(box)
    box.set_choices([("Coast", 1), ("Dunes", 2)], "Choose a project")
    box.resize(220, 34)
    box.show()
    target = box.childAt(x, 3) or box
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(box, QPoint(x, 3)))
    completer = box.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    assert not box.view().isVisible()


def test_an_address_gives_way_in_its_middle_until_somebody_types_in_it(qtbot: QtBot) -> None:
    edit, other = AddressEdit(), QLineEdit()
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(other)
    column.addWidget(edit)
    qtbot.addWidget(page)
    address = "postgresql://waybill_login@database.department.example.org:5432/the_company"
    edit.setText(address)
    page.resize(320, 120)
    page.show()
    qtbot.waitExposed(page)
    assert edit.shown_text.startswith("postgresql://")
    assert edit.shown_text.endswith("/the_company")
    assert "…" in edit.shown_text
    assert edit.toolTip() == as_tip(address)
    resting = edit.grab().toImage()
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(edit.hasFocus)
    assert edit.text() == address
    assert edit.grab().toImage() != resting
    page.resize(900, 120)
    qtbot.waitUntil(lambda: edit.shown_text == address)
    assert edit.toolTip() == ""


def test_a_searchable_choice_keeps_only_what_is_offered(qtbot: QtBot) -> None:
    box, other = ChoiceBox(searchable=True), QLineEdit()
    qtbot.addWidget(box)
    qtbot.addWidget(other)
    box.set_choices([("Coastal survey", 1), ("Glacier cameras", 2)], "Choose a project")
    assert box.choice() is None
    box.show()
    for typed, choice in (("glacier CAMERAS", 2), ("nonsense", 2)):
        box.setEditText(typed)
        box.settle()
        assert (box.choice(), box.currentText()) == (choice, "Glacier cameras")
    box.choose(1)
    assert box.choice() == 1
    box.choose(99)
    assert box.choice() is None


def test_what_is_typed_is_taken_if_it_means_one_choice_and_chooses_nothing_before(qtbot: QtBot) -> None:
    box = ChoiceBox(searchable=True)
    qtbot.addWidget(box)
    box.set_choices([("Coastal survey", 1), ("Glacier cameras", 2), ("Glacier sound", 3)], "Choose a project")
    box.choose(1)
    for typed, choice in (("glacier", 1), ("sound", 3), ("coast", 1), ("", 1)):
        box.setEditText(typed)
        assert box.choice() is None
        box.settle()
        assert box.choice() == choice


def test_every_status_of_the_domain_has_its_looks() -> None:
    assert {*FileStatus, *SessionStatus, *CycleStatus} <= set(STATUS_LOOKS)
    assert len({look.word for look in STATUS_LOOKS.values()}) == len(STATUS_LOOKS)


@pytest.mark.parametrize(
    ("delegate", "value"), [(StatusDelegate, FileStatus.FAILED), (ProgressDelegate, 420), (ProgressDelegate, None)]
)
def test_delegates_paint_their_value(qtbot: QtBot, delegate: type[QAbstractItemDelegate], value: object) -> None:
    table, model = QTableView(), QStandardItemModel(1, 1)
    qtbot.addWidget(table)
    item = QStandardItem()
    item.setData(value, VALUE_ROLE)
    model.setItem(0, 0, item)
    table.setModel(model)
    set_up_table(table, "Files")
    empty = painted(delegate(table), table, QModelIndex())
    assert (painted(delegate(table), table, model.index(0, 0)) != empty) == (value is not None)


def painted(delegate: QAbstractItemDelegate, table: QTableView, index: QModelIndex) -> QImage:
    image = QImage(150, 38, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    option = QStyleOptionViewItem()
    option.rect = image.rect()
    option.widget = table
    painter = QPainter(image)
    delegate.paint(painter, option, index)
    painter.end()
    return image


def test_a_narrow_banner_has_its_action_under_the_words(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message("warning", "No safe keychain", "It keeps none. " * 8, action="Sign in without keeping")
    action = next(one for one in banner.findChildren(QPushButton) if one.text())
    for width, is_under in ((420, True), (900, False), (420, True)):
        banner.resize(width, banner.heightForWidth(width))
        qtbot.waitUntil(lambda: (action.y() > banner.height() // 2) is is_under)  # noqa: B023
        assert action.width() >= action.sizeHint().width()
