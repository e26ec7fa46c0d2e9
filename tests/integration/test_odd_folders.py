"""Folders that are hard to plan arrive whole: many names, deep ones, odd ones, sizes at every edge."""

import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.names import text_form
from desktop_app.domain.objects import Lane
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.engine.large_files import MAX_PARTS, part_size_for
from desktop_app.engine.plan import SMALL_FILE_LIMIT, decide
from desktop_app.engine.scan import FolderScan, FoundFile
from desktop_app.engine.transfer import TransferEngine
from tests.conftest import MIB, PREFIX, Sender, disk, objects, open_uploads, write_file

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

GIB = 2**30
walks = pytest.mark.parametrize("use_find", [False, True], ids=["scandir", "find"])


def nfc(found: dict[str, bytes]) -> dict[str, bytes]:
    return {unicodedata.normalize("NFC", key): body for key, body in found.items()}


@walks
def test_5000_files_in_one_folder(
    sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str, use_find: bool
) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    for number in range(5000):
        (folder / f"IMG_{number:05}.JPG").write_bytes(b"%d" % number)
    _, ended = sender.send(folder, use_find=use_find)
    assert (ended.status, ended.counts.files_uploaded) == (SessionStatus.COMPLETED, 5000)
    there = {
        (item["Key"], item["Size"], item["ETag"])
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket_name)
        for item in page["Contents"]
    }
    assert len(there) == 5000
    assert sum(size for _, size, _ in there) == sum(len(str(number)) for number in range(5000))
    _, ended = sender.send(folder, use_find=use_find)
    assert ended.counts.files_skipped == 5000


def test_a_file_that_is_larger_than_s3_takes_is_blocked_and_told(sender: Sender, tmp_path: Path) -> None:
    write_file(tmp_path / "f" / "small", 1)
    with (tmp_path / "f" / "huge").open("wb") as huge:
        huge.truncate(5 * 2**40 + 1)  # All of it a hole, which takes no room.
    upload, ended = sender.send(tmp_path / "f")
    assert (ended.counts.files_uploaded, ended.counts.files_blocked) == (1, 1)
    row = sender.files(upload)["huge"]
    assert (row.error_title, row.error_message) == (
        "File too large",
        "The file is 5.1 TiB, and S3 takes at most 5 TiB. Split it.",
    )


@walks
def test_60_folders_deep_and_names_of_every_kind(
    sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str, use_find: bool
) -> None:
    folder = tmp_path / "f"
    names = ["/".join(["deep"] * 60) + "/file"]
    names += [
        "line\nbreak",
        "carriage\rreturn",
        "tab\there",
        'quo"te',
        "quo'te",
        "😀/👩‍👩‍👧",
        "dot.",
        "dots...",
        "space ",
    ]
    names += [
        " leading",
        "trailing dot./x",
        "trailing space /x",
        "Café NFC",
        "Cafe\u0301 NFD",
        "e\u0301/é",
        "é2/e\u0301",
    ]
    names += [
        "-rf",
        "*",
        "?",
        "[a]",
        "#x",
        "!y",
        "back\\slash",
        "%41+&=;:,$@",
        "\u202eright to left",
        "K",
        "~",
        "a" * 255,
    ]
    for name in names:
        write_file(folder / name, 50)
    upload, ended = sender.send(folder, use_find=use_find)
    assert (ended.status, ended.counts.files_uploaded) == (SessionStatus.COMPLETED, len(names))
    assert objects(s3, bucket_name) == nfc(disk(folder))
    assert set(sender.files(upload)) == {text_form(name.encode()) for name in names}
    _, ended = sender.send(folder, use_find=use_find)
    assert ended.counts.files_skipped == len(names)


@walks
def test_sizes_at_every_edge(sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str, use_find: bool) -> None:
    folder = tmp_path / "f"
    edges = {size + by for size in (1, 5 * MIB, SMALL_FILE_LIMIT, 16 * MIB) for by in (-1, 0, 1)}
    for size in edges:
        write_file(folder / str(size), size)
    _, ended = sender.send(folder, use_find=use_find)
    assert (ended.status, ended.counts.files_uploaded) == (SessionStatus.COMPLETED, len(edges))
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


