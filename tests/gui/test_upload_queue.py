"""Several uploads: more are added while one is sent, and each can be moved, paused and given up."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.bootstrap import Application
from desktop_app.domain.states import SessionStatus
from desktop_app.gui.upload.page import UploadPage
from desktop_app.gui.window import MainWindow
from tests.conftest import disk, objects, write_file
from tests.fault_proxy import FaultProxy
from tests.gui.person import Person
from tests.gui.sending import choose_place, shown, start, wait_for_verdict, wait_until_sending

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@pytest.fixture
def more(tmp_path: Path) -> list[Path]:
    """Three more folders, with a file each."""
    for letter in "BCD":
        write_file(tmp_path / f"Card {letter}" / f"clip {letter}.mov", 3000)
    return [tmp_path / f"Card {letter}" for letter in "BCD"]


def statuses(application: Application) -> dict[str, SessionStatus]:
    """Of every upload session, by the folder's name, in the order in which they were written."""
    sessions = reversed(application.journal.sessions.recent(1))
    return {Path(one.local_directory.decode()).name: one.status for one in sessions}


def waiting(person: Person) -> list[str]:
    """The names in the queue, from top to bottom."""
    rows = person.find(QWidget, "queue_list").findChildren(QLabel)
    names = [row for row in rows if row.isVisible() and row.text().startswith("Card ")]
    return [row.text() for row in sorted(names, key=lambda row: row.mapTo(person.window, row.pos()).y())]


def add(person: Person, folders: list[Path]) -> None:
    """Drop folders onto the running upload, and put them into the queue."""
    person.drop(folders, onto="upload_page")
    person.wait_until(lambda: person.can_click("start_button"))
    person.click("start_button")
    person.wait_until(lambda: person.sees("pause_button"))


@pytest.fixture
def queue(signed_in: Person, folder: Path, more: list[Path], proxy: FaultProxy, slow: threading.Event) -> Person:
    """Somebody whose first card is being sent, slowly, and three others wait."""
    start(signed_in, folder)
    wait_until_sending(signed_in, proxy)
    add(signed_in, more)
    assert waiting(signed_in) == ["Card A", "Card B", "Card C", "Card D"]
    return signed_in


def test_folders_dropped_while_sending_wait_for_their_turn(
    signed_in: Person,
    folder: Path,
    more: list[Path],
    proxy: FaultProxy,
    slow: threading.Event,
    s3: "S3Client",
    bucket_name: str,
) -> None:
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    person.drop(more[:1], onto="upload_page")
    person.wait_until(lambda: person.banner("running_banner").startswith("Sending Card A"))
    person.wait_until(lambda: person.can_click("start_button"))
    assert shown(person, "Card B")
    person.click_text("Add to queue")
    assert waiting(person) == ["Card A", "Card B"]
    slow.set()
    assert wait_for_verdict(person).startswith("All 41 files are in")
    assert not person.sees("queue_list")
    assert objects(s3, bucket_name) == disk(folder) | disk(more[0])


def test_there_is_a_way_back_from_adding(
    signed_in: Person, folder: Path, more: list[Path], proxy: FaultProxy, slow: threading.Event
) -> None:
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    person.drop(more[:1], onto="upload_page")
    person.wait_until(lambda: person.sees("running_banner"))
    person.click_text("Show")
    assert person.sees("pause_button")
    slow.set()
    wait_for_verdict(person)
    person.click("new_upload_button")
    person.wait_until(lambda: shown(person, "Card B"))  # Nothing chosen is lost.


def test_an_upload_that_ends_while_more_is_chosen_says_so_there(
    signed_in: Person, folder: Path, more: list[Path], proxy: FaultProxy, slow: threading.Event
) -> None:
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    person.drop(more, onto="upload_page")
    slow.set()
    person.wait_until(lambda: person.banner("running_banner").startswith("All 40 files are in"))
    choose_place(person)
    person.click_text("Start upload")
    assert wait_for_verdict(person).startswith("All 3 files are in")


