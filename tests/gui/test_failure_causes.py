"""Files that were not sent, by cause: who can mend it, and the next step."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton, QWidget

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import (
    AccessRefused,
    Bug,
    FileUnreadable,
    NameTaken,
    NameTooLong,
    StorageUnreachable,
    WaybillError,
)
from desktop_app.domain.states import FileStatus
from desktop_app.domain.uploads import Cause, UploadSession
from desktop_app.gui.endings.failure_causes import Step, next_steps, words_for_admin
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.history.detail import HistoryDetail
from desktop_app.gui.history.list import HistoryList
from desktop_app.gui.self_test.hands import click_row
from desktop_app.gui.widgets.side_bar import SideBar
from tests.conftest import CompanyForTests, disk, objects, write_file
from tests.fault_proxy import FaultProxy, refuse
from tests.gui.person import Person
from tests.gui.sending import shown, start, wait_for_verdict

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


AN_UPLOAD = UploadSession(
    id=1,
    client_uuid="9f0c",
    workstation="field-laptop",
    company_id=1,
    user_id=1,
    project_id=1,
    project_name="Survey",
    cycle_id=1,
    cycle_name="Spring",
    destination=Destination("coastal-survey"),
    s3_prefix="cycle-001/",
    local_directory=b"/cards/A",
)


def cause(kind: type[WaybillError], status: FileStatus) -> Cause:
    return Cause(kind.code, kind.title, status, 3, 100, b"a/b.jpg", "What happened.")


@pytest.mark.parametrize(
    ("kind", "status", "steps"),
    [
        (StorageUnreachable, FileStatus.FAILED, (Step.TRY_AGAIN,)),
        (FileUnreadable, FileStatus.FAILED, (Step.TRY_AGAIN,)),
        (FileUnreadable, FileStatus.BLOCKED, (Step.SHOW_FOLDER,)),
        (NameTooLong, FileStatus.BLOCKED, (Step.SHOW_FOLDER,)),
        (AccessRefused, FileStatus.FAILED, (Step.TELL_ADMIN,)),
        (Bug, FileStatus.FAILED, (Step.SUPPORT,)),
        (NameTaken, FileStatus.BLOCKED, (Step.REPLACE, Step.OTHER_CYCLE)),
    ],
)
def test_every_cause_has_a_next_step(kind: type[WaybillError], status: FileStatus, steps: tuple[Step, ...]) -> None:
    assert next_steps(cause(kind, status), AN_UPLOAD) == steps


def test_nothing_is_offered_to_be_replaced_where_nothing_ever_may_be() -> None:
    strict = replace(AN_UPLOAD, destination=Destination("coastal-survey", never_overwrite=True))
    assert next_steps(cause(NameTaken, FileStatus.BLOCKED), strict) == (Step.OTHER_CYCLE,)


@pytest.fixture
def in_trouble(signed_in: Person, folder: Path, proxy: FaultProxy) -> Person:
    """Somebody of whose 41 files one is blocked and four were refused."""
    (folder / "gone.jpg").symlink_to(folder / "nowhere.jpg")
    proxy.rule(refuse(400, "InvalidArgument"), kind="put_object", key="5.jpg")
    start(signed_in, folder)
    wait_for_verdict(signed_in)
    signed_in.wait_until(lambda: signed_in.sees("failure_causes"))
    return signed_in


def button_named(person: Person, name: str) -> QPushButton:
    def found() -> list[QPushButton]:
        parts = person.find(QWidget, "failure_causes").findChildren(QPushButton)
        return [part for part in parts if part.accessibleName() == name and part.isVisible()]

    person.wait_until(lambda: len(found()) == 1)
    return found()[0]


def press(person: Person, name: str) -> None:
    QTest.mouseClick(button_named(person, name), Qt.MouseButton.LeftButton)


def paths(person: Person) -> list[str]:
    model = person.find(FileTable, "file_table").model
    return [model.index(row, 0).data() or "" for row in range(model.rowCount())]


def test_causes_are_told_with_who_can_mend_them(in_trouble: Person) -> None:
    assert shown(in_trouble, "Refused by the storage: 4 files")
    assert shown(in_trouble, "Broken link: 1 file")
    menders = [row.text() for row in in_trouble.window.findChildren(QLabel) if row.text().startswith("Who can mend it")]
    assert "Who can mend it: you" in menders


def test_the_table_shows_one_cause_and_all_again(in_trouble: Person) -> None:
    press(in_trouble, "Show the files: Broken link")
    in_trouble.wait_until(lambda: paths(in_trouble) == ["gone.jpg"])
    only = in_trouble.find(FileTable, "file_table").findChild(QPushButton, "file_cause")
    assert isinstance(only, QPushButton)
    QTest.mouseClick(only, Qt.MouseButton.LeftButton)
    in_trouble.wait_until(lambda: len(paths(in_trouble)) == 41)


def test_the_files_of_one_cause_are_tried_again(
    in_trouble: Person, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    proxy.heal()
    press(in_trouble, "Try again: Refused by the storage")
    in_trouble.wait_until(lambda: in_trouble.banner("verdict_banner").startswith("1 of 41 files"))
    (folder / "gone.jpg").unlink()
    assert objects(s3, bucket_name) == disk(folder)


def test_the_folder_of_a_blocked_file_is_shown(
    in_trouble: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    press(in_trouble, "Show in folder: Broken link")
    assert [url.toLocalFile() for url in opened] == [str(folder)]


def test_what_an_admin_has_to_mend_is_in_words_for_them() -> None:
    told = words_for_admin(cause(AccessRefused, FileStatus.FAILED), AN_UPLOAD)
    assert told.startswith("No permission: 3 files of the upload from /cards/A to s3://coastal-survey/cycle-001/")
    assert "What happened." in told
    assert "a/b.jpg" in told


# Two cards with the same names


@pytest.fixture
def second_card(signed_in: Person, folder: Path, tmp_path: Path, company: CompanyForTests) -> Person:
    """Somebody who sent a card, and of the next, into the same cycle, one file of two has a name of the first's."""
    admin, _ = company.admin()
    survey = next(one for one in admin.projects.list() if one.project_name == "Survey")
    admin.cycles.add(survey.id, "Summer", 2)
    write_file(tmp_path / "Card B" / "day 0" / "shot 00.jpg", 7_000)
    write_file(tmp_path / "Card B" / "other.jpg", 7_000)
    start(signed_in, folder)
    wait_for_verdict(signed_in)
    signed_in.click("new_upload_button")
    start(signed_in, tmp_path / "Card B")
    signed_in.wait_until(lambda: signed_in.banner("verdict_banner").startswith("1 of 2 files was not sent."))
    assert "the reason is below" in signed_in.banner("verdict_banner")
    return signed_in


