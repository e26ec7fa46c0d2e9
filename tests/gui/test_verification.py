"""Verifying in the window: after an upload's end, and from the history."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from desktop_app.bootstrap import Application
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.verification import Difference, Finding, Method, Verification
from desktop_app.gui.endings.verification_verdict import listed, verdict_of_verification
from desktop_app.gui.history.list import HistoryList
from desktop_app.gui.self_test.hands import click_row, find
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.window import MainWindow
from tests.conftest import OPERATOR, CompanyForTests, write_file
from tests.gui.person import Person

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

KEY_OF_TWO = "cycle-001/2.jpg"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(5):
        write_file(tmp_path / "Card A" / f"{number}.jpg", 1000)
    return tmp_path / "Card A"


@pytest.fixture
def sent(
    window: MainWindow,
    application: Application,
    person: Person,
    company: CompanyForTests,
    survey: tuple[Project, Cycle],
    folder: Path,
) -> Person:
    """A person who has sent a folder."""
    application.settings.remember(company.address, OPERATOR[0])
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.sign_in(*OPERATOR)
    person.choose("project_choice", "Survey")
    person.choose("cycle_choice", "One")
    person.drop([folder])
    person.click("start_button")
    person.wait_until(lambda: bool(person.banner("verdict_banner")))
    return person


def test_after_an_upload_everything_can_be_verified(sent: Person) -> None:
    sent.click("verify_button")
    sent.wait_until(lambda: bool(sent.banner("verification_verdict")))
    assert sent.banner("verification_verdict").startswith("All 5 files are in s3://")
    assert "5 by the storage's checksum" in sent.banner("verification_verdict")
    assert not sent.sees("verification_stop")
    assert sent.can_click("verify_button")


def test_what_differs_is_named_and_can_be_sent_again_from_the_history(
    sent: Person, window: MainWindow, s3: "S3Client", bucket_name: str
) -> None:
    s3.delete_object(Bucket=bucket_name, Key=KEY_OF_TWO)
    find(window, SideBar, "side_bar").select("history")
    history_list = find(window, HistoryList, "history_list")
    sent.wait_until(lambda: history_list.isVisible() and history_list.model().rowCount() == 1)
    click_row(history_list, history_list.model().index(0, 0))
    sent.click("history_verify")
    differences = find(window, QPlainTextEdit, "history_verification_differences")
    sent.wait_until(differences.isVisible)
    assert differences.toPlainText().startswith(f"2.jpg: {KEY_OF_TWO} is not in the bucket.")
    assert sent.says(
        "Not everything is as it should be. Keep the card. 4 of 5 files are in "
        f"s3://{bucket_name}/cycle-001/ as they should be; 1 missing there."
    )
    sent.click_text("Send the folder again")
    sent.wait_until(lambda: "1 sent" in " ".join(_words(sent)) and bool(sent.banner("verdict_banner")))
    assert s3.head_object(Bucket=bucket_name, Key=KEY_OF_TWO)["ContentLength"] == 1000


def _words(person: Person) -> list[str]:
    return [one.text() for one in person.window.findChildren(QLabel) if one.isVisible()]


def test_only_sizes_are_no_green_light() -> None:
    verdict = verdict_of_verification(Verification(3, 3, by={Method.SIZE: 3}), "s3://b/p/")
    assert (verdict.kind, "size alone" in verdict.message) == ("warning", True)


def test_an_erased_card_is_told_as_one() -> None:
    verdict = verdict_of_verification(Verification(3, 3, folder_gone=True, by={Method.ETAG: 3}), "s3://b/p/")
    assert verdict.kind == "info"
    assert verdict.title == "All 3 objects are in s3://b/p/ as when sent."


def test_files_that_are_gone_here_were_not_read() -> None:
    verdict = verdict_of_verification(Verification(3, 3, files_gone_here=1, by={Method.ETAG: 3}), "s3://b/p/")
    assert verdict.message.startswith("Every file that is here was read")
    emptied = verdict_of_verification(Verification(3, 3, files_gone_here=3, by={Method.ETAG: 3}), "s3://b/p/")
    assert (emptied.kind, emptied.title) == ("info", "All 3 objects are in s3://b/p/ as when sent.")


def test_a_long_list_says_how_many_more_there_are() -> None:
    difference = Difference(b"a", "p/a", Finding.MISSING, "p/a is not in the bucket.")
    result = Verification(9, 0, files_missing=9, differences=(difference,))
    assert listed(result) == "a: p/a is not in the bucket.\nand 8 more; `waybill verify` names every one."