@walks
def test_a_sparse_file_of_60_gib_is_planned_into_at_most_10000_parts(tmp_path: Path, use_find: bool) -> None:
    path = tmp_path / "f" / "sparse"
    path.parent.mkdir()
    with open(path, "wb") as file:
        file.truncate(60 * GIB)
    [found] = FolderScan(os.fsencode(path.parent), use_find=use_find)
    assert isinstance(found, FoundFile)
    planned = decide(found, PREFIX)
    assert (planned.size_bytes, planned.status, planned.lane) == (60 * GIB, FileStatus.PENDING, Lane.PARTS)
    assert -(-planned.size_bytes // part_size_for(planned.size_bytes)) <= MAX_PARTS


@pytest.mark.parametrize("size", [60 * GIB, 160 * GIB, 1024 * GIB, 5 * 1024 * GIB, MAX_PARTS * 16 * MIB + 1])
def test_no_file_needs_more_than_10000_parts(size: int) -> None:
    part = part_size_for(size)
    assert 5 * MIB <= part <= 5 * GIB
    assert -(-size // part) <= MAX_PARTS


@walks
def test_files_that_vanish_between_scan_and_sending_fail_and_the_others_arrive(
    sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str, monkeypatch: pytest.MonkeyPatch, use_find: bool
) -> None:
    folder = tmp_path / "f"
    for number in range(50):
        write_file(folder / f"{number:02}", 100)
    write_file(folder / "large", 9 * MIB)
    planned = threading.Event()
    plan, add = TransferEngine._plan, sender.journal.files.add

    def plan_then_lose(engine: TransferEngine) -> None:
        plan(engine)
        planned.set()

    def lose_then_add(session_id: int, files: Any) -> None:
        for name in ("07", "33", "large"):
            (folder / name).unlink(missing_ok=True)
        add(session_id, files)

    monkeypatch.setattr(TransferEngine, "_plan", plan_then_lose)
    monkeypatch.setattr(sender.journal.files, "add", lose_then_add)
    upload, ended = sender.send(folder, use_find=use_find)
    assert planned.is_set()
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    failed = {path for path, status in sender.statuses(upload).items() if status == "failed"}
    assert failed == {"07", "33", "large"}
    assert {sender.files(upload)[path].error_title for path in failed} == {"File is gone"}
    assert objects(s3, bucket_name) == disk(folder)


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own that can go away while files on it are open."""
    place = tmp_path / "card"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "card", place], capture_output=True)
    if sys.platform != "linux" or mounted.returncode:
        pytest.skip("only root may mount")
    yield place
    subprocess.run(["umount", "-l", place], capture_output=True)


@walks
def test_a_file_system_that_goes_away_in_the_middle_of_the_scan_pauses_the_run(
    sender: Sender, card: Path, s3: "S3Client", bucket_name: str, monkeypatch: pytest.MonkeyPatch, use_find: bool
) -> None:
    for number in range(1200):
        write_file(card / f"sub {number % 7}" / f"{number:04}", 10)
    expected, add, lost = disk(card), sender.journal.files.add, threading.Event()

    def lose(session_id: int, files: Any) -> None:
        add(session_id, files)
        if not lost.is_set():
            lost.set()
            subprocess.run(["umount", "-l", card], check=True)

    monkeypatch.setattr(sender.journal.files, "add", lose)
    upload, ended = sender.send(card, use_find=use_find)
    assert ended.status is SessionStatus.PAUSED
    assert ended.error is not None
    assert ended.error.code == "folder_vanished"
    assert set(sender.statuses(upload).values()) <= {"pending", "uploaded"}
    there = objects(s3, bucket_name)
    assert there.items() <= expected.items()
    # The card is back.
    monkeypatch.undo()
    subprocess.run(["mount", "-t", "tmpfs", "card", card], check=True)
    for key, body in expected.items():
        path = card / key.removeprefix(PREFIX)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
    assert sender.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == expected
