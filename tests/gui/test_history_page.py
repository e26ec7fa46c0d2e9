"""The history tells what became of every upload, here and in the company, whether or not the company answers."""

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.company.setup import add_user
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.errors import StorageUnreachable, WaybillError
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.files.model import FileColumn
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.history.detail import HistoryDetail
from desktop_app.gui.history.list import HistoryColumn, HistoryList
from desktop_app.gui.history.page import HistoryPage
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.self_test.hands import click, click_row, find
from desktop_app.gui.widgets.messages import Banner, EmptyState
from desktop_app.gui.widgets.segments import SegmentedChoice
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.window import MainWindow
from tests.conftest import OPERATOR, CompanyForTests, write_file
from tests.gui.person import Person
from tests.gui.uploads import PASSWORD, Office, many, new_upload, open_office, planned, sign_in_elsewhere


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Theme:
    theme = Theme("light")
    theme.apply(qapp)
    return theme


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path)
    yield office
    office.close()


class Reader:
    """Somebody at the page."""

    def __init__(self, office: Office, background: Background, qtbot: QtBot) -> None:
        self.page = HistoryPage(office.workspace, background)
        self._qtbot = qtbot
        qtbot.addWidget(self.page)
        self.page.resize(876, 720)
        self.page.show()
        self.page.activateWindow()

    @property
    def here(self) -> HistoryList:
        return find(self.page, HistoryList, "history_list")

    @property
    def company(self) -> HistoryList:
        return find(self.page, HistoryList, "company_list")

    @property
    def files(self) -> FileTable:
        return find(self.page, FileTable, "history_files")

    @property
    def verdict(self) -> str:
        return find(self.page, Banner, "history_verdict").accessibleName()

    @property
    def go_on(self) -> QPushButton:
        return find(self.page, QPushButton, "history_go_on")

    def look_at_company(self) -> None:
        find(self.page, SegmentedChoice, "history_choice").choose("company")

    def wait_for_rows(self, table: HistoryList, count: int) -> None:
        self._qtbot.waitUntil(lambda: table.isVisible() and table.model().rowCount() == count)

    def open(self, table: HistoryList, row: int = 0) -> None:
        click_row(table, table.model().index(row, 0))
        self._qtbot.waitUntil(lambda: self.files.isVisible())

    def words(self, table: HistoryList, row: int) -> dict[str, object]:
        return {column.name: table.model().index(row, column).data() for column in HistoryColumn}


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    background = Background(qapp)
    yield background
    background.close()


# This computer


def test_before_anything_was_sent_it_says_so(office: Office, background: Background, qtbot: QtBot) -> None:
    reader = Reader(office, background, qtbot)
    qtbot.waitUntil(lambda: any(nothing.isVisible() for nothing in reader.page.findChildren(EmptyState)))
    assert not reader.here.isVisible()


def test_uploads_of_this_computer_are_listed_newest_first(
    office: Office, background: Background, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    office.add_upload(b"/data/Old", many(1200), SessionStatus.COMPLETED, days_ago=40)
    office.add_upload(
        "/data/調査".encode(),
        [
            planned("a"),
            planned("b", FileStatus.SKIPPED),
            planned("c", FileStatus.FAILED),
            planned("d", FileStatus.BLOCKED),
        ],
        SessionStatus.COMPLETED_WITH_ERRORS,
    )
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 2)
    assert reader.words(reader.here, 0) == {
        "FOLDER": "調査",
        "WHEN": "just now",
        "STATUS": "With errors",
        "FILES": "2 of 4",
        "NOT_SENT": "2",
        "SIZE": "3.9 KiB",
        "WHO": "",
        "WORKSTATION": "field-laptop",
    }
    assert reader.words(reader.here, 1)["FILES"] == "1,200"
    qtmodeltester.check(reader.here.model())  # type: ignore[no-untyped-call]


def test_what_nobody_sends_is_interrupted_and_can_go_on(office: Office, background: Background, qtbot: QtBot) -> None:
    files = [planned("a"), planned("b", FileStatus.UPLOADING)]
    upload = office.add_upload(b"/data/Crashed", files, SessionStatus.IN_PROGRESS)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 1)
    assert reader.words(reader.here, 0)["STATUS"] == "Interrupted"
    reader.open(reader.here)
    assert reader.verdict.startswith("Interrupted before it was finished.")
    qtbot.waitUntil(lambda: reader.files.model.index(1, FileColumn.STATUS).data() == "Paused")
    asked: list[UploadSession] = []
    reader.page.go_on_requested.connect(asked.append)
    click(reader.go_on)
    assert [one.id for one in asked] == [upload.id]


