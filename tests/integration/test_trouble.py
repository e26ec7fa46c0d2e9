"""What storages and networks do to an upload, and what it makes of it."""

import re
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import JournalError
from desktop_app.domain.events import Retrying
from desktop_app.domain.states import SessionStatus
from desktop_app.engine.source import Version, read_whole
from tests.conftest import MIB, PREFIX, Sender, SerialExecutor, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, call, drop_after, lose_answer, refuse, say, wrong_checksum, wrong_etag

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

Act = Callable[[Any], bool]

PASSING = {
    "SlowDown": refuse(503, "SlowDown"),
    "InternalError": refuse(500, "InternalError"),
    "too many requests": refuse(429, "TooManyRequests"),
    "bad gateway": refuse(502, ""),
    "BadDigest": refuse(400, "BadDigest"),
    "cut before the body": drop_after(0),
    "cut in the body": drop_after(50_000),
    "answer lost": lose_answer,
    "another checksum": wrong_checksum,
    "no HTTP": say(b"<html>Sign in to this network first.</html>"),
    "cut in its head": say(b"HTTP/1.1 200 OK\r\nETag: "),
    "no ETag": say(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    for number in range(6):
        write_file(folder / f"file {number}", 100_000)
    return folder


@pytest.fixture
def with_large(folder: Path) -> Path:
    write_file(folder / "large", 17 * MIB)
    return folder


@pytest.mark.parametrize("act", PASSING.values(), ids=PASSING)
def test_a_small_file_outlives_passing_trouble(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str, act: Act
) -> None:
    proxy.rule(act, kind="put_object", key="file 3", times=2)
    upload, ended = through_proxy.send(folder)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    attempts = {path: file.attempts for path, file in through_proxy.files(upload).items()}
    assert attempts == {f"file {number}": 3 if number == 3 else 1 for number in range(6)}
    assert sum(isinstance(event, Retrying) for event in through_proxy.events) == 2


@pytest.mark.parametrize("act", PASSING.values(), ids=PASSING)
def test_a_part_outlives_passing_trouble(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str, act: Act
) -> None:
    proxy.rule(act, kind="upload_part", part=1, times=2)
    upload, ended = through_proxy.send(with_large)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(with_large)
    assert through_proxy.files(upload)["large"].attempts == 3
    assert proxy.count("upload_part") == 4


@pytest.mark.parametrize("kind", ["begin", "complete"])
@pytest.mark.parametrize("act", [refuse(503, "SlowDown"), drop_after(0), lose_answer])
def test_beginning_and_completing_outlive_passing_trouble(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str, kind: str, act: Act
) -> None:
    proxy.rule(act, kind=kind, key="large", times=1)
    _, ended = through_proxy.send(with_large)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(with_large)
    assert proxy.count("upload_part") == 2
    assert open_uploads(s3, bucket_name) == []


@pytest.mark.parametrize("kind", ["put_object", "upload_part|complete"])
def test_what_was_sent_to_a_project_that_never_overwrites_is_recognised_when_its_answer_was_lost(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str, kind: str
) -> None:
    proxy.rule(lose_answer, kind=kind, times=1)
    destination = Destination(bucket_name, endpoint_url=proxy.endpoint_url, never_overwrite=True)
    _, ended = through_proxy.send(with_large, destination=destination)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(with_large)


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_a_file_that_always_fails_is_tried_as_often_as_asked_and_the_others_are_sent(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str, retries: int
) -> None:
    proxy.rule(refuse(503, "SlowDown"), kind="put_object", key="file 3")
    upload, ended = through_proxy.send(folder, times_to_retry=retries)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    assert (ended.counts.files_uploaded, ended.counts.files_failed) == (5, 1)
    row = through_proxy.files(upload)["file 3"]
    assert (row.status, row.attempts, row.error_title) == ("failed", retries + 1, "Storage is busy")
    assert "SlowDown" in row.error_message
    assert proxy.count("put_object", "file 3") == retries + 1
    assert set(objects(s3, bucket_name)) == set(disk(folder)) - {PREFIX + "file 3"}


def without_upload_id(exchange: Any) -> bool:
    """Say that an upload has begun, and not which."""
    exchange.body()
    exchange.answer(200, {"Content-Type": "application/xml"}, b"<InitiateMultipartUploadResult/>")
    return True


LASTING = {
    "another checksum": (
        "put_object",
        wrong_checksum,
        "Damaged on the way",
        r"The storage holds other bytes of {key} than were sent \(checksum AAAAAAAAAAA=, sent .+\)\. It does not count "
        r"as sent\. Try again; if it stays so, tell your admin\.",
    ),
    "no ETag": (
        "put_object",
        PASSING["no ETag"],
        "Not confirmed",
        "The storage answered for {key} without saying what it has, so it does not count as sent. Try again; if it "
        "stays so, tell your admin.",
    ),
    "no upload id": (
        "begin",
        without_upload_id,
        "Not confirmed",
        "The storage answered for {key} without an upload id, so nothing of it was sent. Try again; if it stays so, "
        "tell your admin.",
    ),
    "words of its own": (
        "put_object",
        refuse(400, "PolicyViolation", "The object is not of this tenant."),
        "Refused by the storage",
        "{where} refused {key}: The object is not of this tenant. What was sent is kept. If trying again does not "
        "help, tell your admin these words.",
    ),
}


@pytest.mark.parametrize(("kind", "act", "title", "message"), LASTING.values(), ids=LASTING)
def test_what_the_storage_does_to_one_file_again_and_again_is_told_with_what_to_do(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, kind: str, act: Act, title: str, message: str
) -> None:
    name = "large" if kind == "begin" else "file 3"
    proxy.rule(act, kind=kind, key=name)
    upload, ended = through_proxy.send(with_large, times_to_retry=1)
    assert (ended.counts.files_uploaded, ended.counts.files_failed) == (6, 1)
    row = through_proxy.files(upload)[name]
    assert row.error_title == title
    assert re.fullmatch(message.format(key=PREFIX + name, where=proxy.endpoint_url), row.error_message)


def test_an_upload_that_the_storage_drops_again_and_again_is_told_with_what_to_do(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str
) -> None:
    def drop_all() -> None:
        for item in s3.list_multipart_uploads(Bucket=bucket_name).get("Uploads", ()):
            s3.abort_multipart_upload(Bucket=bucket_name, Key=item["Key"], UploadId=item["UploadId"])

    proxy.rule(call(drop_all), kind="complete")
    upload, ended = through_proxy.send(with_large, times_to_retry=1)
    assert (ended.counts.files_uploaded, ended.counts.files_failed) == (6, 1)
    row = through_proxy.files(upload)["large"]
    assert (row.error_title, row.error_message) == (
        "Upload was dropped by the storage",
        f"The storage no longer has the begun upload of {PREFIX}large. Try again, which sends it from its beginning; "
        "if it stays so, ask your admin how long the bucket keeps begun uploads.",
    )


def test_an_etag_that_is_not_that_of_the_parts_does_not_count(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path
) -> None:
    proxy.rule(wrong_etag, kind="complete|head_object", key="large")
    through_proxy.gets_to_know = True
    upload, ended = through_proxy.send(with_large, times_to_retry=1)
    assert ended.counts.files_failed == 1
    row = through_proxy.files(upload)["large"]
    assert row.error_title == "Not confirmed"
    assert re.fullmatch(
        f"The storage answered for {PREFIX}large with the ETag 00000000.+; its parts make .+-2. It does not count as "
        "sent. Try again; if it stays so, tell your admin.",
        row.error_message,
    )


def test_a_large_file_that_always_fails_leaves_no_parts(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str
) -> None:
    proxy.rule(refuse(503, "SlowDown"), kind="upload_part", part=2)
    upload, ended = through_proxy.send(with_large)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    row = through_proxy.files(upload)["large"]
    assert (row.status, row.attempts, row.error_title) == ("failed", 4, "Storage is busy")
    assert open_uploads(s3, bucket_name) == []
    assert through_proxy.journal.parts.of_session(upload.id) == []
    assert ended.counts.files_uploaded == 6


@pytest.mark.parametrize("act", [refuse(503, "SlowDown"), refuse(403, "AccessDenied")])
def test_a_large_file_that_fails_at_everything_fails_alone(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, act: Act
) -> None:
    proxy.rule(act, kind="upload_part|complete|abort|list_parts", key="large")
    upload, ended = through_proxy.send(with_large)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    assert (ended.counts.files_uploaded, ended.counts.files_failed) == (6, 1)
    assert len(through_proxy.journal.parts.of_session(upload.id)) == 1, "the upload id is kept for a later clean-up"


def test_an_upload_that_is_gone_while_another_part_is_to_be_tried_again_begins_anew(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str
) -> None:
    second_is_here, first_is_answered = threading.Event(), threading.Event()
    proxy.rule(call(lambda: second_is_here.wait(5)), kind="upload_part", part=1, times=1)
    proxy.rule(refuse(404, "NoSuchUpload"), kind="upload_part", part=1, times=1)
    proxy.rule(call(second_is_here.set), kind="upload_part", part=2)
    # Long enough for the first to be given up; if it is not, the test sees the easier order.
    proxy.rule(call(lambda: first_is_answered.wait(0.5)), kind="upload_part", part=2, times=1)
    proxy.rule(refuse(503, "SlowDown"), kind="upload_part", part=2, times=1)
    _, ended = through_proxy.send(with_large)
    assert (ended.status, ended.counts.files_uploaded) == (SessionStatus.COMPLETED, 7)
    assert objects(s3, bucket_name) == disk(with_large)
    assert open_uploads(s3, bucket_name) == []


# The storage as a whole


def test_an_endpoint_that_is_gone_pauses_the_run_and_fails_nothing(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str
) -> None:
    proxy.rule(drop_after(0))
    upload, ended = through_proxy.send(with_large)
    assert ended.status is SessionStatus.PAUSED
    assert ended.error is not None
    assert ended.error.code == "storage_unreachable"
    assert (upload.error_title, upload.counts.files_failed) == ("Storage not reachable", 0)
    assert set(through_proxy.statuses(upload).values()) == {"pending"}
    proxy.heal()
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(with_large)
    assert through_proxy.journal.sessions.get(upload.id).error_title == ""


def test_an_endpoint_that_goes_away_in_the_middle_is_gone_on_with(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, s3: "S3Client", bucket_name: str
) -> None:
    proxy.rule(drop_after(1000), skip=5)
    upload, ended = through_proxy.send(with_large)
    assert (ended.status, ended.counts.files_failed) == (SessionStatus.PAUSED, 0)
    proxy.heal()
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(with_large)
    assert open_uploads(s3, bucket_name) == []


@pytest.mark.parametrize("name", ["file 3", "large"])
def test_a_key_that_may_not_be_written_fails_alone(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, name: str
) -> None:
    proxy.rule(refuse(403, "AccessDenied"), key=name)
    upload, ended = through_proxy.send(with_large)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    assert (ended.counts.files_uploaded, ended.counts.files_failed) == (6, 1)
    assert through_proxy.files(upload)[name].error_title == "No permission"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (403, "AccessDenied", "access_refused"),
        (403, "RequestTimeTooSkewed", "clock_off"),
        (400, "ExpiredToken", "credentials_missing"),
        (403, "InvalidAccessKeyId", "credentials_missing"),
        (404, "NoSuchBucket", "bucket_missing"),
    ],
)
def test_trouble_that_every_file_would_meet_stops_the_run_and_fails_nothing(
    through_proxy: Sender, proxy: FaultProxy, with_large: Path, status: int, code: str, error: str
) -> None:
    proxy.rule(refuse(status, code))
    upload, ended = through_proxy.send(with_large)
    assert (ended.status, ended.counts.files_failed) == (SessionStatus.PAUSED, 0)
    assert ended.error is not None
    assert ended.error.code == error
    assert proxy.count("put_object") <= 16
    proxy.heal()
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED


