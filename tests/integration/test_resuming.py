"""Pause, cancel, and going on in the middle of a file."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.domain.events import RunEnded
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import UploadSession
from tests.conftest import MIB, PREFIX, Sender, SerialExecutor, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, _Exchange, call, drop_after, lose_answer, refuse

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PARTS = 6


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of six parts, and three small ones."""
    monkeypatch.setattr("desktop_app.engine.large_files.PART_SIZE", 5 * MIB)
    folder = tmp_path / "folder"
    write_file(folder / "large", PARTS * 5 * MIB - 1000)
    for number in range(3):
        write_file(folder / f"small {number}", 100)
    return folder


Paused = Callable[[], UploadSession]


@pytest.fixture
def paused(through_proxy: Sender, proxy: FaultProxy, folder: Path) -> UploadSession:
    """Three of six parts are in the storage; nothing else is."""
    proxy.rule(call(lambda: through_proxy.pause()), kind="upload_part", part=3)
    upload = through_proxy.session(folder)
    ended = through_proxy.run(upload, executor=SerialExecutor())
    assert ended.status is SessionStatus.PAUSED
    assert proxy.count("upload_part") == 3
    proxy.heal()
    return through_proxy.journal.sessions.get(upload.id)


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """What a storage that keeps us waiting waits for."""
    event = threading.Event()
    yield event
    event.set()


HELD: dict[str, Callable[[threading.Event], Callable[[_Exchange], bool]]] = {
    "does not answer": lambda released: call(released.wait),
    "does not read": lambda released: lambda _: not released.wait(),
}


@pytest.mark.parametrize("how", HELD)
@pytest.mark.parametrize("kind", ["upload_part", "put_object"])
def test_whoever_pauses_does_not_wait_for_a_storage_that_takes_long(
    through_proxy: Sender,
    proxy: FaultProxy,
    folder: Path,
    released: threading.Event,
    s3: "S3Client",
    bucket_name: str,
    kind: str,
    how: str,
) -> None:
    proxy.rule(HELD[how](released), kind=kind)
    upload = through_proxy.session(folder)
    ended = _pause_once(through_proxy, upload, lambda: proxy.count(kind) > 0)
    assert (ended.status, ended.error, ended.counts.files_failed) == (SessionStatus.PAUSED, None, 0)
    assert not released.is_set()
    released.set()
    proxy.heal()
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


def test_whoever_pauses_under_a_low_limit_does_not_wait_for_a_part(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    a_part_takes_an_hour = 5 * MIB // 3600
    upload = through_proxy.session(folder, bandwidth_limit=a_part_takes_an_hour)
    ended = _pause_once(through_proxy, upload, lambda: proxy.count("upload_part") > 0)
    assert (ended.status, ended.error, ended.counts.files_failed) == (SessionStatus.PAUSED, None, 0)
    assert through_proxy.files(upload)["large"].attempts <= 1
    engine = through_proxy.prepare(through_proxy.journal.sessions.get(upload.id))
    engine.bandwidth.bytes_per_second = 0
    assert engine.run().status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)


def _pause_once(sender: Sender, upload: UploadSession, under_way: Callable[[], bool]) -> RunEnded:
    """Run until something is under way, and pause; how it ended, which it does though that never ends by itself."""
    engine = sender.prepare(upload)
    with ThreadPoolExecutor(1) as runner:
        ending = runner.submit(engine.run)
        while not under_way():
            time.sleep(0.01)
        engine.pause()
        return ending.result(timeout=50)


