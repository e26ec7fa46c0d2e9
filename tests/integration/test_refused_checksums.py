"""On a server that checks: what arrives damaged, or at another time than it says, is refused."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.crt import auth

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import ChecksumRefused, ClockOff
from desktop_app.domain.events import RunEnded
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import UploadSession
from desktop_app.engine.checksums import checksum_of
from desktop_app.engine.probing import learn_habits
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_open import open_bucket
from desktop_app.engine.transfer import TransferEngine
from tests.conftest import MIB, PREFIX, Sender, disk, objects, write_file
from tests.fault_proxy import FaultProxy, flip_byte
from tests.swift import KEY, running_swift, swift_bucket

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CHECKED = [algorithm for algorithm in ChecksumAlgorithm if algorithm is not ChecksumAlgorithm.NONE]


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_swift(tmp_path_factory.mktemp("swift")) as endpoint_url:
        yield endpoint_url


@pytest.fixture
def name() -> str:
    return f"bucket-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def bucket(swift: str, name: str) -> Iterator[Bucket]:
    bucket = swift_bucket(swift, name)
    yield bucket
    bucket.rest()


@pytest.mark.parametrize("algorithm", CHECKED)
def test_a_small_file_with_a_wrong_checksum_is_refused(bucket: Bucket, algorithm: ChecksumAlgorithm) -> None:
    with pytest.raises(
        ChecksumRefused,
        match=r"^The bytes of key did not arrive as they were sent; the storage refused them \(\w+\)\. Try again; if "
        "it stays so, something on the way changes what is sent: tell your admin",
    ):
        bucket.put("key", b"sent", algorithm, checksum_of(algorithm, b"meant"))
    assert bucket.head("key") is None


@pytest.mark.parametrize("algorithm", CHECKED)
def test_a_part_with_a_wrong_checksum_is_refused(bucket: Bucket, algorithm: ChecksumAlgorithm) -> None:
    upload_id = bucket.begin("key", algorithm)
    with pytest.raises(ChecksumRefused, match="The bytes of key did not arrive as they were sent"):
        bucket.send_part("key", upload_id, 1, b"sent", algorithm, checksum_of(algorithm, b"meant"))
    assert bucket.parts("key", upload_id) == {}


@pytest.mark.parametrize(("minutes", "what"), [(42, "42 minutes ahead of"), (-1500, "1,500 minutes behind")])
def test_a_clock_that_is_off_is_told_with_how_far(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, minutes: int, what: str
) -> None:
    right = auth.get_current_datetime  # type: ignore[attr-defined]

    def wrong(**named: bool) -> datetime:
        now: datetime = right(**named)
        return now + timedelta(minutes=minutes)

    monkeypatch.setattr(auth, "get_current_datetime", wrong)
    monkeypatch.setattr("desktop_app.engine.s3_errors.utc_now", lambda: utc_now() + timedelta(minutes=minutes))
    with pytest.raises(
        ClockOff,
        match=f"^This computer's clock is {what} the storage's. Set it right, then go on; what was sent is kept.$",
    ):
        bucket.check(PREFIX)


@pytest.mark.parametrize("algorithm", CHECKED)
def test_a_server_that_checks_is_known_as_one(
    swift: str, bucket: Bucket, name: str, algorithm: ChecksumAlgorithm
) -> None:
    known = open_bucket(Destination(name, endpoint_url=swift, checksum_algorithm=algorithm), None, KEY)
    learn_habits(known, PREFIX)
    assert (known.habits.ignores_checksums, known.habits.md5_etags) == (False, True)
    assert list(bucket.list("")) == []
    assert list(bucket.open_uploads(PREFIX)) == []


def send(sender: Sender, bucket: Bucket, destination: Destination, folder: Path) -> tuple[UploadSession, RunEnded]:
    upload = sender.session(folder, destination=destination)
    ended = TransferEngine(sender.journal, bucket, upload, sender.executor).run()
    return sender.journal.sessions.get(upload.id), ended


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_file(tmp_path / "folder" / "small", 1000)
    write_file(tmp_path / "folder" / "large", 20 * MIB)
    return tmp_path / "folder"


@pytest.mark.parametrize("algorithm", [*ChecksumAlgorithm])
def test_small_and_large_files_arrive(
    sender: Sender, swift: str, bucket: Bucket, name: str, folder: Path, algorithm: ChecksumAlgorithm
) -> None:
    destination = Destination(name, endpoint_url=swift, checksum_algorithm=algorithm)
    _, ended = send(sender, open_bucket(destination, None, KEY), destination, folder)
    assert ended.status is SessionStatus.COMPLETED
    assert {key: b"".join(bucket.read(key)) for key in disk(folder)} == disk(folder)


@pytest.mark.parametrize("algorithm", [*ChecksumAlgorithm])
def test_a_byte_that_changes_on_the_way_is_refused_and_sent_again(
    sender: Sender, swift: str, bucket: Bucket, name: str, folder: Path, algorithm: ChecksumAlgorithm
) -> None:
    proxy = FaultProxy(swift)
    try:
        proxy.rule(flip_byte, kind="put_object", times=1)
        proxy.rule(flip_byte, kind="upload_part", times=1)
        destination = Destination(name, endpoint_url=proxy.endpoint_url, checksum_algorithm=algorithm)
        upload, ended = send(sender, open_bucket(destination, None, KEY), destination, folder)
    finally:
        proxy.close()
    assert ended.status is SessionStatus.COMPLETED
    assert {path: file.attempts for path, file in sender.files(upload).items()} == {"small": 2, "large": 2}
    assert {key: b"".join(bucket.read(key)) for key in disk(folder)} == disk(folder)


def test_where_nothing_is_checked_the_md5_in_the_answer_finds_it(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    """moto takes any bytes for any checksum, and tells their MD5."""
    proxy.rule(flip_byte, kind="put_object")
    proxy.rule(flip_byte, kind="upload_part", times=1)
    destination = replace(through_proxy.destination, checksum_algorithm=ChecksumAlgorithm.NONE)
    upload, ended = through_proxy.send(folder, destination=destination)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    files = through_proxy.files(upload)
    assert (files["small"].status, files["small"].error_title) == ("failed", "Damaged on the way")
    assert re.fullmatch(
        rf"The storage holds other bytes of {PREFIX}small than were sent \(MD5 \w+, sent \w+\)\. It does not count as "
        r"sent\. Try again; if it stays so, tell your admin\.",
        files["small"].error_message,
    )
    assert files["large"].status == "uploaded"
    assert objects(s3, bucket_name)[PREFIX + "large"] == (folder / "large").read_bytes()