def test_a_clock_that_is_off_is_named_with_how_far(through_proxy: Sender, proxy: FaultProxy, folder: Path) -> None:
    now = datetime.now(UTC) - timedelta(minutes=42)
    proxy.rule(refuse(403, "RequestTimeTooSkewed", Date=format_datetime(now, usegmt=True)))
    _, ended = through_proxy.send(folder)
    assert str(ended.error) == (
        "This computer's clock is 42 minutes ahead of the storage's. Set it right, then go on; what was sent is kept."
    )


# The journal


def test_a_file_whose_receipt_the_journal_does_not_take_is_not_passed_over(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    upload = sender.session(folder)
    with sqlite3.connect(sender.journal.path, isolation_level=None) as other:
        # 2 is uploaded (journal/codes.py).
        other.execute(
            "CREATE TRIGGER full_disk BEFORE UPDATE OF status ON files WHEN new.status = 2"
            " AND new.path = CAST('file 3' AS BLOB) BEGIN SELECT RAISE(ABORT, 'by test'); END"
        )
    ended = sender.run(upload)
    assert ended.status is SessionStatus.PAUSED
    assert isinstance(ended.error, JournalError)
    assert sender.statuses(upload)["file 3"] == "pending"
    with sqlite3.connect(sender.journal.path, isolation_level=None) as other:
        other.execute("DROP TRIGGER full_disk")
    other.close()
    assert sender.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)


