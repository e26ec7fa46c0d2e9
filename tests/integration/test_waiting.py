"""A storage that goes away in the middle is waited for."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.domain.errors import TakenOver
from desktop_app.domain.events import GoingOn, RunEnded, Waiting
from desktop_app.domain.states import SessionStatus
from tests.conftest import MIB, PREFIX, Sender, SerialExecutor, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, drop_after, refuse

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(20):
        write_file(tmp_path / "folder" / f"file {number}", 1000)
    write_file(tmp_path / "folder" / "large", 40 * MIB)
    return tmp_path / "folder"


@pytest.fixture
def patient(through_proxy: Sender) -> Sender:
    through_proxy.patience = 60.0
    return through_proxy


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (drop_after(0), "storage_unreachable"),
        (refuse(503, "SlowDown"), "storage_busy"),
        (refuse(400, "ExpiredToken"), "credentials_missing"),
        (refuse(403, "RequestTimeTooSkewed"), "clock_off"),
    ],
)
def test_what_passes_is_waited_for_and_the_run_goes_on_by_itself(
    patient: Sender,
    proxy: FaultProxy,
    folder: Path,
    s3: "S3Client",
    bucket_name: str,
    act: Callable[..., bool],
    code: str,
) -> None:
    heard = patient.events
    patient.when_waiting(proxy.heal)
    proxy.rule(act, skip=12)
    upload, ended = patient.send(folder)
    assert ended.status is SessionStatus.COMPLETED
    assert ended.error is None
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    waits = [event for event in heard if isinstance(event, Waiting | GoingOn | RunEnded)]
    assert [type(event) for event in waits] == [Waiting, GoingOn, RunEnded]
    assert isinstance(waits[0], Waiting)
    assert waits[0].error.code == code
    assert upload.error_message == ""


def test_who_pauses_a_run_that_waits_need_not_wait(patient: Sender, proxy: FaultProxy, folder: Path) -> None:
    patient.when_waiting(lambda: threading.Timer(0.05, patient.pause).start())
    proxy.rule(drop_after(0), skip=12)
    began = time.monotonic()
    _, ended = patient.send(folder)
    assert ended.status is SessionStatus.PAUSED
    assert ended.error is not None
    assert time.monotonic() - began < patient.patience
    proxy.heal()


def test_patience_ends(patient: Sender, proxy: FaultProxy, folder: Path) -> None:
    patient.patience = 0.3
    proxy.rule(drop_after(0), skip=12)
    upload, ended = patient.send(folder)
    assert ended.status is SessionStatus.PAUSED
    assert ended.error is not None
    assert ended.error.exit_status == 4
    assert ended.counts.files_failed == 0
    assert upload.error_title == "Storage not reachable"


def test_what_does_not_pass_is_not_waited_for(patient: Sender, proxy: FaultProxy, folder: Path) -> None:
    heard = patient.events
    proxy.rule(refuse(404, "NoSuchBucket"), skip=12)
    _, ended = patient.send(folder)
    assert ended.status is SessionStatus.PAUSED
    assert not any(isinstance(event, Waiting) for event in heard)


def test_a_storage_that_sends_us_elsewhere_is_followed(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    proxy.rule(refuse(307, "TemporaryRedirect"), kind="put_object", key="file 3", times=1)
    proxy.rule(refuse(307, "TemporaryRedirect"), kind="upload_part", part=2, times=1)
    upload, ended = through_proxy.send(folder)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert {file.attempts for file in through_proxy.files(upload).values()} == {1}


def test_behind_a_proxy_boto3_sends(
    sender: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It forwards whatever it is asked for to the storage, as a company's proxy would.
    monkeypatch.setenv("HTTP_PROXY", proxy.endpoint_url)
    monkeypatch.setenv("NO_PROXY", "")
    assert not sender.bucket().in_steps
    write_file(folder / "shot.jpg", 1000)
    _, ended = sender.send(folder, max_workers=3)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert s3.head_object(Bucket=bucket_name, Key=PREFIX + "shot.jpg")["ContentType"] == "image/jpeg"


def test_no_more_goes_out_than_the_bandwidth_limit_lets(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    upload = sender.session(folder, bandwidth_limit=20 * MIB)
    engine = sender.prepare(upload)
    began = time.monotonic()
    assert engine.run().status is SessionStatus.COMPLETED
    assert time.monotonic() - began > 1.8, "40 MiB at 20 MiB a second"
    assert objects(s3, bucket_name) == disk(folder)


def test_the_bandwidth_limit_can_be_lifted_while_it_runs(sender: Sender, folder: Path) -> None:
    engine = sender.prepare(sender.session(folder, bandwidth_limit=1000))
    lift = threading.Timer(0.3, lambda: setattr(engine.bandwidth, "bytes_per_second", 0))
    lift.start()
    began = time.monotonic()
    assert engine.run().status is SessionStatus.COMPLETED
    assert time.monotonic() - began < 1000, "40 MiB at 1,000 bytes a second take eleven hours"


def test_an_executor_that_runs_tasks_at_once_waits_too(
    patient: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    patient.when_waiting(proxy.heal)
    proxy.rule(drop_after(0), skip=12)
    ended = patient.run(patient.session(folder), executor=SerialExecutor())
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)


def test_why_a_run_that_waits_was_stopped_is_what_is_told(patient: Sender, proxy: FaultProxy, folder: Path) -> None:
    taken_over = TakenOver("A colleague sends it.")
    patient.when_waiting(lambda: threading.Timer(0.05, patient.prepared.pause, [taken_over]).start())
    proxy.rule(drop_after(0), skip=12)
    _, ended = patient.send(folder)
    assert (ended.status, ended.error) == (SessionStatus.PAUSED, taken_over)
