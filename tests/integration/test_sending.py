"""From a folder to the bucket: what arrives is what is on the disk."""

import base64
import hashlib
import os
import threading
import time
import zlib
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.company import Destination
from desktop_app.domain.events import PlanFinished, RunEnded
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.engine import work_queue
from desktop_app.engine.scan import FolderScan
from tests.conftest import MIB, PREFIX, Sender, counts_by_status, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, call

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

EDGES = {
    "empty": 0,
    "one byte": 1,
    "just below": 8 * MIB - 1,
    "the limit": 8 * MIB,
    "just above": 8 * MIB + 1,
    "below a part": 16 * MIB - 1,
    "a part": 16 * MIB,
    "above a part": 16 * MIB + 1,
    "large": 40 * MIB,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    for number in range(20):
        write_file(folder / f"sub {number % 3}" / f"file {number}", number * 100)
    return folder


def test_every_size_arrives_as_it_is_on_the_disk(
    sender: Sender, s3: "S3Client", bucket_name: str, tmp_path: Path, executor: Executor
) -> None:
    folder = tmp_path / "edges"
    for name, size in EDGES.items():
        write_file(folder / name, size)
    upload = sender.session(folder)
    ended = sender.run(upload, executor=executor)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    assert (ended.counts.total_files, ended.counts.files_uploaded) == (len(EDGES), len(EDGES))
    assert ended.counts.total_bytes == ended.counts.uploaded_bytes == sum(EDGES.values())


def test_files_up_to_eight_mib_go_in_one_request_and_larger_ones_in_parts(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path
) -> None:
    for name, size in EDGES.items():
        write_file(tmp_path / "edges" / name, size)
    through_proxy.send(tmp_path / "edges")
    small = [name for name, size in EDGES.items() if size <= 8 * MIB]
    assert proxy.count("put_object") == len(small)
    assert proxy.count("complete") == len(EDGES) - len(small)
    assert {name: proxy.count("upload_part", "/" + name) for name in EDGES if name not in small} == {
        "just above": 1,
        "below a part": 1,
        "a part": 1,
        "above a part": 2,
        "large": 3,
    }


def test_the_journal_counts_what_the_rows_say(sender: Sender, folder: Path) -> None:
    os.mkfifo(folder / "a pipe")
    upload, ended = sender.send(folder)
    assert ended.counts == upload.counts == counts_by_status(sender.files(upload))
    assert (upload.counts.files_uploaded, upload.counts.files_blocked) == (20, 1)


def test_a_row_says_what_the_storage_confirmed(sender: Sender, tmp_path: Path) -> None:
    body = write_file(tmp_path / "f" / "a", 1000)
    upload, _ = sender.send(tmp_path / "f")
    row = sender.files(upload)["a"]
    assert row.etag == hashlib.md5(body).hexdigest()  # noqa: S324 (what S3 gives)
    assert (row.status, row.attempts, row.size_bytes) == (FileStatus.UPLOADED, 1, 1000)
    assert row.mtime_ns == (tmp_path / "f" / "a").stat().st_mtime_ns
    assert row.checksum
    assert row.completed_at is not None


@pytest.mark.parametrize("algorithm", [*ChecksumAlgorithm])
def test_each_checksum_algorithm_small_and_in_parts(
    sender: Sender, s3: "S3Client", bucket_name: str, tmp_path: Path, algorithm: ChecksumAlgorithm
) -> None:
    folder = tmp_path / "f"
    small = write_file(folder / "small", 1000)
    write_file(folder / "large", 17 * MIB)
    destination = Destination(bucket_name, endpoint_url=sender.destination.endpoint_url, checksum_algorithm=algorithm)
    upload, ended = sender.send(folder, destination=destination)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    expected = {
        ChecksumAlgorithm.CRC32: base64.b64encode(zlib.crc32(small).to_bytes(4, "big")).decode(),
        ChecksumAlgorithm.SHA256: base64.b64encode(hashlib.sha256(small).digest()).decode(),
        ChecksumAlgorithm.NONE: "",
    }
    rows = sender.files(upload)
    assert rows["small"].checksum == expected.get(algorithm, rows["small"].checksum)
    answer: Any = s3.head_object(Bucket=bucket_name, Key=PREFIX + "small", ChecksumMode="ENABLED")
    told = answer.get(f"Checksum{algorithm.upper()}", "")
    assert told == rows["small"].checksum
    assert rows["large"].checksum.endswith("-2") is (algorithm is ChecksumAlgorithm.SHA256)


@pytest.mark.parametrize("algorithm", [*ChecksumAlgorithm])
def test_parts_too_large_for_memory_arrive_as_well(
    sender: Sender,
    s3: "S3Client",
    bucket_name: str,
    tmp_path: Path,
    algorithm: ChecksumAlgorithm,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop_app.engine.large_files.WHOLE_PART", MIB)
    write_file(tmp_path / "f" / "large", 35 * MIB + 7)
    destination = Destination(bucket_name, endpoint_url=sender.destination.endpoint_url, checksum_algorithm=algorithm)
    whole = sender.send(tmp_path / "f", destination=destination)[0]
    assert objects(s3, bucket_name) == disk(tmp_path / "f")
    row = sender.files(whole)["large"]
    monkeypatch.undo()
    os.utime(tmp_path / "f" / "large")
    s3.delete_object(Bucket=bucket_name, Key=PREFIX + "large")
    held = sender.send(tmp_path / "f", destination=destination)[0]
    assert sender.files(held)["large"].checksum == row.checksum


def test_objects_have_the_media_type_that_their_names_tell(
    sender: Sender, s3: "S3Client", bucket_name: str, tmp_path: Path
) -> None:
    sizes = {"shot.jpg": 1000, "clip.MOV": 17 * MIB, "unknown": 1000, "unknown too": 17 * MIB}
    for name, size in sizes.items():
        write_file(tmp_path / "f" / name, size)
    sender.send(tmp_path / "f")
    found = {name: s3.head_object(Bucket=bucket_name, Key=PREFIX + name)["ContentType"] for name in sizes}
    assert (found.pop("shot.jpg"), found.pop("clip.MOV")) == ("image/jpeg", "video/quicktime")
    assert set(found.values()) == {"binary/octet-stream"}


def test_odd_names_arrive_under_their_own_names(
    sender: Sender, s3: "S3Client", bucket_name: str, tmp_path: Path
) -> None:
    names = ["line\nbreak", "tab\there", "😀 調査", "ends with a dot.", "ends with a space ", " leading", "-rf", "..."]
    names += [
        "100%25 a+b?c",
        "back\\slash",
        "quo\"te'",
        "&amp;<>",
        "esc\x1b",
        "~tilde",
        "#hash",
        "*star",
        "semi;",
        "ünï",
    ]
    for name in names:
        write_file(tmp_path / "f" / f"in {name}" / name, 50)
    _, ended = sender.send(tmp_path / "f")
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(tmp_path / "f")


def test_a_large_file_may_have_an_odd_name(sender: Sender, s3: "S3Client", bucket_name: str, tmp_path: Path) -> None:
    for name in ("line\nbreak", "😀 a+b%20", "tab\there"):
        write_file(tmp_path / "f" / name, 8 * MIB + 1)
    _, ended = sender.send(tmp_path / "f")
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(tmp_path / "f")


def test_keys_are_nfc_and_rows_keep_the_raw_name(
    sender: Sender, s3: "S3Client", bucket_name: str, tmp_path: Path
) -> None:
    body = write_file(tmp_path / "f" / "Cafe\u0301", 9)
    upload, _ = sender.send(tmp_path / "f")
    assert objects(s3, bucket_name) == {PREFIX + "Caf\u00e9": body}
    assert [file.path for file in sender.files(upload).values()] == ["Cafe\u0301".encode()]


def test_sending_begins_before_the_scan_has_ended(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(600):
        write_file(tmp_path / "f" / f"{number:04d}", 1)
    first_sent, waited = threading.Event(), []
    look = FolderScan._entry

    def look_late(scan: FolderScan, path: bytes, *others: Any) -> Any:
        if path.endswith(b"0599"):
            waited.append(first_sent.wait(20))
        return look(scan, path, *others)

    proxy.rule(call(first_sent.set), kind="put_object")
    monkeypatch.setattr("desktop_app.engine.scan._FILES_AT_ONCE", 100, raising=False)
    monkeypatch.setattr(FolderScan, "_entry", look_late)
    through_proxy.send(tmp_path / "f")
    assert waited == [True]
    assert [type(event) for event in through_proxy.events] == [PlanFinished, RunEnded]


# Skipping


def test_a_second_run_skips_everything_and_puts_nothing(through_proxy: Sender, proxy: FaultProxy, folder: Path) -> None:
    write_file(folder / "large", 9 * MIB)
    through_proxy.send(folder)
    proxy.heal()
    upload, ended = through_proxy.send(folder)
    assert ended.status is SessionStatus.COMPLETED
    assert (ended.counts.files_skipped, ended.counts.files_uploaded) == (21, 0)
    assert proxy.count("put_object|upload_part|begin|complete|head_object") == 0
    assert set(through_proxy.statuses(upload).values()) == {"skipped"}


def test_a_third_run_skips_what_the_second_skipped(through_proxy: Sender, proxy: FaultProxy, folder: Path) -> None:
    for _ in range(3):
        proxy.heal()
        _, ended = through_proxy.send(folder)
    assert ended.counts.files_skipped == 20
    assert proxy.count("put_object") == 0


def test_a_changed_file_is_sent_again(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    through_proxy.send(folder)
    proxy.heal()
    write_file(folder / "sub 1" / "file 1", 100, seed="other")
    os.utime(folder / "sub 1" / "file 1", ns=(1, 1))
    _, ended = through_proxy.send(folder)
    assert (ended.counts.files_skipped, ended.counts.files_uploaded) == (19, 1)
    assert proxy.count("put_object") == proxy.count("put_object", "file 1") == 1
    assert objects(s3, bucket_name) == disk(folder)


def test_a_file_with_another_mtime_is_compared_and_sent_if_it_is_another(
    through_proxy: Sender, proxy: FaultProxy, folder: Path
) -> None:
    through_proxy.send(folder)
    proxy.heal()
    for number in (1, 2):
        os.utime(folder / f"sub {number}" / f"file {number}", ns=(10**18, 10**18))
    (folder / "sub 2" / "file 2").write_bytes(b"x" * 200)
    through_proxy.send(folder)
    assert proxy.count("put_object") == proxy.count("put_object", "file 2") == 1


@pytest.mark.parametrize("body", [b"x" * 100, b"other size", None], ids=["same size", "other size", "deleted"])
def test_an_object_replaced_behind_our_back_is_sent_again(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str, body: bytes | None
) -> None:
    sender.send(folder)
    key = PREFIX + "sub 1/file 1"
    if body is None:
        s3.delete_object(Bucket=bucket_name, Key=key)
    else:
        s3.put_object(Bucket=bucket_name, Key=key, Body=body)
    _, ended = sender.send(folder)
    assert (ended.counts.files_skipped, ended.counts.files_uploaded) == (19, 1)
    assert objects(s3, bucket_name) == disk(folder)


def test_what_others_sent_is_there_if_its_bytes_are_the_same(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    for key, body in disk(folder).items():
        s3.put_object(Bucket=bucket_name, Key=key, Body=body if key.endswith("1") else bytes(len(body)))
    _, ended = sender.send(folder)
    there = sum(key.endswith("1") or not body for key, body in disk(folder).items())
    assert (ended.counts.files_skipped, ended.counts.files_uploaded) == (there, 20 - there)
    assert objects(s3, bucket_name) == disk(folder)


def test_a_listing_left_by_a_broken_run_skips_nothing(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    first, _ = sender.send(folder)
    upload = sender.session(folder)
    etag = sender.files(first)["sub 1/file 1"].etag
    sender.journal.listing.note(upload.id, [(PREFIX + "sub 1/file 1", 100, etag)])
    s3.delete_object(Bucket=bucket_name, Key=PREFIX + "sub 1/file 1")
    ended = sender.run(upload)
    assert (ended.counts.files_skipped, ended.counts.files_uploaded) == (19, 1)
    assert objects(s3, bucket_name) == disk(folder)


def test_another_prefix_is_another_place(sender: Sender, folder: Path, s3: "S3Client", bucket_name: str) -> None:
    sender.send(folder)
    _, ended = sender.send(folder, prefix="cycle-002/")
    assert ended.counts.files_uploaded == 20
    assert objects(s3, bucket_name, "cycle-002/") == disk(folder, "cycle-002/")


def test_a_project_that_never_overwrites_leaves_other_objects_as_they_are(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    s3.put_object(Bucket=bucket_name, Key=PREFIX + "sub 1/file 1", Body=b"theirs")
    destination = Destination(bucket_name, endpoint_url=sender.destination.endpoint_url, never_overwrite=True)
    upload, ended = sender.send(folder, destination=destination)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    assert (ended.counts.files_uploaded, ended.counts.files_failed) == (19, 1)
    row = sender.files(upload)["sub 1/file 1"]
    assert (row.error_title, row.error_message) == (
        "Already in the bucket",
        f"{PREFIX}sub 1/file 1 is in the bucket already, and this project never overwrites: what is there is kept. "
        "Rename the file, or send the folder to another cycle.",
    )
    assert objects(s3, bucket_name)[PREFIX + "sub 1/file 1"] == b"theirs"


# Options


@pytest.mark.parametrize("behind_proxy", [False, True])
@pytest.mark.parametrize("most", [1, 2])
def test_no_more_requests_at_once_than_asked_for(
    sender: Sender,
    proxy: FaultProxy,
    tmp_path: Path,
    bucket_name: str,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    behind_proxy: bool,
) -> None:
    for number in range(40):
        write_file(tmp_path / "f" / f"{number}", 10)
    for number in range(2):
        write_file(tmp_path / "f" / f"large {number}", 40 * MIB)
    if behind_proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.endpoint_url)
        monkeypatch.setenv("NO_PROXY", "")
    else:
        sender.destination = Destination(bucket_name, sender.destination.region, proxy.endpoint_url)
    assert sender.bucket().in_steps is not behind_proxy
    alone, at_once, seen = threading.Lock(), [0], [0]

    def count(exchange: Any) -> bool:
        with alone:
            at_once[0] += 1
            seen.append(at_once[0])
        answer = exchange.forward()
        with alone:
            at_once[0] -= 1
        exchange.answer(*answer)
        return True

    proxy.rule(count, kind="put_object|upload_part")
    _, ended = sender.send(tmp_path / "f", max_workers=most)
    assert ended.status is SessionStatus.COMPLETED
    assert max(seen) == most


@pytest.mark.parametrize(("seconds_at_work", "several"), [(0.5, False), (10.0, True)])
def test_under_a_limit_few_parts_share_it(
    through_proxy: Sender,
    proxy: FaultProxy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seconds_at_work: float,
    several: bool,
) -> None:
    """What is killed or paused meanwhile goes once more: the fewer are under way, the sooner each is through."""
    monkeypatch.setattr(work_queue, "_SECONDS_AT_WORK", seconds_at_work)
    write_file(tmp_path / "f" / "large", 48 * MIB)
    at_once, most, lock = 0, 0, threading.Lock()

    def forward(exchange: Any) -> bool:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        answer = exchange.forward()
        with lock:
            at_once -= 1
        exchange.answer(*answer)
        return True

    proxy.rule(forward, kind="upload_part")
    _, ended = through_proxy.send(tmp_path / "f", bandwidth_limit=16 * MIB)
    assert ended.status is SessionStatus.COMPLETED
    assert (most > 1) is several


def test_loose_files_are_sent_below_their_parent(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    _, ended = sender.send(folder, selection=(b"sub 1/file 1", b"sub 2/file 2"))
    assert ended.counts.files_uploaded == 2
    assert set(objects(s3, bucket_name)) == {PREFIX + "sub 1/file 1", PREFIX + "sub 2/file 2"}


def test_a_folder_of_only_blocked_files_fails(sender: Sender, tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    os.mkfifo(tmp_path / "f" / "pipe")
    _, ended = sender.send(tmp_path / "f")
    assert ended.status is SessionStatus.FAILED


def test_a_folder_that_is_gone_pauses_the_run_and_says_so(sender: Sender, tmp_path: Path) -> None:
    upload, ended = sender.send(tmp_path / "nowhere")
    assert ended.status is SessionStatus.PAUSED
    assert ended.error is not None
    assert ended.error.code == "folder_vanished"
    assert upload.error_title == "Folder not found"


def test_more_goes_out_at_once_where_answers_are_waited_for(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path
) -> None:
    for number in range(600):
        write_file(tmp_path / "many" / f"{number}", 10)
    at_once, most, lock = 0, 0, threading.Lock()

    def take_long() -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.1)
        with lock:
            at_once -= 1

    proxy.rule(call(take_long), kind="put_object")
    through_proxy.send(tmp_path / "many")
    assert most > 16
