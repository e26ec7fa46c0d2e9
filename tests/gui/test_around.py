"""The tray, preferences, log, help and about; and what is remembered from one start to the next."""

import json
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication, QImage, QPalette, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
)
from pytestqt.qtbot import QtBot

from desktop_app import __version__
from desktop_app.bootstrap import Application
from desktop_app.domain.states import SessionStatus
from desktop_app.gui import around
from desktop_app.gui.desk.help_dialog import PLACES, HelpDialog
from desktop_app.gui.desk.tray import Tray, icon_with_progress
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.look.tokens import DARK
from desktop_app.gui.preferences import Memory, OnClose, Preferences
from desktop_app.gui.upload.bandwidth_box import BandwidthBox
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.search import SearchEdit
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.window import MainWindow
from tests.conftest import OPERATOR
from tests.fault_proxy import FaultProxy
from tests.gui.person import Person
from tests.gui.sending import start, status, wait_for_verdict, wait_until_sending


def choose_from_menu(person: Person, words: str) -> None:
    """Click one's name, and then an entry of the menu."""
    QTest.mouseClick(person.find(QAbstractButton, "account_button"), Qt.MouseButton.LeftButton)
    person.wait_until(lambda: person.window.findChild(QMenu, "account_menu") is not None)
    menu = person.find(QMenu, "account_menu")
    action = next(action for action in menu.actions() if action.text() == words)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def dialog(person: Person, name: str) -> QDialog:
    person.wait_until(lambda: any(one.isVisible() for one in person.window.findChildren(QDialog, name)))
    return next(one for one in person.window.findChildren(QDialog, name) if one.isVisible())


def press(parent: QDialog, text: str) -> None:
    found = [button for button in parent.findChildren(QPushButton) if button.text() == text]
    assert len(found) == 1, f"{len(found)} buttons say {text}"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


# Preferences