def test_another_cycle_is_chosen_for_a_card_whose_names_are_taken(
    second_card: Person, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    press(second_card, "Other cycle…: Name is taken")
    assert shown(second_card, "Choose a cycle.")
    assert not second_card.can_click("start_button")
    second_card.choose("cycle_choice", "Summer")
    second_card.click("start_button")
    second_card.wait_until(lambda: second_card.banner("verdict_banner").startswith("All 2 files are in"))
    sent = objects(s3, bucket_name)
    assert {key: sent[key] for key in sent if key.startswith("cycle-002/")} == disk(tmp_path / "Card B", "cycle-002/")
    assert len(sent["cycle-001/day 0/shot 00.jpg"]) == 5_000


def test_what_another_card_sent_is_replaced_only_by_whoever_says_so(
    second_card: Person, s3: "S3Client", bucket_name: str
) -> None:
    press(second_card, "Replace…: Name is taken")
    assert shown(second_card, "they are lost, unless the bucket keeps versions")
    second_card.answer("question_stay")
    press(second_card, "Replace…: Name is taken")
    assert len(objects(s3, bucket_name)["cycle-001/day 0/shot 00.jpg"]) == 5_000
    second_card.answer("question_go")
    second_card.wait_until(lambda: second_card.banner("verdict_banner").startswith("All 2 files are in"))
    assert len(objects(s3, bucket_name)["cycle-001/day 0/shot 00.jpg"]) == 7_000


# Per row


def act(person: Person, words: str) -> None:
    """Choose from the table's menu, for what is selected."""
    view = person.find(FileTable, "file_table").view
    action = next(one for one in view.actions() if one.text() == words)
    assert isinstance(action, QAction)
    assert action.isEnabled()
    action.trigger()


def select(person: Person, path: str) -> None:
    table = person.find(FileTable, "file_table")
    person.wait_until(lambda: path in paths(person))
    table.view.selectRow(paths(person).index(path))


def test_one_file_is_tried_again(in_trouble: Person, proxy: FaultProxy, s3: "S3Client", bucket_name: str) -> None:
    proxy.heal()
    select(in_trouble, "day 1/shot 05.jpg")
    act(in_trouble, "Try again")
    in_trouble.wait_until(lambda: in_trouble.banner("verdict_banner").startswith("4 of 41 files"))
    assert "cycle-001/day 1/shot 05.jpg" in objects(s3, bucket_name)
    assert "cycle-001/day 3/shot 15.jpg" not in objects(s3, bucket_name)


def test_an_error_is_explained(in_trouble: Person) -> None:
    select(in_trouble, "gone.jpg")
    QTest.keyClick(in_trouble.find(FileTable, "file_table").view, Qt.Key.Key_Return)
    in_trouble.wait_until(lambda: in_trouble.window.findChild(QDialog, "file_explanation") is not None)
    dialog = in_trouble.find(QDialog, "file_explanation")
    copy = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Copy")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    told = QGuiApplication.clipboard().text().splitlines()
    assert told[0] == "gone.jpg"
    assert "Status: Blocked" in told
    assert "What happened: The link gone.jpg leads to something that is not there. Correct it, or leave it out." in told
    assert "Who can mend it: you" in told


def test_selected_files_are_saved(in_trouble: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "files.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    in_trouble.find(FileTable, "file_table").view.selectAll()
    act(in_trouble, "Save selected files as CSV…")
    in_trouble.wait_until(lambda: target.exists() and target.read_text().count("\n") == 42)
    rows = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    assert {row["status"] for row in rows} == {"uploaded", "failed", "blocked"}
    sent = next(row for row in rows if row["path"] == "day 0/shot 00.jpg")
    assert sent["size_bytes"] == "5000"
    assert sent["s3_address"].endswith("/cycle-001/day 0/shot 00.jpg")


def test_the_history_tells_the_causes_and_tries_them_again(in_trouble: Person, proxy: FaultProxy) -> None:
    proxy.heal()
    side_bar = in_trouble.find(SideBar, "side_bar")
    side_bar.select("history")
    history_list = in_trouble.find(HistoryList, "history_list")
    in_trouble.wait_until(lambda: history_list.isVisible() and history_list.model().rowCount() == 1)
    click_row(history_list, history_list.model().index(0, 0))
    detail = in_trouble.find(HistoryDetail, "history_detail")

    def again() -> list[QPushButton]:
        name = "Try again: Refused by the storage"
        return [one for one in detail.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()]

    in_trouble.wait_until(lambda: len(again()) == 1)
    QTest.mouseClick(again()[0], Qt.MouseButton.LeftButton)
    in_trouble.wait_until(lambda: in_trouble.banner("verdict_banner").startswith("1 of 41 files"))
