"""Verifying: what the disk, the journal and the bucket say of each file, compared."""

import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import StorageUnreachable
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.uploads import UploadSession
from desktop_app.domain.verification import Difference, Finding, Method, Verification
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_open import open_bucket
from desktop_app.engine.verify import Verifier
from tests.conftest import MIB, PREFIX, Sender, SerialExecutor, write_file
from tests.fault_proxy import FaultProxy
from tests.integration.command_line import TO, CommandLine
from tests.swift import KEY as SWIFT_KEY
from tests.swift import running_swift, swift_bucket

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

SMALL = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Small files, an empty one, and one that goes in three parts."""
    folder = tmp_path / "card"
    for number in range(SMALL):
        write_file(folder / "sub" / f"file {number}", 1000 + number)
    write_file(folder / "empty")
    write_file(folder / "large", 40 * MIB + 7)
    return folder


FILES = SMALL + 2


def verify(
    sender: Sender, upload: UploadSession, *, thorough: bool = False, bucket: Bucket | None = None
) -> Verification:
    upload = sender.journal.sessions.get(upload.id)
    return Verifier(
        sender.journal, bucket or sender.bucket(upload.destination), upload, sender.executor, thorough=thorough
    ).run()


def the(result: Verification) -> Difference:
    (difference,) = result.differences
    return difference


@pytest.mark.parametrize("thorough", [False, True])
def test_what_arrived_is_verified_by_the_storages_checksums(sender: Sender, folder: Path, thorough: bool) -> None:
    upload, _ = sender.send(folder)
    result = verify(sender, upload, thorough=thorough)
    assert (result.all_right, result.status, result.differences) == (True, "verified", ())
    assert (result.total_files, result.files_verified, result.by) == (FILES, FILES, {Method.CHECKSUM: FILES})


def test_one_listing_settles_many_files(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.engine.verify.LISTING_PAYS_FROM", 1)
    upload, _ = through_proxy.send(folder)
    before = proxy.count("head_object")
    result = verify(through_proxy, upload)
    assert (result.all_right, result.by) == (True, {Method.ETAG: FILES})
    assert proxy.count("head_object") == before


def test_names_whose_keys_are_out_of_their_place_are_found(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.engine.verify.LISTING_PAYS_FROM", 1)
    # Decomposed, the first sorts before the second; as keys it is the other way round.
    for name in ("e\u0301", "f", "zebra", "\U0001f4f7"):
        write_file(tmp_path / "folder" / name, 10)
    upload, _ = sender.send(tmp_path / "folder")
    result = verify(sender, upload)
    assert (result.all_right, result.files_verified) == (True, 4)


def test_with_a_serial_executor_too(sender: Sender, folder: Path) -> None:
    upload, _ = sender.send(folder)
    sender.executor = SerialExecutor()
    assert verify(sender, upload).all_right


def test_an_object_that_was_deleted_is_missing(sender: Sender, folder: Path, s3: "S3Client", bucket_name: str) -> None:
    upload, _ = sender.send(folder)
    s3.delete_object(Bucket=bucket_name, Key=PREFIX + "sub/file 3")
    result = verify(sender, upload)
    assert (result.status, result.files_missing, result.files_verified) == ("differs", 1, FILES - 1)
    assert (the(result).finding, the(result).path) == (Finding.MISSING, b"sub/file 3")
    assert "send the folder again" in the(result).message


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("name", ["sub/file 3", "large"])
def test_other_bytes_of_the_same_size_are_found(
    sender: Sender,
    folder: Path,
    s3: "S3Client",
    bucket_name: str,
    name: str,
    listed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if listed:
        monkeypatch.setattr("desktop_app.engine.verify.LISTING_PAYS_FROM", 1)
    upload, _ = sender.send(folder)
    s3.put_object(Bucket=bucket_name, Key=PREFIX + name, Body=bytes((folder / name).stat().st_size))
    result = verify(sender, upload)
    assert (result.files_differ, result.files_verified) == (1, FILES - 1)
    assert (the(result).finding, the(result).key) == (Finding.OTHER_BYTES, PREFIX + name)


def test_another_size_is_found(sender: Sender, folder: Path, s3: "S3Client", bucket_name: str) -> None:
    upload, _ = sender.send(folder)
    s3.put_object(Bucket=bucket_name, Key=PREFIX + "empty", Body=b"not empty")
    result = verify(sender, upload)
    assert (the(result).finding, result.files_differ) == (Finding.OTHER_SIZE, 1)
    assert "9 bytes, and 0 were sent" in the(result).message


def test_the_same_bytes_sent_by_another_program_are_right(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    upload, _ = sender.send(folder)
    s3.put_object(Bucket=bucket_name, Key=PREFIX + "large", Body=(folder / "large").read_bytes())
    result = verify(sender, upload)
    assert result.all_right
    assert result.by == {Method.CHECKSUM: FILES - 1, Method.MD5: 1}


def test_a_file_changed_since_is_told_apart_from_a_wrong_object(sender: Sender, folder: Path) -> None:
    upload, _ = sender.send(folder)
    write_file(folder / "sub" / "file 3", 1003, seed="later")
    result = verify(sender, upload)
    assert (the(result).finding, result.files_differ) == (Finding.CHANGED_HERE, 1)


@pytest.mark.parametrize("listed", [False, True])
def test_a_disk_that_changes_bytes_but_no_times_is_found(
    sender: Sender, folder: Path, listed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if listed:
        monkeypatch.setattr("desktop_app.engine.verify.LISTING_PAYS_FROM", 1)
    upload, _ = sender.send(folder)
    path = folder / "sub" / "file 3"
    status = path.stat()
    path.write_bytes(bytes(status.st_size))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    result = verify(sender, upload)
    assert (the(result).finding, result.files_differ) == (Finding.DAMAGED_HERE, 1)


def test_a_copied_disk_with_other_times_is_right(sender: Sender, folder: Path) -> None:
    upload, _ = sender.send(folder)
    for path in folder.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert verify(sender, upload).all_right


def test_an_erased_card_is_compared_with_the_journal(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    upload, _ = sender.send(folder)
    shutil.rmtree(folder)
    result = verify(sender, upload)
    assert (result.all_right, result.folder_gone, result.files_gone_here) == (True, True, FILES)
    s3.delete_object(Bucket=bucket_name, Key=PREFIX + "large")
    s3.put_object(Bucket=bucket_name, Key=PREFIX + "sub/file 3", Body=bytes(1003))
    result = verify(sender, upload)
    assert (result.files_missing, result.files_differ, result.files_verified) == (1, 1, FILES - 2)
    assert {each.path: each.finding for each in result.differences} == {
        b"large": Finding.MISSING,
        b"sub/file 3": Finding.OTHER_BYTES,
    }
    assert all("another copy" in each.message for each in result.differences)


def test_a_file_that_is_gone_here_is_told_apart_from_one_missing_there(sender: Sender, folder: Path) -> None:
    upload, _ = sender.send(folder)
    (folder / "large").unlink()
    result = verify(sender, upload)
    assert (result.all_right, result.folder_gone) == (True, False)
    assert (result.files_gone_here, result.files_missing) == (1, 0)


def test_what_was_never_sent_is_no_all_right(sender: Sender, folder: Path) -> None:
    upload, _ = sender.send(folder)
    write_file(folder / "new since", 10)
    result = verify(sender, upload)
    assert (result.all_right, result.files_verified, result.files_not_sent) == (False, FILES, 1)
    assert (the(result).finding, the(result).path) == (Finding.NOT_SENT, b"new since")


def test_skipped_files_are_verified_too(sender: Sender, folder: Path) -> None:
    sender.send(folder)
    upload, _ = sender.send(folder)
    assert upload.counts.files_skipped == FILES
    assert verify(sender, upload).by == {Method.CHECKSUM: FILES}


@pytest.mark.parametrize("algorithm", [*ChecksumAlgorithm])
def test_every_algorithm_can_be_verified(sender: Sender, folder: Path, algorithm: ChecksumAlgorithm) -> None:
    upload, _ = sender.send(folder, destination=replace(sender.destination, checksum_algorithm=algorithm))
    result = verify(sender, upload)
    assert (result.all_right, result.files_verified) == (True, FILES)
    assert Method.SIZE not in result.by


def test_without_checksums_the_etag_is_computed_from_the_disk(
    sender: Sender, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    destination = replace(sender.destination, checksum_algorithm=ChecksumAlgorithm.NONE)
    upload, _ = sender.send(folder, destination=destination)
    result = verify(sender, upload)
    assert result.by == {Method.MD5: FILES - 1, Method.MD5_OF_PARTS: 1}
    s3.put_object(Bucket=bucket_name, Key=PREFIX + "sub/file 3", Body=bytes(1003))
    assert the(verify(sender, upload)).finding is Finding.OTHER_BYTES


def test_a_storage_that_is_away_is_no_verdict(through_proxy: Sender, proxy: FaultProxy, folder: Path) -> None:
    upload, _ = through_proxy.send(folder, times_to_retry=0)
    proxy.close()
    with pytest.raises(StorageUnreachable):
        verify(through_proxy, upload)


def test_stopping_tells_what_was_verified_so_far(sender: Sender, folder: Path) -> None:
    upload, _ = sender.send(folder)
    verifier = Verifier(sender.journal, sender.bucket(), upload, sender.executor)
    verifier.stop()
    result = verifier.run()
    assert (result.stopped, result.all_right, result.status) == (True, False, "stopped")


def test_progress_ends_with_everything_counted_once(sender: Sender, folder: Path) -> None:
    upload, _ = sender.send(folder, destination=replace(sender.destination, checksum_algorithm=ChecksumAlgorithm.NONE))
    verifier = Verifier(sender.journal, sender.bucket(), upload, sender.executor)
    assert verifier.progress().fraction == 0
    verifier.run()
    progress = verifier.progress()
    assert (progress.files, progress.done_bytes) == (FILES, progress.total_bytes)
    assert progress.fraction == 1


def test_many_files_of_which_some_differ(sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str) -> None:
    folder = tmp_path / "many"
    for number in range(1500):
        write_file(folder / f"{number % 7}" / f"{number}", number % 100)
    upload, _ = sender.send(folder)
    for number in (99, 500, 999, 1499):
        s3.delete_object(Bucket=bucket_name, Key=f"{PREFIX}{number % 7}/{number}")
    for number in (150, 650):
        s3.put_object(Bucket=bucket_name, Key=f"{PREFIX}{number % 7}/{number}", Body=bytes(number % 100))
    result = verify(sender, upload)
    assert (result.files_missing, result.files_differ, result.files_verified) == (4, 2, 1494)
    assert result.by == {Method.ETAG: 1494}
    assert Counter(each.finding for each in result.differences) == {Finding.MISSING: 4, Finding.OTHER_BYTES: 2}


# A storage that returns no checksums


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_swift(tmp_path_factory.mktemp("swift")) as endpoint_url:
        yield endpoint_url


@pytest.mark.parametrize("algorithm", [ChecksumAlgorithm.CRC64NVME, ChecksumAlgorithm.NONE])
def test_a_storage_without_checksums_is_verified_by_etags(
    sender: Sender, swift: str, folder: Path, algorithm: ChecksumAlgorithm
) -> None:
    name = f"bucket-{uuid.uuid4().hex[:8]}"
    destination = Destination(name, endpoint_url=swift, checksum_algorithm=algorithm)
    swift_bucket(swift, name)
    bucket = open_bucket(destination, None, SWIFT_KEY)
    upload = sender.session(folder, destination=destination)
    sender.bucket = lambda _=None: bucket  # type: ignore[method-assign, assignment]
    sender.run(upload)
    result = verify(sender, upload, bucket=bucket)
    assert (result.all_right, result.files_verified) == (True, FILES)
    assert result.by == {Method.MD5: FILES - 1, Method.MD5_OF_PARTS: 1}
    body = (folder / "sub" / "file 3").read_bytes()
    bucket.put(PREFIX + "sub/file 3", body[::-1], ChecksumAlgorithm.NONE, "")
    result = verify(sender, upload, bucket=bucket)
    assert (the(result).finding, result.files_verified) == (Finding.OTHER_BYTES, FILES - 1)


# The command


def test_the_command_tells_and_leaves_with_the_status(
    waybill: CommandLine, survey: object, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    session = waybill.json("upload", folder, *TO)["session"]
    found = waybill.json("verify", session)
    assert {key: found[key] for key in ("session", "status", "total_files", "files_verified")} == {
        "session": session,
        "status": "verified",
        "total_files": FILES,
        "files_verified": FILES,
    }
    assert found["by"] == {"checksum": FILES}
    s3.delete_object(Bucket=bucket_name, Key=PREFIX + "large")
    found = waybill.json("verify", session, status=1)
    assert (found["files_missing"], found["differences"][0]["relative_path"]) == (1, "large")
    done = waybill.run("verify", session)
    assert done.returncode == 1
    assert "missing: large: cycle-001/large is not in the bucket." in done.stdout
    # What it says to do helps.
    waybill.json("upload", folder, *TO)
    assert waybill.json("verify", session)["status"] == "verified"


def test_a_storage_that_cannot_be_reached_is_status_4(
    waybill: CommandLine, proxied: object, proxy: FaultProxy, folder: Path
) -> None:
    session = waybill.json("upload", folder, *TO, "--times-to-retry", "0")["session"]
    proxy.close()
    done = waybill.run("verify", session)
    assert (done.returncode, "Storage not reachable" in done.stderr) == (4, True)


def test_an_unknown_session_is_told(waybill: CommandLine, survey: object) -> None:
    done = waybill.run("verify", "12345")
    assert done.returncode == 2
    assert "no upload 12345" in done.stderr


def test_the_executor_is_the_front_ends(sender: Sender, folder: Path, executor: Executor) -> None:
    upload, _ = sender.send(folder)
    sender.executor = executor
    assert verify(sender, upload).all_right
