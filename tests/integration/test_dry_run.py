"""A dry run says what a run would do, and leaves nothing behind: not in the bucket, not in the journal."""

import os
from pathlib import Path

import pytest

from desktop_app.domain.company import Cycle, Destination, Project
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import UploadOptions
from desktop_app.engine.s3_open import open_bucket
from desktop_app.journal.journal import Journal
from desktop_app.services.preview import Preview
from desktop_app.services.sources import sources_of
from desktop_app.services.upload import UploadService
from tests.conftest import KEY, MIB, PREFIX, Sender, signed_in_as, write_file
from tests.fault_proxy import FaultProxy


def dry_run(sender: Sender, folder: Path, tmp_path: Path, options: UploadOptions | None = None) -> Preview:
    service = UploadService(
        sender.journal,
        sender.account_id,
        signed_in_as(),
        lambda destination, profile, _prefix: open_bucket(destination, profile, KEY),
        tmp_path / "locks",
        "here",
    )
    project, cycle = Project(1, "Survey", sender.destination), Cycle(1, 1, "One", 1, PREFIX)
    return service.dry_run(sources_of([folder]), project, cycle, options or UploadOptions())


def rows(journal: Journal) -> dict[str, list[tuple[object, ...]]]:
    """All that a journal holds."""
    names = [row[0] for row in journal.reader.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [tuple(row) for row in journal.reader.all(f"SELECT * FROM {name}")] for name in names}  # noqa: S608


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, size in (("sent", 100), ("touched", 200), ("changed", 300), ("deleted", 400), ("large", 9 * MIB)):
        write_file(tmp_path / "folder" / name, size)
    return tmp_path / "folder"


@pytest.mark.parametrize("use_find", [False, True])
def test_a_dry_run_says_what_the_run_will_do(
    through_proxy: Sender, proxy: FaultProxy, folder: Path, tmp_path: Path, use_find: bool
) -> None:
    sender = through_proxy
    sender.send(folder)
    client, bucket = sender.bucket()._client, sender.destination.bucket_name
    os.utime(folder / "touched", ns=(5, 5))
    (folder / "changed").write_bytes(b"x" * 300)
    client.delete_object(Bucket=bucket, Key=PREFIX + "deleted")
    client.put_object(Bucket=bucket, Key=PREFIX + "theirs", Body=b"t" * 50)
    client.put_object(Bucket=bucket, Key=PREFIX + "alike", Body=b"a" * 60)
    (folder / "theirs").write_bytes(b"u" * 50)
    (folder / "alike").write_bytes(b"a" * 60)
    write_file(folder / "new", 70)
    os.mkfifo(folder / "pipe")
    (folder / "empty").mkdir()
    proxy.heal()
    before = rows(sender.journal)
    told = dry_run(sender, folder, tmp_path, UploadOptions(use_find=use_find))
    assert rows(sender.journal) == before
    assert {request.kind for request in proxy.requests} <= {"list_objects", "head_object"}
    assert (told.files_skipped, told.skipped_bytes) == (4, 100 + 200 + 60 + 9 * MIB)
    assert (told.files - told.files_skipped, told.total_bytes - told.skipped_bytes) == (4, 300 + 400 + 50 + 70)
    assert (told.blocked_files, told.blocked_bytes, told.notes.empty_names) == (1, 0, ("empty",))
    _, ended = sender.send(folder, use_find=use_find)
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    assert (ended.counts.files_skipped, ended.counts.files_uploaded, ended.counts.files_blocked) == (4, 4, 1)


def test_another_folders_file_would_be_blocked(sender: Sender, folder: Path, tmp_path: Path) -> None:
    sender.send(folder)
    write_file(tmp_path / "card b" / "sent", 100, seed="b")
    told = dry_run(sender, tmp_path / "card b", tmp_path)
    assert (told.files, told.blocked_files, told.blocked_bytes) == (0, 1, 100)
    assert told.blocked[0][1] == "Name is taken"
    assert dry_run(sender, tmp_path / "card b", tmp_path, UploadOptions(replace=True)).files == 1


def test_without_a_bucket_it_says_so(sender: Sender, folder: Path, tmp_path: Path) -> None:
    sender.destination = Destination("no-such-bucket", endpoint_url=sender.destination.endpoint_url)
    with pytest.raises(Exception, match="does not exist"):
        dry_run(sender, folder, tmp_path)
