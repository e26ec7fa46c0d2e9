"""Trouble that does not end: every so-and-so-many-th request fails, and all arrives all the same."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.events import GoingOn, Retrying, RunEnded, Waiting
from desktop_app.domain.states import SessionStatus
from desktop_app.engine import http, patience
from desktop_app.engine.s3_errors import is_congestion
from tests.conftest import MIB, PREFIX, Sender, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, call, drop_after, error_document, flip_byte, refuse, wrong_etag

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PUT = "put_object|upload_part"
SOAK = [pytest.mark.soak, pytest.mark.timeout(900)]

Act = Callable[[Any], bool]


@pytest.fixture(autouse=True)
def smaller_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.engine.large_files.PART_SIZE", 5 * MIB)


@pytest.fixture
def patient(through_proxy: Sender) -> Sender:
    through_proxy.patience = 120.0
    through_proxy.gets_to_know = True
    return through_proxy


def mixed(folder: Path, files: int, large_mib: int) -> Path:
    """Small files, and a large one."""
    for number in range(files):
        write_file(folder / f"sub {number % 7}" / f"file {number}", number * 37 % 60_000)
    write_file(folder / "large", large_mib * MIB)
    return folder


def all_arrived(sender: Sender, ended: RunEnded, folder: Path, s3: "S3Client", bucket_name: str) -> None:
    """Everything is there, byte for byte, and nothing else."""
    assert (ended.status, ended.counts.files_failed) == (SessionStatus.COMPLETED, 0)
    assert ended.counts.files_uploaded == len(disk(folder))
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


STORMS: dict[str, tuple[Act, int]] = {
    "SlowDown at every 5th": (refuse(503, "SlowDown"), 5),
    "reset in every 7th body": (drop_after(1000), 7),
    "no answer to every 6th": (drop_after(10**9), 6),
    "a byte flipped in every 4th": (flip_byte, 4),
}


@pytest.mark.parametrize(("files", "large_mib"), [(60, 32), pytest.param(5000, 200, marks=SOAK)])
@pytest.mark.parametrize(("act", "every"), STORMS.values(), ids=STORMS)
def test_a_storm_is_outlived(
    patient: Sender,
    proxy: FaultProxy,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
    act: Act,
    every: int,
    files: int,
    large_mib: int,
) -> None:
    folder = mixed(tmp_path / "folder", files, large_mib)
    rule = proxy.rule(act, kind=PUT, key="", every=every, skip=2)
    _, ended = patient.send(folder, times_to_retry=12)
    all_arrived(patient, ended, folder, s3, bucket_name)
    assert rule.hits >= (files + large_mib // 5) // every


@pytest.mark.parametrize(("files", "seconds"), [(40, 2.0), pytest.param(2000, 30.0, marks=SOAK)], ids=["2 s", "30 s"])
def test_an_endpoint_that_is_gone_for_a_while_is_waited_for(
    patient: Sender,
    proxy: FaultProxy,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
    files: int,
    seconds: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "_FIRST_DELAY", 0.05)
    folder = mixed(tmp_path / "folder", files, 32)
    gone, heard = threading.Timer(seconds, proxy.heal), patient.events
    patient.when_waiting(gone.start)
    proxy.rule(drop_after(0), skip=15)
    _, ended = patient.send(folder)
    gone.join()
    all_arrived(patient, ended, folder, s3, bucket_name)
    told = [type(event) for event in heard if isinstance(event, Waiting | GoingOn)]
    assert told == [Waiting, GoingOn]


@pytest.mark.parametrize("kind", ["put_object", "upload_part"])
def test_an_answer_that_never_comes_counts_as_congestion_and_is_asked_for_again(
    patient: Sender,
    proxy: FaultProxy,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = mixed(tmp_path / "folder", 10, 12)
    monkeypatch.setattr(http, "ANSWER_SECONDS", 1.0)
    over = threading.Event()
    proxy.rule(call(lambda: over.wait(60)), kind=kind, times=1, skip=2)
    _, ended = patient.send(folder)
    over.set()
    all_arrived(patient, ended, folder, s3, bucket_name)
    late = [event.error for event in patient.events if isinstance(event, Retrying)]
    assert late
    assert all(isinstance(error.__cause__, TimeoutError) and is_congestion(error) for error in late)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_answers_that_take_20_seconds_are_waited_for(
    patient: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    folder = mixed(tmp_path / "folder", 40, 32)
    proxy.rule(call(lambda: time.sleep(20)), kind=PUT + "|complete")
    upload, ended = patient.send(folder)
    all_arrived(patient, ended, folder, s3, bucket_name)
    assert {file.attempts for file in patient.files(upload).values()} == {1}


# Answers that are not true


@pytest.mark.parametrize(("kind", "name"), [("put_object", "file 3"), ("upload_part", "large")])
@pytest.mark.parametrize("act", [wrong_etag, flip_byte])
def test_what_an_answer_tells_of_other_bytes_is_not_believed(
    patient: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str, kind: str, name: str, act: Act
) -> None:
    """moto takes any checksum and repeats it, as some endpoints do; only the ETag tells."""
    folder = mixed(tmp_path / "folder", 10, 12)
    rule = proxy.rule(act, kind=kind, key=name, times=1)
    upload, ended = patient.send(folder)
    all_arrived(patient, ended, folder, s3, bucket_name)
    assert rule.hits == 1
    files = patient.files(upload)
    assert [path for path, file in files.items() if file.attempts == 2] == [path for path in files if name in path]


@pytest.mark.parametrize("act", [wrong_etag, flip_byte])
def test_a_file_whose_bytes_never_arrive_right_is_never_uploaded(
    patient: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str, act: Act
) -> None:
    folder = mixed(tmp_path / "folder", 10, 12)
    proxy.rule(act, kind=PUT, key="3")
    proxy.rule(act, kind=PUT, key="large")
    upload, ended = patient.send(folder)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    failed = {path: file.error_title for path, file in patient.files(upload).items() if file.status == "failed"}
    assert failed == {"sub 3/file 3": "Damaged on the way", "large": "Damaged on the way"}
    assert open_uploads(s3, bucket_name) == []


def test_another_etag_on_complete_is_looked_into(
    patient: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    folder = mixed(tmp_path / "folder", 3, 12)
    proxy.rule(wrong_etag, kind="complete", times=1)
    upload, ended = patient.send(folder)
    all_arrived(patient, ended, folder, s3, bucket_name)
    there = s3.head_object(Bucket=bucket_name, Key=PREFIX + "large")["ETag"].strip('"')
    assert patient.files(upload)["large"].etag == there
    assert proxy.count("head_object", "large") == 1
    assert proxy.count("upload_part", "large") == 3


def test_an_object_that_was_put_together_wrongly_is_never_uploaded(
    patient: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    folder = mixed(tmp_path / "folder", 3, 12)
    proxy.rule(wrong_etag, kind="complete|head_object", key="large")
    upload, ended = patient.send(folder, times_to_retry=1)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    assert patient.statuses(upload)["large"] == "failed"
    assert open_uploads(s3, bucket_name) == []


def test_a_200_with_an_error_in_it_is_an_error(
    patient: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    folder = mixed(tmp_path / "folder", 3, 12)
    proxy.rule(error_document, kind="complete", times=2)
    upload, ended = patient.send(folder)
    all_arrived(patient, ended, folder, s3, bucket_name)
    assert proxy.count("complete") == 3
    assert proxy.count("upload_part", "large") == 3
    assert patient.files(upload)["large"].attempts == 3