def test_preferences_hold_at_once_and_after_a_restart(
    signed_in: Person, window: MainWindow, tmp_path: Path, qapp: QApplication
) -> None:
    person = signed_in
    choose_from_menu(person, "Preferences…")
    form = dialog(person, "form_dialog")
    scheme = form.findChild(ChoiceBox, "form_scheme")
    assert isinstance(scheme, ChoiceBox)
    scheme.choose("dark")
    excludes = form.findChild(QPlainTextEdit, "form_excludes")
    assert isinstance(excludes, QPlainTextEdit)
    QTest.keyClicks(excludes, "*.tmp")
    notify = form.findChild(QCheckBox, "form_notify")
    assert isinstance(notify, QCheckBox)
    QTest.mouseClick(notify, Qt.MouseButton.LeftButton, pos=QPoint(8, notify.height() // 2))
    limit = form.findChild(BandwidthBox, "form_bandwidth_limit")
    assert isinstance(limit, BandwidthBox)
    limit.setValue(2.5)
    press(form, "Save")
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.background
    chosen = Preferences("dark", notify=False, excludes=("*.tmp",), bandwidth_limit=int(2.5 * 2**20))
    assert window.memory.preferences == chosen
    assert person.find(QPlainTextEdit, "exclude_patterns").toPlainText() == "*.tmp"
    assert Memory(tmp_path / "memory").preferences == chosen


@pytest.mark.parametrize(
    "kept",
    ["", "[]", "{", '{"preferences": 3}', '{"preferences": {"scheme": "pink", "notify": "no"}}'],
)
def test_a_file_of_preferences_that_says_nothing_useful_is_as_good_as_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / "window.json").write_text(kept)
    memory = Memory(tmp_path)
    assert memory.preferences == Preferences()
    memory.choose(Preferences(on_close=OnClose.TRAY))
    assert Memory(tmp_path).preferences.on_close is OnClose.TRAY
    assert json.loads((tmp_path / "window.json").read_text())["preferences"]["on_close"] == "tray"


def test_the_window_comes_back_as_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    for height, before in ((570, None), (580, 570)):  # The offscreen screen has 600.
        window = MainWindow(Theme("light"), Memory(tmp_path))
        window.show()
        if before is not None:
            assert window.height() == before
        window.resize(820, height)
        window.close()
        window.shut_down()


def test_the_last_place_is_chosen_again(signed_in: Person, window: MainWindow, folder: Path) -> None:
    person = signed_in
    start(person, folder)
    wait_for_verdict(person)
    person.click_sign_out()
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.sign_in(*OPERATOR)
    person.drop([folder])
    person.wait_until(lambda: person.find(ChoiceBox, "cycle_choice").currentText() == "1 · Spring")
    assert person.find(ChoiceBox, "project_choice").currentText() == "Survey"


# Help, log, about


def test_f1_opens_the_chapter_of_the_page(signed_in: Person, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    page = dialog(signed_in, "help_dialog").findChild(QTextBrowser, "help_page")
    assert isinstance(page, QTextBrowser)
    signed_in.wait_until(lambda: page.textCursor().block().text() == "In the window")
    signed_in.wait_until(lambda: 0 <= page.cursorRect().top() < 60)


def test_f1_opens_the_passage_about_the_page(signed_in: Person, window: MainWindow) -> None:
    signed_in.find(SideBar, "side_bar").select("history")
    QTest.keyClick(window, Qt.Key.Key_F1)
    page = dialog(signed_in, "help_dialog").findChild(QTextBrowser, "help_page")
    assert isinstance(page, QTextBrowser)
    signed_in.wait_until(lambda: page.textCursor().block().text().startswith("History keeps your uploads"))
    signed_in.wait_until(lambda: 0 <= page.cursorRect().top() < 60)


@pytest.mark.parametrize("page", PLACES)
def test_every_place_of_help_is_there(signed_in: Person, window: MainWindow, page: str) -> None:
    place = PLACES[page]
    shown = HelpDialog(window, place)
    shown.show()
    signed_in.wait_until(lambda: shown.page.textCursor().position() > 0)
    assert shown.page.textCursor().block().text().startswith(place.passage or place.chapter)
    shown.close()


@pytest.mark.parametrize("width", [560, 820])
def test_help_is_no_wider_than_its_page(signed_in: Person, window: MainWindow, width: int) -> None:
    shown = HelpDialog(window)
    shown.resize(width, 500)
    shown.show()
    signed_in.wait_until(lambda: shown.page.verticalScrollBar().maximum() > 0)
    assert shown.page.document().size().width() <= shown.page.viewport().width()
    assert shown.page.horizontalScrollBar().maximum() == 0
    assert "\ufffc" not in shown.page.toPlainText().partition("Install")[0], "a picture that moves is an empty place"
    shown.close()


def click_link(person: Person, shown: HelpDialog, words: str) -> None:
    """Click where a page of help says so."""
    found = shown.page.document().find(words)
    assert found.charFormat().anchorHref(), words
    shown.page.setTextCursor(found)
    shown.page.ensureCursorVisible()
    place = shown.page.cursorRect(found)
    QTest.mouseClick(shown.page.viewport(), Qt.MouseButton.LeftButton, pos=place.center() - QPoint(4, 0))


def test_links_of_help_lead_to_the_manual_and_back(signed_in: Person, window: MainWindow) -> None:
    shown = HelpDialog(window)
    shown.show()
    back = next(one for one in shown.findChildren(QPushButton) if one.text() == "Back")
    assert not back.isVisible()
    begins = shown.page.document().begin().text()
    click_link(signed_in, shown, "manual")
    assert shown.page.document().begin().text() == "Waybill: the manual"
    picture = shown.page.document().resource(
        QTextDocument.ResourceType.ImageResource.value, QUrl("screenshots/sign-in-light.png")
    )
    assert isinstance(picture, QImage)
    assert not picture.isNull()
    click_link(signed_in, shown, "Interruptions")
    assert shown.page.textCursor().block().text() == "Interruptions"
    shown.page.verticalScrollBar().setValue(0)
    click_link(signed_in, shown, "README")
    assert shown.page.document().begin().text() == begins
    for _ in range(3):
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert shown.page.document().begin().text() == begins
    assert not back.isVisible()
    shown.close()


def test_the_log_is_followed_and_searched(signed_in: Person, application: Application) -> None:
    choose_from_menu(signed_in, "Log…")
    shown = dialog(signed_in, "log_dialog")
    lines = shown.findChild(QPlainTextEdit, "log_lines")
    search = shown.findChild(SearchEdit, "log_search")
    assert isinstance(lines, QPlainTextEdit)
    assert isinstance(search, SearchEdit)
    signed_in.wait_until(lambda: "signed in" in lines.toPlainText())
    with application.settings.log_path.open("a") as log:
        log.write("a line that was written just now\n")
    signed_in.wait_until(lambda: "just now" in lines.toPlainText())
    QTest.keyClicks(search, "JUST now")
    signed_in.wait_until(lambda: lines.toPlainText() == "a line that was written just now")


def test_a_support_bundle_is_saved_and_said_so(
    signed_in: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "help.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    choose_from_menu(signed_in, "Save support bundle…")
    signed_in.answer("question_stay")
    signed_in.wait_until(lambda: signed_in.banner("notice").startswith("Support bundle saved"))
    assert target.read_bytes()[:2] == b"PK"


def test_about_says_the_version_and_copies_it(signed_in: Person) -> None:
    choose_from_menu(signed_in, "About Waybill")
    press(dialog(signed_in, "about_dialog"), "Copy versions")
    assert f"Waybill {__version__}" in QGuiApplication.clipboard().text()


# The tray


@pytest.fixture
def with_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    """The offscreen platform has no tray; the icon is made all the same."""
    monkeypatch.setattr(around, "has_tray", lambda: True)


def entry(window: MainWindow, words: str) -> QAction:
    menu = window.findChild(QMenu, "tray_menu")
    assert isinstance(menu, QMenu)
    return next(action for action in menu.actions() if action.text() == words)


@pytest.mark.usefixtures("with_tray")
@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
class TestTray:
    def test_closing_offers_to_go_on_in_the_tray(
        self, signed_in: Person, window: MainWindow, folder: Path, proxy: FaultProxy, slow: threading.Event
    ) -> None:
        start(signed_in, folder)
        wait_until_sending(signed_in, proxy)
        window.close()
        signed_in.answer("question_other")
        signed_in.wait_until(lambda: not window.isVisible())
        slow.set()
        entry(window, "Open Waybill").trigger()
        assert window.isVisible()
        assert wait_for_verdict(signed_in).startswith("All 40 files")

    def test_the_tray_pauses_and_quits(
        self,
        signed_in: Person,
        window: MainWindow,
        application: Application,
        folder: Path,
        proxy: FaultProxy,
        slow: threading.Event,
    ) -> None:
        window.memory.choose(Preferences(on_close=OnClose.TRAY))
        start(signed_in, folder)
        wait_until_sending(signed_in, proxy)
        window.close()
        assert not window.isVisible()
        tray = window.findChild(Tray)
        assert isinstance(tray, Tray)
        signed_in.wait_until(lambda: "%" in tray.icon.toolTip())
        entry(window, "Quit").trigger()
        slow.set()
        signed_in.wait_until(lambda: status(application) is SessionStatus.PAUSED)

    def test_what_the_tray_paused_goes_on_from_there(
        self,
        signed_in: Person,
        window: MainWindow,
        application: Application,
        folder: Path,
        proxy: FaultProxy,
        slow: threading.Event,
    ) -> None:
        start(signed_in, folder)
        wait_until_sending(signed_in, proxy)
        signed_in.wait_until(lambda: entry(window, "Pause").isVisible())
        assert not entry(window, "Go on").isVisible()
        entry(window, "Pause").trigger()
        slow.set()
        signed_in.wait_until(lambda: status(application) is SessionStatus.PAUSED)
        signed_in.wait_until(lambda: entry(window, "Go on").isVisible())
        assert not entry(window, "Pause").isVisible()
        entry(window, "Go on").trigger()
        assert wait_for_verdict(signed_in).startswith("All 40 files")
        assert not entry(window, "Go on").isVisible()

    def test_who_always_pauses_is_not_asked(
        self,
        signed_in: Person,
        window: MainWindow,
        application: Application,
        folder: Path,
        proxy: FaultProxy,
        slow: threading.Event,
    ) -> None:
        window.memory.choose(Preferences(on_close=OnClose.PAUSE))
        start(signed_in, folder)
        wait_until_sending(signed_in, proxy)
        window.close()
        slow.set()
        signed_in.wait_until(lambda: not window.isVisible())
        assert status(application) is SessionStatus.PAUSED


def test_the_ring_grows(qapp: QApplication) -> None:
    def blue(fraction: float) -> int:
        picture = icon_with_progress(fraction).pixmap(64, 64).toImage()
        colours = [picture.pixelColor(x, y) for x in range(64) for y in range(64)]
        return sum(one.blue() > one.red() + 60 and one.alpha() > 200 for one in colours)

    assert qapp is not None
    empty, half, whole = blue(0.0), blue(0.5), blue(1.0)
    assert empty < half < whole
    assert half - empty == pytest.approx((whole - empty) / 2, rel=0.15)