def test_the_order_can_be_changed(queue: Person, application: Application, slow: threading.Event) -> None:
    queue.click_tool("Send Card D earlier")
    queue.click_tool("Send Card D earlier")
    queue.wait_until(lambda: waiting(queue) == ["Card A", "Card D", "Card B", "Card C"])
    queue.click_tool("Send Card B later")
    queue.wait_until(lambda: waiting(queue) == ["Card A", "Card D", "Card C", "Card B"])
    slow.set()
    assert wait_for_verdict(queue).startswith("All 43 files are in")
    ended = sorted(application.journal.sessions.recent(1), key=lambda one: one.completed_at or one.created_at)
    assert [Path(one.local_directory.decode()).name for one in ended] == ["Card A", "Card D", "Card C", "Card B"]


def test_one_is_paused_and_the_next_has_its_turn(
    queue: Person, application: Application, slow: threading.Event, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    queue.click_tool("Pause Card A and go on with the next")
    queue.click_tool("Pause Card C")
    slow.set()
    said = wait_for_verdict(queue)
    assert said.startswith("All 2 files are in")
    assert said.endswith("Card A and Card C wait.")
    found = statuses(application)
    assert (found["Card A"], found["Card B"]) == (SessionStatus.PAUSED, SessionStatus.COMPLETED)
    assert found["Card C"] is SessionStatus.PENDING
    queue.click("go_on_button")
    queue.wait_until(lambda: queue.banner("verdict_banner").startswith("All 43 files are in"))
    assert set(statuses(application).values()) == {SessionStatus.COMPLETED}
    assert disk(folder).items() <= objects(s3, bucket_name).items()


def test_one_is_given_up_and_the_next_has_its_turn(
    queue: Person, application: Application, slow: threading.Event
) -> None:
    queue.click_tool("Cancel Card A and go on with the next")
    queue.click_tool("Do not send Card C")
    slow.set()
    assert wait_for_verdict(queue).startswith("All 2 files are in")
    queue.wait_until(lambda: statuses(application)["Card C"] is SessionStatus.CANCELLED)
    assert statuses(application)["Card A"] is SessionStatus.CANCELLED


def test_cancelling_everything_leaves_nothing_to_go_on_with(queue: Person, application: Application) -> None:
    queue.click("cancel_button")
    queue.answer("question_go")
    assert wait_for_verdict(queue).startswith("Upload cancelled")
    queue.wait_until(lambda: set(statuses(application).values()) == {SessionStatus.CANCELLED})


def test_what_is_sent_again_and_waits_stands_in_the_journal_too(
    signed_in: Person,
    application: Application,
    folder: Path,
    more: list[Path],
    proxy: FaultProxy,
    slow: threading.Event,
) -> None:
    start(signed_in, more[0])
    wait_for_verdict(signed_in)
    [earlier] = application.journal.sessions.recent(1)
    signed_in.click("new_upload_button")
    start(signed_in, folder)
    wait_until_sending(signed_in, proxy)
    signed_in.find(UploadPage, "upload_page").send_again(earlier)
    signed_in.wait_until(lambda: len(application.journal.sessions.recent(1)) == 3)
    assert shown(signed_in, "Sending Card A")
    newest = application.journal.sessions.recent(1)[0]
    assert (newest.local_directory, newest.status) == (earlier.local_directory, SessionStatus.PENDING)
    assert not slow.is_set()


def test_what_waits_is_offered_after_a_restart(
    queue: Person, window: MainWindow, application: Application, slow: threading.Event
) -> None:
    window.close()
    queue.answer("question_go")
    slow.set()
    queue.wait_until(lambda: not window.isVisible())
    assert statuses(application) == {
        "Card A": SessionStatus.PAUSED,
        "Card B": SessionStatus.PENDING,
        "Card C": SessionStatus.PENDING,
        "Card D": SessionStatus.PENDING,
    }
