"""Two camera cards have the same names: what one folder sent, another never replaces unasked."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import SessionStatus
from tests.conftest import PREFIX, Sender, objects, write_file

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

SAME_TIME = (1_000_000_000, 1_000_000_000)


def card(tmp_path: Path, name: str, body: bytes) -> Path:
    """A card with one picture, taken at the same moment as everyone's."""
    path = tmp_path / name / "IMG_0001.RAW"
    path.parent.mkdir()
    path.write_bytes(body)
    os.utime(path, SAME_TIME)
    return path.parent


@pytest.fixture
def first(sender: Sender, tmp_path: Path) -> Path:
    """A card that was sent."""
    folder = card(tmp_path, "card a", b"A" * 1000)
    assert sender.send(folder)[1].status is SessionStatus.COMPLETED
    return folder


@pytest.mark.parametrize("body", [b"B" * 1000, b"B" * 500], ids=["of the same size", "of another size"])
def test_another_folders_file_of_that_name_is_blocked_and_both_folders_named(
    sender: Sender, first: Path, tmp_path: Path, s3: "S3Client", bucket_name: str, body: bytes
) -> None:
    upload, ended = sender.send(card(tmp_path, "card b", body))
    assert (ended.status, ended.counts.files_blocked) == (SessionStatus.FAILED, 1)
    row = sender.files(upload)["IMG_0001.RAW"]
    assert row.error_title == "Name is taken"
    assert row.error_message == (
        f"IMG_0001.RAW was sent to {upload.address} from {first}, with other contents. Send this folder to another "
        "cycle, or choose to replace what is there (--replace)."
    )
    assert objects(s3, bucket_name) == {PREFIX + "IMG_0001.RAW": b"A" * 1000}


def test_another_folders_file_with_the_same_bytes_is_there_already(sender: Sender, first: Path, tmp_path: Path) -> None:
    copy = card(tmp_path, "copy", (first / "IMG_0001.RAW").read_bytes())
    os.utime(copy / "IMG_0001.RAW", (5, 5))
    upload, ended = sender.send(copy)
    assert ended.status is SessionStatus.COMPLETED
    assert sender.statuses(upload) == {"IMG_0001.RAW": "skipped"}


def test_who_asks_for_it_replaces_it(
    sender: Sender, first: Path, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    assert first.exists()
    _, ended = sender.send(card(tmp_path, "card b", b"B" * 1000), replace=True)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == {PREFIX + "IMG_0001.RAW": b"B" * 1000}
    # And now it is the first card's picture that would be lost.
    assert sender.send(first)[1].counts.files_blocked == 1


def test_what_somebody_else_replaced_is_sent(
    sender: Sender, first: Path, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    assert first.exists()
    s3.put_object(Bucket=bucket_name, Key=PREFIX + "IMG_0001.RAW", Body=b"?" * 1000)
    _, ended = sender.send(card(tmp_path, "card b", b"B" * 1000))
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == {PREFIX + "IMG_0001.RAW": b"B" * 1000}


def test_another_cycle_holds_its_own_names(
    sender: Sender, first: Path, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    assert first.exists()
    _, ended = sender.send(card(tmp_path, "card b", b"B" * 1000), prefix="cycle-002/")
    assert ended.status is SessionStatus.COMPLETED
    assert len(objects(s3, bucket_name)) == 2


@pytest.mark.parametrize("algorithm", [*ChecksumAlgorithm])
def test_bytes_are_compared_whatever_the_projects_checksum(
    sender: Sender, tmp_path: Path, algorithm: ChecksumAlgorithm
) -> None:
    destination = replace(sender.destination, checksum_algorithm=algorithm)
    folder = tmp_path / "one"
    write_file(folder / "large", 9 * 2**20)
    sender.send(folder, destination=destination)
    copy = tmp_path / "two"
    write_file(copy / "large", 9 * 2**20)
    upload, _ = sender.send(copy, destination=destination)
    assert sender.statuses(upload) == {"large": "skipped"}
    # It is the first folder's still, which may send it anew.
    write_file(folder / "large", 9 * 2**20, seed="anew")
    assert sender.send(folder, destination=destination)[1].counts.files_uploaded == 1
    assert sender.send(copy, destination=destination)[1].counts.files_blocked == 1