def test_a_disk_that_is_full_stops_the_run_and_keeps_what_was_sent(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    folder, journal = tmp_path / "many", through_proxy.journal
    for number in range(400):
        write_file(folder / f"{'long name ' * 10}{number}", 10)

    def fill_disk() -> None:
        def to_the_brim(db: sqlite3.Connection) -> None:
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            db.execute(f"PRAGMA max_page_count = {pages}")

        journal.writer.write(to_the_brim)

    proxy.rule(call(fill_disk), kind="put_object", times=1)
    # What the journal keeps of each file grows while it is sent, until it needs another page.
    upload = through_proxy.session(folder)
    ended = through_proxy.run(upload)
    assert ended.status is SessionStatus.PAUSED
    assert ended.error is not None
    assert ended.error.code == "journal_full"
    assert "no room left for the journal" in str(ended.error)
    assert ended.counts.files_failed == 0
    journal.writer.write(lambda db: db.execute("PRAGMA max_page_count = 1073741823"))
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)


# A mistake of ours


def test_a_mistake_of_ours_at_one_file_fails_that_file_and_sends_the_others(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_or_stumble(root: bytes, path: bytes, limit: int) -> tuple[Version, bytes | None]:
        return read_whole(root, path, limit) if path != b"file 3" else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr("desktop_app.engine.small_files.read_whole", read_or_stumble)
    upload, ended = sender.send(folder)
    assert (ended.status, ended.counts.files_failed) == (SessionStatus.COMPLETED_WITH_ERRORS, 1)
    row = sender.files(upload)["file 3"]
    assert (row.status, row.error_title, row.error_message) == (
        "failed",
        "Waybill made a mistake",
        "Waybill made a mistake (ZeroDivisionError: division by zero). What was sent is kept. Please send the log to "
        "those who make Waybill.",
    )


def test_a_mistake_of_ours_in_the_plan_pauses_the_run_and_says_so(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.engine.plan.decide", lambda *_: 1 / 0)
    upload, ended = sender.send(folder)
    assert ended.status is SessionStatus.PAUSED
    assert ended.error is not None
    assert (ended.error.code, ended.error.exit_status) == ("bug", 1)
    assert "ZeroDivisionError" in str(ended.error)
    monkeypatch.undo()
    assert sender.run(upload, executor=SerialExecutor()).status is SessionStatus.COMPLETED
