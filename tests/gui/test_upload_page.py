"""Sending folders from the window, as a person does it, to a real storage."""

import os
import shutil
import sysconfig
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from desktop_app.bootstrap import Application
from desktop_app.company.areas.cycles import SqlCycles
from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import CompanyUnreachable
from desktop_app.domain.names import object_key, text_form
from desktop_app.domain.states import SessionStatus
from desktop_app.engine.readiness import Readiness
from desktop_app.engine.scan import FolderScan, FoundFile
from desktop_app.gui.demo import make_demo
from desktop_app.gui.directory.cycle_forms import CycleForm
from desktop_app.gui.files.model import FileColumn
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.upload.bandwidth_box import BandwidthBox
from desktop_app.gui.upload.check import warnings_of
from desktop_app.gui.upload.job import UploadJob
from desktop_app.gui.upload.place import PlaceChoice
from desktop_app.gui.widgets.dialogs import Question, Veil
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.progress import SlimProgressBar
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.window import MainWindow
from tests.conftest import OPERATOR, CompanyForTests, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, call, refuse
from tests.gui.person import Person
from tests.gui.sending import choose_place, shown, start, status, wait_for_verdict, wait_until_sending

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

MIB = 2**20


def messages(person: Person) -> dict[str, str]:
    """What the table says of each file that has a message."""
    table = person.find(FileTable, "file_table")
    model = table.model
    person.wait_until(lambda: model.rowCount() > 0 and bool(model.index(0, FileColumn.FILE).data()))
    rows = range(model.rowCount())
    said = {model.index(row, FileColumn.FILE).data(): model.index(row, FileColumn.MESSAGE).data() or "" for row in rows}
    return {path: message for path, message in said.items() if message}


def _paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# All goes well


def test_a_folder_can_be_dropped_onto_any_page(signed_in: Person, folder: Path) -> None:
    signed_in.find(SideBar, "side_bar").select("statistics")
    signed_in.wait_until(lambda: signed_in.sees("statistics_page"))
    signed_in.drop([folder], onto="statistics_page")
    signed_in.wait_until(lambda: signed_in.sees("start_button"))