def test_only_the_missing_parts_are_sent(
    through_proxy: Sender, proxy: FaultProxy, paused: UploadSession, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    assert through_proxy.run(paused).status is SessionStatus.COMPLETED
    assert (proxy.count("upload_part"), proxy.count("begin", "large")) == (PARTS - 3, 0)
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


def test_pausing_leaves_nothing_half_claimed(through_proxy: Sender, paused: UploadSession) -> None:
    statuses = through_proxy.statuses(paused)
    assert statuses["large"] == "uploading"
    assert all(statuses[f"small {number}"] in ("pending", "uploaded") for number in range(3))


def test_progress_begins_where_it_was(through_proxy: Sender, proxy: FaultProxy, paused: UploadSession) -> None:
    seen: list[float] = []
    proxy.rule(
        call(lambda: seen.append(max(through_proxy.prepared.progress().in_flight.values(), default=0.0))),
        kind="upload_part",
        times=1,
    )
    through_proxy.run(paused, executor=SerialExecutor())
    # A part counts as it leaves.
    assert 0.5 < seen[0] < 0.5 + 1.01 / PARTS


def test_a_part_that_the_storage_lost_or_changed_is_sent_again(
    through_proxy: Sender, proxy: FaultProxy, paused: UploadSession, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    ((_, _, upload_id),) = through_proxy.journal.parts.of_session(paused.id)
    s3.upload_part(Bucket=bucket_name, Key=PREFIX + "large", UploadId=upload_id, PartNumber=2, Body=b"other" * MIB)
    assert through_proxy.run(paused).status is SessionStatus.COMPLETED
    assert proxy.count("upload_part") == PARTS - 2
    assert objects(s3, bucket_name) == disk(folder)


def test_an_upload_that_is_gone_begins_anew(
    through_proxy: Sender, proxy: FaultProxy, paused: UploadSession, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    ((_, _, upload_id),) = through_proxy.journal.parts.of_session(paused.id)
    s3.abort_multipart_upload(Bucket=bucket_name, Key=PREFIX + "large", UploadId=upload_id)
    assert through_proxy.run(paused).status is SessionStatus.COMPLETED
    assert (proxy.count("upload_part"), proxy.count("begin", "large")) == (PARTS, 1)
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


def test_an_upload_that_goes_in_the_middle_of_a_run_begins_anew(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    upload = through_proxy.session(folder)

    def abort() -> None:
        ((_, _, upload_id),) = through_proxy.journal.parts.of_session(upload.id)
        s3.abort_multipart_upload(Bucket=bucket_name, Key=PREFIX + "large", UploadId=upload_id)

    proxy.rule(call(abort), kind="upload_part", part=4, times=1)
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


def test_an_upload_that_was_completed_unheard_needs_no_part_again(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    upload = through_proxy.session(folder)

    def go_away() -> None:
        proxy.rule(drop_after(0))

    proxy.rule(_forwarded_then(go_away), kind="complete")
    assert through_proxy.run(upload).status is SessionStatus.PAUSED
    assert PREFIX + "large" in objects(s3, bucket_name)
    proxy.heal()
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert proxy.count("upload_part|begin", "large") == 0
    assert objects(s3, bucket_name) == disk(folder)


@pytest.mark.parametrize("size", [PARTS * 5 * MIB - 1000, 12 * MIB, 100, 0], ids=["same", "fewer", "small", "empty"])
@pytest.mark.usefixtures("proxy")
def test_a_file_that_changed_meanwhile_begins_anew_and_its_old_parts_are_freed(
    through_proxy: Sender, paused: UploadSession, folder: Path, s3: "S3Client", bucket_name: str, size: int
) -> None:
    write_file(folder / "large", size, seed="other")
    assert through_proxy.run(paused).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    row = through_proxy.files(paused)["large"]
    assert (row.size_bytes, row.mtime_ns) == (size, (folder / "large").stat().st_mtime_ns)


def test_a_file_that_vanished_meanwhile_fails_and_its_parts_are_freed(
    through_proxy: Sender, paused: UploadSession, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    (folder / "large").unlink()
    assert through_proxy.run(paused).status is SessionStatus.COMPLETED_WITH_ERRORS
    row = through_proxy.files(paused)["large"]
    assert (row.status, row.error_title) == ("failed", "File is gone")
    assert open_uploads(s3, bucket_name) == []
    assert through_proxy.journal.parts.of_session(paused.id) == []


@pytest.mark.usefixtures("folder")
def test_an_upload_begun_by_a_process_that_died_before_noting_it_is_freed(
    through_proxy: Sender, paused: UploadSession, s3: "S3Client", bucket_name: str
) -> None:
    ((_, file_id, upload_id),) = through_proxy.journal.parts.of_session(paused.id)
    s3.abort_multipart_upload(Bucket=bucket_name, Key=PREFIX + "large", UploadId=upload_id)
    through_proxy.journal.parts.drop(file_id)
    s3.create_multipart_upload(Bucket=bucket_name, Key=PREFIX + "large")
    s3.create_multipart_upload(Bucket=bucket_name, Key=PREFIX + "large of somebody else's")
    assert through_proxy.run(paused).status is SessionStatus.COMPLETED
    assert open_uploads(s3, bucket_name) == [PREFIX + "large of somebody else's"]


def test_a_check_that_was_cut_short_leaves_nothing_for_long(
    through_proxy: Sender, s3: "S3Client", bucket_name: str
) -> None:
    s3.create_multipart_upload(Bucket=bucket_name, Key=PREFIX + ".waybill-check")
    through_proxy.bucket().check(PREFIX)
    assert open_uploads(s3, bucket_name) == []


def test_failed_files_can_be_tried_again(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    proxy.rule(refuse(400, "InvalidArgument"), kind="put_object|complete", key="large")
    proxy.rule(refuse(400, "InvalidArgument"), kind="put_object", key="small 1")
    upload, ended = through_proxy.send(folder)
    assert (ended.status, ended.counts.files_failed) == (SessionStatus.COMPLETED_WITH_ERRORS, 2)
    proxy.heal()
    assert through_proxy.journal.files.retry_failed(upload.id) == 2
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert {row.error_message for row in through_proxy.files(upload).values()} == {""}


def test_a_plan_that_was_cut_short_is_finished(
    sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    folder = tmp_path / "many"
    for number in range(600):
        write_file(folder / f"{number // 300}" / f"{number}", 3)
    upload = sender.session(folder)
    engine = sender.prepare(upload)
    sender.journal.sessions.set_status(upload.id, SessionStatus.IN_PROGRESS)
    engine.pause()
    assert engine.run().status is SessionStatus.PAUSED
    assert not sender.journal.sessions.get(upload.id).plan_finished
    ended = sender.run(upload)
    assert (ended.status, ended.counts.files_uploaded) == (SessionStatus.COMPLETED, 600)
    assert objects(s3, bucket_name) == disk(folder)


# Cancelling


def test_cancelling_frees_parts_and_says_which_files_were_not_sent(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    proxy.rule(call(lambda: through_proxy.cancel()), kind="upload_part", part=3)
    upload = through_proxy.session(folder)
    ended = through_proxy.run(upload, executor=SerialExecutor())
    assert ended.status is SessionStatus.CANCELLED
    assert open_uploads(s3, bucket_name) == []
    assert through_proxy.statuses(upload)["large"] == "cancelled"
    assert set(through_proxy.statuses(upload).values()) <= {"cancelled", "uploaded"}
    assert through_proxy.journal.parts.of_session(upload.id) == []
    sent = {path for path, status in through_proxy.statuses(upload).items() if status == "uploaded"}
    assert set(objects(s3, bucket_name)) == {PREFIX + path for path in sent}


def test_cancelling_without_a_storage_keeps_the_upload_id(
    through_proxy: Sender, proxy: FaultProxy, folder: Path
) -> None:
    def cancel_and_vanish() -> None:
        through_proxy.cancel()
        proxy.rule(drop_after(0))

    proxy.rule(call(cancel_and_vanish), kind="upload_part", part=3)
    upload = through_proxy.session(folder)
    ended = through_proxy.run(upload, executor=SerialExecutor())
    assert ended.status is SessionStatus.CANCELLED
    assert ended.error is not None
    assert ended.error.code == "storage_unreachable"
    assert len(through_proxy.journal.parts.of_session(upload.id)) == 1


# Files that are not what they were planned as


def test_what_became_of_files_between_planning_and_sending(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    folder = tmp_path / "folder"
    names = ["a folder", "a pipe", "gone", "grown", "grown large", "shrunk", "unchanged"]
    for name in names:
        write_file(folder / name, 1000)
    upload = through_proxy.session(folder)
    through_proxy.prepare(upload)
    proxy.rule(drop_after(0))
    assert through_proxy.run(upload).status is SessionStatus.PAUSED
    proxy.heal()
    for name in ("a folder", "a pipe", "gone"):
        (folder / name).unlink()
    (folder / "a folder").mkdir()
    os.mkfifo(folder / "a pipe")
    write_file(folder / "grown", 5000)
    write_file(folder / "grown large", 9 * MIB)
    write_file(folder / "shrunk", 0)
    ended = through_proxy.run(upload)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    rows = through_proxy.files(upload)
    assert {path: (row.error_title, row.error_message) for path, row in rows.items() if row.status == "failed"} == {
        "a folder": ("Not a file", "a folder is no longer a file. Put it back and try again, or leave it out."),
        "a pipe": ("Not a file", "a pipe is no longer a file. Put it back and try again, or leave it out."),
        "gone": ("File is gone", "gone is no longer there. Put it back and try again, or leave it out."),
    }
    assert objects(s3, bucket_name) == disk(folder)
    assert {path: row.size_bytes for path, row in rows.items() if row.status == "uploaded"} == {
        "grown": 5000,
        "grown large": 9 * MIB,
        "shrunk": 0,
        "unchanged": 1000,
    }
    assert open_uploads(s3, bucket_name) == []


def _forwarded_then(function: Callable[[], None]) -> Callable[..., bool]:
    def act(exchange: object) -> bool:
        lose_answer(exchange)  # type: ignore[arg-type]
        function()
        return True

    return act


def test_a_file_whose_turn_did_not_come_was_not_tried(through_proxy: Sender, proxy: FaultProxy, tmp_path: Path) -> None:
    for number in range(600):
        write_file(tmp_path / "many" / f"{number:03}", 10)
    proxy.rule(call(through_proxy.pause), kind="put_object", skip=20, times=1)
    upload, ended = through_proxy.send(tmp_path / "many", max_workers=2)
    assert ended.status is SessionStatus.PAUSED
    attempts = {file.attempts for file in through_proxy.files(upload).values() if file.status == "pending"}
    assert attempts == {0}
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert {file.attempts for file in through_proxy.files(upload).values()} == {1}