def test_what_is_being_sent_is_not_offered_to_go_on(office: Office, background: Background, qtbot: QtBot) -> None:
    upload = office.add_upload(b"/data/Running", many(3, FileStatus.UPLOADING), SessionStatus.IN_PROGRESS)
    lock = office.workspace.uploads._locked(upload)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 1)
    assert reader.words(reader.here, 0)["STATUS"] == "In progress"
    reader.open(reader.here)
    assert reader.verdict.startswith("Being sent now.")
    assert not reader.go_on.isVisible()
    qtbot.waitUntil(lambda: reader.files.model.index(0, FileColumn.STATUS).data() == "Sending")
    lock.release()


def test_an_opened_upload_tells_how_it_went_and_every_file(
    office: Office, background: Background, qtbot: QtBot
) -> None:
    office.add_upload(b"/data/Card A", many(332), SessionStatus.COMPLETED)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 1)
    reader.open(reader.here)
    assert reader.verdict == "All 332 files are in s3://coastal-survey/cycle-001/ and their checksums are confirmed."
    qtbot.waitUntil(lambda: reader.files.model.rowCount() == 332)
    click(next(one for one in reader.page.findChildren(QToolButton) if one.accessibleName() == "Copy the S3 address"))
    assert QApplication.clipboard().text() == "s3://coastal-survey/cycle-001/"


def test_failed_files_can_be_tried_again(office: Office, background: Background, qtbot: QtBot) -> None:
    files = [planned("a"), planned("b", FileStatus.FAILED, message="Permission denied.")]
    upload = office.add_upload(b"/data/Card A", files, SessionStatus.COMPLETED_WITH_ERRORS)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 1)
    reader.open(reader.here)
    asked = Mock()
    reader.page.retry_requested.connect(asked)
    click(find(reader.page, QPushButton, "history_retry"))
    assert asked.call_args.args[0].id == upload.id
    assert not reader.go_on.isVisible()


def test_why_it_stopped_is_told(office: Office, background: Background, qtbot: QtBot) -> None:
    error = StorageUnreachable("The storage does not answer.")
    office.add_upload(b"/data/Card A", [planned("a", FileStatus.PENDING)], SessionStatus.PAUSED, error)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 1)
    reader.open(reader.here)
    assert reader.verdict.startswith("Storage not reachable. The storage does not answer.")


def test_the_keyboard_opens_an_upload_and_goes_back(office: Office, background: Background, qtbot: QtBot) -> None:
    for name in (b"/data/One", b"/data/Two"):
        office.add_upload(name, many(1), SessionStatus.COMPLETED)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 2)
    reader.here.setFocus()
    QTest.keyClick(reader.here, Qt.Key.Key_Down)
    QTest.keyClick(reader.here, Qt.Key.Key_Down)
    QTest.keyClick(reader.here, Qt.Key.Key_Return)
    detail = find(reader.page, HistoryDetail, "history_detail")
    assert detail.isVisible()
    assert detail.entry is not None
    assert detail.entry.name == "One"
    QTest.keyClick(reader.page, Qt.Key.Key_Escape)
    assert reader.here.isVisible()
    assert reader.here.hasFocus()
    assert reader.here.currentIndex().row() == 1


def test_a_new_upload_appears_and_the_selected_one_stays_selected(
    office: Office, background: Background, qtbot: QtBot
) -> None:
    office.add_upload(b"/data/One", many(1), SessionStatus.COMPLETED)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 1)
    reader.here.selectRow(0)
    office.add_upload(b"/data/Two", many(1), SessionStatus.COMPLETED)
    reader.page.refresh()
    reader.wait_for_rows(reader.here, 2)
    assert reader.here.currentIndex().row() == 1


def test_an_opened_upload_follows_what_becomes_of_it(office: Office, background: Background, qtbot: QtBot) -> None:
    upload = office.add_upload(b"/data/One", [planned("a", FileStatus.PENDING)], SessionStatus.PAUSED)
    reader = Reader(office, background, qtbot)
    reader.wait_for_rows(reader.here, 1)
    reader.open(reader.here)
    qtbot.waitUntil(lambda: reader.files.model.rowCount() == 1)
    journal = office.application.journal
    journal.files.add(upload.id, [planned("b")])
    journal.files.cancel_rest(upload.id)
    journal.sessions.set_status(upload.id, SessionStatus.CANCELLED)
    reader.page.refresh()
    qtbot.waitUntil(lambda: reader.verdict.startswith("Upload cancelled."))
    qtbot.waitUntil(lambda: reader.files.model.rowCount() == 2)
    assert not reader.go_on.isVisible()