def test_a_dropped_folder_arrives_byte_for_byte(
    signed_in: Person, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    assert not person.sees("start_button")
    person.drop([folder])
    person.wait_until(lambda: person.sees("start_button"))
    assert not person.can_click("start_button")
    assert person.reads("start_reason") in ("Loading projects…", "Choose a project.")
    choose_place(person)
    assert person.reads("start_reason") == f"Goes to s3://{bucket_name}/cycle-001/"
    person.click("start_button")
    verdict = wait_for_verdict(person)
    assert verdict == (
        f"All 40 files are in s3://{bucket_name}/cycle-001/ and their checksums are confirmed. "
        "It is safe to erase what was sent."
    )
    assert objects(s3, bucket_name) == disk(folder)
    assert person.find(SlimProgressBar, "overall_bar").value() == 1000


def test_the_demo_sends_its_sample_folder(window: MainWindow, person: Person) -> None:
    opened = make_demo()
    try:
        window.use_application(opened.application, prefill=opened.prefill)
        person.click("sign_in_button")
        person.wait_until(lambda: person.sees("sample_button"))
        person.click("sample_button")
        choose_place(person, "Coastal", "Summer")
        person.click("start_button")
        verdict = wait_for_verdict(person)
        assert "files are in s3://coastal-survey/cycle-002/ and their checksums are confirmed." in verdict
        person.click_sign_out()
        person.wait_until(lambda: person.sees("sign_in_page"))
    finally:
        opened.close()


def test_the_preview_counts_and_gives_the_reasons(signed_in: Person, folder: Path) -> None:
    (folder / "gone.jpg").symlink_to(folder / "nothing there")
    (folder / ".DS_Store").write_bytes(b"x")
    person = signed_in
    person.drop([folder])
    person.wait_until(lambda: shown(person, "1 file cannot be sent. The others can."))
    person.wait_until(lambda: shown(person, "The link gone.jpg leads to something that is not there."))
    assert shown(person, "1 item is left out.")
    assert person.says("Files: 40 to send")


def test_the_storage_is_asked_and_what_is_there_already_is_told(
    signed_in: Person, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    start(person, folder)
    wait_for_verdict(person)
    write_file(folder / "new.jpg", 10)
    person.click("new_upload_button")
    person.drop([folder])
    choose_place(person)
    person.wait_until(lambda: person.says("Already there: 40 not sent again"))
    assert person.says("Files: 1 to send")
    person.wait_until(lambda: person.reads("storage_words") == "The storage answers, and you may write there.")
    assert set(objects(s3, bucket_name)) == {f"cycle-001/{path}" for path in _paths(folder)} - {"cycle-001/new.jpg"}


def test_a_storage_that_cannot_be_used_is_told_before_the_start(signed_in: Person, folder: Path) -> None:
    person = signed_in
    person.drop([folder])
    choose_place(person, "Lost", "Never")
    person.wait_until(lambda: person.banner("storage_banner").startswith("Bucket not found"))
    person.wait_until(lambda: person.says("Files: 40 to send"))
    assert person.says("Already there: – not known yet")
    assert not person.can_click("start_button")
    assert person.reads("start_reason") == "Bucket not found."
    choose_place(person)
    person.wait_until(lambda: not person.banner("storage_banner"))
    person.wait_until(lambda: person.reads("storage_words").startswith("The storage answers"))
    assert person.can_click("start_button")


def test_a_storage_is_asked_again_when_somebody_comes_back_to_the_window(
    signed_in: Person, folder: Path, proxy: FaultProxy
) -> None:
    person = signed_in
    proxy.rule(refuse(403, "InvalidAccessKeyId"))
    person.drop([folder])
    choose_place(person)
    person.wait_until(lambda: person.banner("storage_banner").startswith("No valid AWS credentials"))
    assert person.reads("start_reason") == "No valid AWS credentials."
    assert not person.can_click("start_button")
    proxy.heal()
    other = QWidget()
    other.show()
    other.activateWindow()
    person.wait_until(other.isActiveWindow)
    person.window.activateWindow()
    person.wait_until(lambda: person.can_click("start_button"))
    assert not person.banner("storage_banner")


def test_a_storage_that_may_answer_by_then_does_not_keep_anybody_from_the_start(
    signed_in: Person, folder: Path, proxy: FaultProxy
) -> None:
    person = signed_in
    proxy.rule(refuse(503, "SlowDown"))
    person.drop([folder])
    choose_place(person)
    person.wait_until(lambda: person.banner("storage_banner").startswith("Storage is busy"))
    assert person.can_click("start_button")


@pytest.mark.parametrize(
    ("found", "title", "part"),
    [
        (Readiness(timedelta(minutes=7), None), "This computer's clock is off", "7 min ahead of the storage's"),
        (Readiness(timedelta(minutes=-9), None), "This computer's clock is off", "9 min behind the storage's"),
        (Readiness(None, utc_now() + timedelta(minutes=20)), "Your AWS credentials end soon", "waits then"),
    ],
)
def test_what_may_stop_an_upload_on_the_way_is_said(found: Readiness, title: str, part: str) -> None:
    told = warnings_of(found)
    assert told is not None
    assert told[0] == title
    assert part in told[1]
    assert warnings_of(Readiness(timedelta(seconds=20), utc_now() + timedelta(hours=9))) is None


def test_a_cycle_is_added_in_its_place(signed_in: Person, folder: Path) -> None:
    person = signed_in
    person.drop([folder])
    person.choose("project_choice", "Survey")
    person.click("new_cycle_button")
    person.wait_until(lambda: bool(person.window.findChildren(CycleForm)))
    form = person.window.findChildren(CycleForm)[0]
    QTest.keyClicks(form.focusWidget(), "Autumn")
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    person.wait_until(lambda: person.find(ChoiceBox, "cycle_choice").currentText() == "2 · Autumn")
    person.click("start_button")
    assert wait_for_verdict(person).startswith("All 40 files are in")


def test_enter_takes_the_only_match(signed_in: Person, folder: Path) -> None:
    person = signed_in
    person.drop([folder])
    box = person.find(ChoiceBox, "project_choice")
    person.wait_until(lambda: box.count() == 2)
    field = box.lineEdit()
    assert field is not None
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "urv")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.wait_until(lambda: person.find(ChoiceBox, "cycle_choice").currentText() == "1 · Spring")


def test_folders_are_sent_one_after_the_other(
    signed_in: Person, folder: Path, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    write_file(tmp_path / "Card B" / "clip.mov", 20 * MIB)
    person = signed_in
    person.drop([folder, tmp_path / "Card B"])
    choose_place(person)
    person.click("start_button")
    assert wait_for_verdict(person).startswith("All 41 files are in")
    assert objects(s3, bucket_name) == disk(folder) | disk(tmp_path / "Card B")


def test_a_chosen_folder_can_be_taken_away(signed_in: Person, folder: Path) -> None:
    person = signed_in
    person.drop([folder])
    person.wait_until(lambda: person.sees("source_list"))
    person.click_tool("Remove Card A")
    person.wait_until(lambda: not person.sees("start_button"))
    assert person.sees("drop_area")


def test_single_files_are_sent_from_their_common_folder(
    signed_in: Person, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    person.drop([folder / "day 0" / "shot 00.jpg", folder / "day 1" / "shot 01.jpg"])
    choose_place(person)
    person.click("start_button")
    wait_for_verdict(person)
    assert set(objects(s3, bucket_name)) == {"cycle-001/day 0/shot 00.jpg", "cycle-001/day 1/shot 01.jpg"}


# Stopping and going on


def test_pause_and_go_on(
    signed_in: Person, folder: Path, proxy: FaultProxy, slow: threading.Event, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    write_file(folder / "clip.mov", 40 * MIB)
    start(person, folder)
    wait_until_sending(person, proxy)
    person.click("pause_button")
    assert wait_for_verdict(person).startswith("Upload paused.")
    assert len(objects(s3, bucket_name)) < 41
    slow.set()
    person.click("go_on_button")
    person.wait_until(lambda: person.banner("verdict_banner").startswith("All 41 files"))
    assert objects(s3, bucket_name) == disk(folder)


def limit(person: Person, name: str, text: str) -> None:
    """Type a bandwidth limit and leave the field with Return."""
    field = person.find(BandwidthBox, name).lineEdit()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_bandwidth_limit_is_an_option_and_can_be_changed_while_sending(
    signed_in: Person, application: Application, folder: Path, slow: threading.Event
) -> None:
    person = signed_in
    person.drop([folder])
    person.wait_until(lambda: person.sees("options_button"))
    person.click("options_button")
    limit(person, "bandwidth_option", "2.5")
    choose_place(person)
    person.click("start_button")
    person.wait_until(lambda: person.sees("bandwidth_box"))

    (upload,) = application.journal.sessions.recent(1)
    assert upload.options.bandwidth_limit == round(2.5 * MIB)
    box = person.find(BandwidthBox, "bandwidth_box")
    assert box.text() == "2.5 MiB/s"
    job = person.window.findChild(UploadJob)
    run = job._run if job is not None else None
    assert job is not None
    assert run is not None
    limit(person, "bandwidth_box", "12")
    assert run._engine.bandwidth.bytes_per_second == 12 * MIB

    person.click("pause_button")
    person.wait_until(lambda: person.sees("go_on_button"))
    assert not person.sees("bandwidth_box")
    slow.set()
    person.click("go_on_button")
    person.wait_until(lambda: bool(person.banner("verdict_banner")))
    assert job.bandwidth_limit == 12 * MIB


def test_a_pause_shows_what_has_left_of_a_large_file(
    signed_in: Person, tmp_path: Path, proxy: FaultProxy, slow: threading.Event
) -> None:
    person = signed_in
    write_file(tmp_path / "Card B" / "clip.mov", 200 * MIB)
    in_a_cloud = tmp_path / "Card B" / "other.mov.nextcloud"
    in_a_cloud.touch()
    os.truncate(in_a_cloud, 2000 * MIB)  # What cannot be sent is no part of it, neither before the pause nor after.
    # Four parts of 16 MiB are under way at once: once the next four are, the first have been answered.
    proxy.rule(call(lambda: slow.wait(60)), kind="upload_part", key=".mov", skip=4)
    start(person, tmp_path / "Card B")
    bar = person.find(SlimProgressBar, "overall_bar")
    person.wait_until(lambda: person.can_click("pause_button") and proxy.count("upload_part", ".mov") == 8)
    person.click("pause_button")
    assert wait_for_verdict(person).startswith("Upload paused.")
    assert 1000 * 4 * 16 // 200 <= bar.value() < 1000
    assert not slow.is_set()


@pytest.mark.usefixtures("slow")
def test_cancel_asks_once_and_keeps_what_was_sent(
    signed_in: Person, folder: Path, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    write_file(folder / "clip.mov", 40 * MIB)
    start(person, folder)
    wait_until_sending(person, proxy)
    person.click("cancel_button")
    person.answer("question_stay")
    assert person.can_click("pause_button")
    person.click("cancel_button")
    person.answer("question_go")
    assert wait_for_verdict(person).startswith("Upload cancelled.")
    assert open_uploads(s3, bucket_name) == []
    assert person.can_click("new_upload_button")
    assert not person.sees("go_on_button")


@pytest.mark.usefixtures("slow")
def test_a_paused_upload_can_be_cancelled(
    signed_in: Person, folder: Path, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    write_file(folder / "clip.mov", 40 * MIB)
    start(person, folder)
    person.wait_until(lambda: proxy.count("upload_part", "clip.mov") > 0)
    person.click("pause_button")
    assert wait_for_verdict(person).startswith("Upload paused.")
    person.click("cancel_button")
    person.answer("question_go")
    person.wait_until(lambda: person.banner("verdict_banner").startswith("Upload cancelled."))
    assert open_uploads(s3, bucket_name) == []


@pytest.mark.usefixtures("slow")
def test_closing_while_sending_asks_and_pauses(
    signed_in: Person, folder: Path, window: MainWindow, proxy: FaultProxy, application: Application
) -> None:
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    window.close()
    person.answer("question_stay")
    assert window.isVisible()
    window.close()
    person.answer("question_go")
    assert any(veil.isVisible() for veil in window.findChildren(Veil))
    person.wait_until(lambda: not window.isVisible())
    assert status(application) is SessionStatus.PAUSED


def test_whoever_presses_space_twice_on_pause_cancels_nothing(
    signed_in: Person, window: MainWindow, folder: Path, proxy: FaultProxy, slow: threading.Event
) -> None:
    start(signed_in, folder)
    wait_until_sending(signed_in, proxy)
    assert not slow.is_set()
    pause = signed_in.find(QPushButton, "pause_button")
    pause.setFocus()
    QTest.keyClick(pause, Qt.Key.Key_Space)
    assert window.focusWidget() is not signed_in.find(QPushButton, "cancel_button")
    assert wait_for_verdict(signed_in).startswith("Upload paused.")


@pytest.mark.usefixtures("slow")
def test_signing_out_while_sending_asks_and_pauses(
    signed_in: Person, folder: Path, proxy: FaultProxy, application: Application
) -> None:
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    person.click_sign_out()
    person.answer("question_go")
    person.wait_until(lambda: person.sees("sign_in_page"))
    assert status(application) is SessionStatus.PAUSED


def test_nobody_is_asked_any_more_about_an_upload_that_has_ended(
    signed_in: Person, window: MainWindow, folder: Path, proxy: FaultProxy, slow: threading.Event
) -> None:
    start(signed_in, folder)
    wait_until_sending(signed_in, proxy)
    window.close()
    assert signed_in.question().isVisible()
    slow.set()
    assert wait_for_verdict(signed_in).startswith("All 40 files")
    assert window.isVisible()
    assert not any(question.isVisible() for question in window.findChildren(Question))


def test_what_was_interrupted_is_offered_after_signing_in(
    signed_in: Person, folder: Path, proxy: FaultProxy, slow: threading.Event, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    person.click_sign_out()
    person.answer("question_go")
    person.wait_until(lambda: person.sees("sign_in_page"))
    slow.set()
    person.sign_in(*OPERATOR)
    person.wait_until(lambda: person.banner("interrupted_banner").startswith("An upload is paused"))
    assert text_form(bytes(folder)) in person.banner("interrupted_banner")
    person.click_text("Go on")
    assert wait_for_verdict(person).startswith("All 40 files")
    assert objects(s3, bucket_name) == disk(folder)


# Trouble


def test_a_bucket_that_is_gone_since_is_told_and_nothing_chosen_is_lost(
    signed_in: Person, folder: Path, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    person.drop([folder])
    choose_place(person)
    person.wait_until(lambda: person.reads("storage_words").startswith("The storage answers"))
    proxy.rule(refuse(404, "NoSuchBucket"))
    person.click("start_button")
    person.wait_until(lambda: bool(person.banner("upload_banner")))
    assert person.banner("upload_banner").startswith("Bucket not found")
    assert shown(person, "Card A")
    proxy.heal()
    person.click("start_button")
    assert wait_for_verdict(person).startswith("All 40 files")
    assert objects(s3, bucket_name) == disk(folder)


def test_an_empty_folder_says_that_there_is_nothing_to_send(signed_in: Person, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    person = signed_in
    person.drop([tmp_path / "empty"])
    person.wait_until(lambda: person.reads("start_reason") == "There is nothing to send in what you chose.")
    assert not person.can_click("start_button")


def test_a_folder_that_vanishes_after_the_preview_is_told(signed_in: Person, folder: Path) -> None:
    person = signed_in
    person.drop([folder])
    choose_place(person)
    person.wait_until(lambda: person.says("Files: 40 to send"))
    shutil.rmtree(folder)
    person.click("start_button")
    person.wait_until(lambda: bool(person.banner("upload_banner")))
    assert person.banner("upload_banner").startswith("Folder not found")
    assert shown(person, "Card A")


def test_a_folder_that_vanished_does_not_hold_up_the_others(
    signed_in: Person, folder: Path, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    write_file(tmp_path / "Card B" / "clip.mov", 100)
    person = signed_in
    person.drop([folder, tmp_path / "Card B"])
    choose_place(person)
    person.wait_until(lambda: person.says("Files: 41 to send"))
    shutil.rmtree(folder)
    person.click("start_button")
    assert wait_for_verdict(person).startswith("Folder not found. Not sent: Card A")
    assert objects(s3, bucket_name) == disk(tmp_path / "Card B")
    person.click("new_upload_button")
    assert shown(person, "Card A")


def test_failed_files_say_why_and_are_tried_again(
    signed_in: Person, folder: Path, proxy: FaultProxy, slow: threading.Event, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    last = folder / "day 3" / "shot 39.jpg"
    body = last.read_bytes()
    # None is answered, so no more go out than the first few, and the last is not read yet.
    proxy.rule(call(lambda: slow.wait(60)), kind="put_object", key=".jpg")
    start(person, folder)
    wait_until_sending(person, proxy)
    person.wait_until(lambda: shown(person, " of 40 files"))
    last.unlink()
    slow.set()
    assert wait_for_verdict(person).startswith("1 of 40 files was not sent.")
    person.wait_until(lambda: "day 3/shot 39.jpg" in messages(person))
    assert "no longer there" in messages(person)["day 3/shot 39.jpg"]
    last.write_bytes(body)
    person.click("retry_button")
    person.wait_until(lambda: person.banner("verdict_banner").startswith("All 40 files"))
    assert objects(s3, bucket_name) == disk(folder)


def test_blocked_files_are_told_with_their_reason(signed_in: Person, folder: Path) -> None:
    (folder / "gone.jpg").symlink_to(folder / "nothing there")
    person = signed_in
    start(person, folder)
    assert wait_for_verdict(person).startswith("1 of 41 files was not sent.")
    person.wait_until(lambda: "gone.jpg" in messages(person))
    assert "leads to something that is not there" in messages(person)["gone.jpg"]
    assert not person.sees("retry_button")


def test_a_storage_that_takes_the_permission_away_stops_and_goes_on(
    signed_in: Person, folder: Path, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    person = signed_in
    proxy.rule(refuse(403, "AccessDenied"), kind="put_object|begin", skip=10)
    start(person, folder)
    assert wait_for_verdict(person).startswith("No permission")
    proxy.heal()
    person.click("go_on_button")
    person.wait_until(lambda: person.banner("verdict_banner").startswith("All 40 files"))
    assert objects(s3, bucket_name) == disk(folder)


def test_going_on_that_is_refused_can_be_tried_again(
    signed_in: Person, folder: Path, proxy: FaultProxy, slow: threading.Event
) -> None:
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    person.click("pause_button")
    wait_for_verdict(person)
    proxy.rule(refuse(403, "AccessDenied"), kind="begin")
    person.click("go_on_button")
    person.wait_until(lambda: person.banner("verdict_banner").startswith("No permission"))
    proxy.heal()
    slow.set()
    person.click("go_on_button")
    person.wait_until(lambda: person.banner("verdict_banner").startswith("All 40 files"))


def test_a_company_that_is_away_is_told_and_asked_again(
    signed_in: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_to_answer(*_: object) -> None:
        raise CompanyUnreachable("The company does not answer.")

    person = signed_in
    person.drop([folder])
    person.wait_until(lambda: person.sees("project_choice"))
    with monkeypatch.context() as patch:
        patch.setattr(SqlCycles, "list", refuse_to_answer)
        person.choose("project_choice", "Survey")
        person.wait_until(lambda: bool(person.banner("place_banner")))
        assert person.banner("place_banner").startswith("Company not reachable")
        assert person.says("Company cannot be reached")
    person.click_text("Try again")
    person.wait_until(lambda: not person.banner("place_banner") and person.can_click("start_button"))
    assert person.says("Connected")


def test_a_company_that_answers_again_is_not_called_away_by_an_earlier_question(
    signed_in: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, late, told = threading.Event(), threading.Event(), threading.Event()

    def refuse_late(*_: object) -> None:
        asked.set()
        late.wait(60)
        told.set()
        raise CompanyUnreachable("The company does not answer.")

    def refuse(*_: object) -> None:
        raise CompanyUnreachable("The company does not answer.")

    person = signed_in
    person.drop([folder])
    person.wait_until(lambda: person.sees("project_choice"))
    choose_place(person)
    person.wait_until(lambda: person.can_click("start_button"))
    [place] = person.window.findChildren(PlaceChoice)
    with monkeypatch.context() as patch:
        patch.setattr(SqlCycles, "list", refuse_late)
        place.load()
        person.wait_until(asked.is_set)
        patch.setattr(SqlCycles, "list", refuse)
        place.load()
        person.wait_until(lambda: bool(person.banner("place_banner")))
    person.click_text("Try again")
    person.wait_until(lambda: not person.banner("place_banner") and person.can_click("start_button"))
    late.set()
    person.wait_until(told.is_set)
    person.qtbot.wait(300)
    assert person.banner("place_banner") == ""


def test_the_window_stays_awake_while_the_storage_does_not_answer(
    signed_in: Person, folder: Path, proxy: FaultProxy, slow: threading.Event
) -> None:
    """How soon it answers meanwhile is what `bench gui` measures."""
    person = signed_in
    start(person, folder)
    wait_until_sending(person, proxy)
    turns: list[int] = []
    timer = QTimer(person.window, interval=0)
    timer.timeout.connect(lambda: turns.append(1))
    timer.start()
    person.wait_until(lambda: len(turns) >= 100)
    timer.stop()
    assert not slow.is_set()
    assert not person.banner("verdict_banner")
    slow.set()
    assert wait_for_verdict(person).startswith("All 40 files")


# Folders that nobody made for a test


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "source", [Path("/usr/share/doc"), Path(sysconfig.get_paths()["stdlib"])], ids=lambda path: path.name
)
def test_a_real_folder_arrives_and_everybody_counts_the_same(
    signed_in: Person,
    application: Application,
    company: CompanyForTests,
    s3: "S3Client",
    bucket_name: str,
    source: Path,
) -> None:
    person = signed_in
    person.drop([source])
    person.wait_until(lambda: person.sees("options_button"))
    person.click("options_button")
    person.find(QPlainTextEdit, "exclude_patterns").setPlainText("site-packages/")
    choose_place(person)
    person.click("start_button")
    person.qtbot.waitUntil(lambda: bool(person.banner("verdict_banner")), timeout=1_000_000)

    found = list(FolderScan(bytes(source), excludes=("site-packages/",)))
    files = {object_key("cycle-001/", item.path): item for item in found if isinstance(item, FoundFile)}
    there = [
        item["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket_name)
        for item in page.get("Contents", ())
    ]
    assert sorted(there) == sorted(files)
    for key, item in files.items():
        body = s3.get_object(Bucket=bucket_name, Key=key)["Body"].read()
        assert Path(os.fsdecode(os.path.join(bytes(source), item.path))).read_bytes() == body

    (upload,) = application.journal.sessions.recent(1)
    counts = upload.counts
    assert (counts.total_files, counts.files_uploaded, counts.files_blocked) == (
        len(found),
        len(files),
        len(found) - len(files),
    )
    assert person.find(FileTable, "file_table").model.rowCount() == len(found)
    store, _ = company.admin()
    person.wait_until(lambda: store.uploads.list().items[0].counts == counts)
    person.wait_until(lambda: store.uploads.files(upload.client_uuid, limit=1).total == len(found))
    records = store.uploads.files(upload.client_uuid, limit=10**6).items
    statuses = {record.relative_path: record.status for record in records}
    rows = application.journal.files.page(upload.id, 0, 10**6).items
    assert statuses == {text_form(row.path): row.status for row in rows}