# The company


def test_the_company_lists_what_others_sent_with_their_files(
    office: Office, background: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    add_user(office.address, username="olga", password=PASSWORD, full_name="Olga")
    other = sign_in_elsewhere(office, "olga", tmp_path / "other")
    try:
        other.add_upload(
            rb"/data/100% \ odd", [planned("a"), planned("b", FileStatus.FAILED)], SessionStatus.COMPLETED_WITH_ERRORS
        )
        other.workspace.outbox.deliver()
        office.add_upload(b"/data/Mine", many(1), SessionStatus.COMPLETED)
        office.workspace.outbox.deliver()
        reader = Reader(office, background, qtbot)
        reader.look_at_company()
        reader.wait_for_rows(reader.company, 2)
        assert [reader.words(reader.company, row)["WHO"] for row in (0, 1)] == ["anna", "olga"]
        assert reader.words(reader.company, 1)["FOLDER"] == r"100% \\ odd"
        reader.open(reader.company, 1)
        qtbot.waitUntil(lambda: reader.files.model.index(1, FileColumn.STATUS).data() == "Failed")
        assert reader.files.model.index(0, FileColumn.FILE).data() == "a"
        assert not reader.go_on.isVisible()
    finally:
        other.close()


def test_without_the_company_it_says_so_and_the_local_list_stays(
    office: Office, background: Background, qtbot: QtBot
) -> None:
    office.add_upload(b"/data/Mine", many(3), SessionStatus.COMPLETED)
    office.workspace.outbox.deliver()
    reader = Reader(office, background, qtbot)
    heard: list[WaybillError | None] = []
    reader.page.company_heard.connect(heard.append)
    reader.wait_for_rows(reader.here, 1)
    with office.company_away():
        reader.look_at_company()
        qtbot.waitUntil(lambda: bool(heard))
        banner = next(one for one in reader.page.findChildren(Banner) if one.isVisible())
        assert banner.accessibleName().startswith("Company not reachable")
        find(reader.page, SegmentedChoice, "history_choice").choose("here")
        reader.wait_for_rows(reader.here, 1)
        reader.open(reader.here)
        qtbot.waitUntil(lambda: reader.files.model.rowCount() == 3)
        reader.page.show_list()
        reader.look_at_company()
    click(next(one for one in banner.findChildren(QPushButton) if one.text() == "Try again"))
    reader.wait_for_rows(reader.company, 1)
    assert not banner.isVisible()
    assert heard[-1] is None


def test_it_reads_only_while_it_is_shown(office: Office, background: Background, qtbot: QtBot) -> None:
    reader = Reader(office, background, qtbot)
    qtbot.waitUntil(lambda: any(nothing.isVisible() for nothing in reader.page.findChildren(EmptyState)))
    reader.page.hide()
    office.add_upload(b"/data/One", many(1), SessionStatus.COMPLETED)
    qtbot.wait(50)
    assert reader.here.model().rowCount() == 0
    reader.page.show()
    reader.wait_for_rows(reader.here, 1)


# In the window


def test_go_on_in_the_history_sends_the_rest_on_the_upload_page(
    window: MainWindow,
    application: Application,
    person: Person,
    company: CompanyForTests,
    survey: tuple[Project, Cycle],
    tmp_path: Path,
) -> None:
    project, cycle = survey
    for number in range(5):
        write_file(tmp_path / "Card A" / f"{number}.jpg", 1000)
    application.settings.remember(company.address, OPERATOR[0])
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.sign_in(*OPERATOR)
    account_id = application.journal.sessions.account_of(company.operator()[1])
    upload = application.journal.sessions.add(
        account_id, new_upload(os.fsencode(tmp_path / "Card A"), project, cycle, company.operator()[1])
    )
    for status in (SessionStatus.IN_PROGRESS, SessionStatus.PAUSED):
        application.journal.sessions.set_status(upload.id, status)
    find(window, SideBar, "side_bar").select("history")
    history_list = find(window, HistoryList, "history_list")
    person.wait_until(lambda: history_list.isVisible() and history_list.model().rowCount() == 1)
    click_row(history_list, history_list.model().index(0, 0))
    person.click("history_go_on")
    person.wait_until(lambda: bool(person.banner("verdict_banner")))
    assert person.banner("verdict_banner").startswith("All 5 files are in")
