"""A file that changes while it is read: what is recorded as uploaded is one state of it, or it is not recorded."""

import io
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.errors import FileChanged
from desktop_app.domain.events import Event
from desktop_app.domain.states import SessionStatus
from desktop_app.engine import source
from tests.conftest import (
    MIB,
    PREFIX,
    UNPRIVILEGED,
    CompanyForTests,
    Sender,
    disk,
    objects,
    open_uploads,
    write_file,
)
from tests.fault_proxy import FaultProxy, call
from tests.integration.command_line import TO, CommandLine, agree

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

LARGE = 20 * MIB


@pytest.fixture(autouse=True)
def smaller_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.engine.large_files.PART_SIZE", 5 * MIB)


def read_then(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object], times: int) -> None:
    """Change the file after each of the first reads: nothing real can be made to hit just then."""
    read, left = os.read, [times]

    def change_once_more() -> None:
        if left[0]:
            left[0] -= 1
            change()

    def read_and_change(descriptor: int, size: int) -> bytes:
        body = read(descriptor, size)
        if body:
            change_once_more()
        return body

    class File(io.FileIO):
        def readinto(self, into: Any) -> int:
            size = super().readinto(into)
            if size:
                change_once_more()
            return size or 0

    monkeypatch.setattr("desktop_app.engine.source.os.read", read_and_change)
    monkeypatch.setattr("desktop_app.engine.source.io.FileIO", File)


CHANGES: dict[str, Callable[[Path], object]] = {
    "rewritten": lambda path: write_file(path, path.stat().st_size, seed=os.urandom(4)),
    "appended to": lambda path: path.write_bytes(path.read_bytes() + b"more"),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "replaced": lambda path: (write_file(path.with_name("new"), 500), path.with_name("new").rename(path)),
}


@pytest.mark.parametrize("change", [CHANGES[name] for name in ("rewritten", "appended to", "cut")])
def test_a_small_file_that_changes_once_is_sent_as_it_is_afterwards(
    sender: Sender,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], object],
) -> None:
    path = tmp_path / "folder" / "file"
    write_file(path, 100_000)
    read_then(monkeypatch, lambda: change(path), 1)
    upload, ended = sender.send(tmp_path / "folder")
    monkeypatch.undo()
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(tmp_path / "folder")
    row = sender.files(upload)["file"]
    assert (row.size_bytes, row.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)


def test_a_small_file_that_is_replaced_while_it_is_read_is_sent_as_it_is_then(
    sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "folder" / "file"
    write_file(path, 100_000)
    read_then(monkeypatch, lambda: CHANGES["replaced"](path), 1)
    upload, _ = sender.send(tmp_path / "folder")
    monkeypatch.undo()
    assert objects(s3, bucket_name) == disk(tmp_path / "folder")
    row, now = sender.files(upload)["file"], path.stat()
    assert (row.status, row.size_bytes, row.mtime_ns) == ("uploaded", now.st_size, now.st_mtime_ns)


def test_a_small_file_that_never_rests_fails_and_says_why(
    sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "folder" / "file"
    write_file(path, 100_000)
    read_then(monkeypatch, lambda: write_file(path, 100_000, seed=os.urandom(4)), 10**6)
    upload, ended = sender.send(tmp_path / "folder")
    assert ended.status is SessionStatus.FAILED
    row = sender.files(upload)["file"]
    assert (row.status, row.attempts, row.error_title) == ("failed", 4, "Changed while it was read")
    assert objects(s3, bucket_name) == {}


@pytest.mark.parametrize(("name", "part"), [("rewritten", 1), ("appended to", 4), ("cut", 4), ("replaced", 1)])
def test_a_large_file_that_changes_while_its_parts_are_sent_is_sent_as_it_is_afterwards(
    through_proxy: Sender,
    proxy: FaultProxy,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
    executor: Executor,
    name: str,
    part: int,
) -> None:
    path = tmp_path / "folder" / "file"
    write_file(path, LARGE)
    proxy.rule(call(lambda: CHANGES[name](path)), kind="upload_part", part=part, times=1)
    upload = through_proxy.session(tmp_path / "folder")
    ended = through_proxy.run(upload, executor=executor)
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(tmp_path / "folder")
    assert open_uploads(s3, bucket_name) == []
    row = through_proxy.files(upload)["file"]
    assert (row.size_bytes, row.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)


def test_parts_of_two_states_are_never_put_together_even_if_the_time_was_set_back(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    path = tmp_path / "folder" / "file"
    write_file(path, LARGE)
    before = path.stat()

    def rewrite() -> None:
        write_file(path, LARGE, seed="other")

    def set_back() -> None:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    proxy.rule(call(rewrite), kind="upload_part", part=1, times=1)
    through_proxy.events = _Calling(set_back)
    upload = through_proxy.session(tmp_path / "folder")
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(tmp_path / "folder")


def test_a_large_file_that_vanishes_while_its_parts_are_sent_fails_and_leaves_no_parts(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    path = tmp_path / "folder" / "file"
    write_file(path, LARGE)
    write_file(path.with_name("other"), 10)
    proxy.rule(call(path.unlink), kind="upload_part", part=4, times=1)
    upload, ended = through_proxy.send(tmp_path / "folder")
    assert ended.status is SessionStatus.COMPLETED_WITH_ERRORS
    assert through_proxy.files(upload)["file"].error_title == "File is gone"
    assert set(objects(s3, bucket_name)) == {PREFIX + "other"}
    assert open_uploads(s3, bucket_name) == []


@pytest.mark.parametrize("kind", ["put_object", "upload_part"])
def test_a_folder_that_vanishes_with_its_disk_pauses_the_run_and_fails_nothing(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str, kind: str
) -> None:
    folder = tmp_path / "folder"
    write_file(folder / "large", LARGE)
    for number in range(40):
        write_file(folder / f"{number}", 100)
    proxy.rule(call(lambda: folder.rename(tmp_path / "elsewhere")), kind=kind, times=1)
    upload, ended = through_proxy.send(folder)
    assert (ended.status, ended.counts.files_failed) == (SessionStatus.PAUSED, 0)
    assert ended.error is not None
    assert ended.error.code == "folder_vanished"
    (tmp_path / "elsewhere").rename(folder)
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


@pytest.mark.parametrize("size", [200_000, 9 * MIB])
def test_what_a_log_that_grows_all_the_time_is_recorded_as_is_one_state_of_it(
    sender: Sender, tmp_path: Path, s3: "S3Client", bucket_name: str, size: int
) -> None:
    path = tmp_path / "folder" / "log"
    whole = bytearray(write_file(path, size))
    done = threading.Event()

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not done.wait(0.001):
                whole.extend(line := os.urandom(500))
                file.write(line)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        upload, _ = sender.send(tmp_path / "folder")
    finally:
        done.set()
        writer.join()
    row = sender.files(upload)["log"]
    if row.status == "uploaded":
        assert objects(s3, bucket_name)[PREFIX + "log"] == bytes(whole[: row.size_bytes])
    else:
        assert (row.status, row.error_title) == ("failed", "Changed while it was read")
        assert objects(s3, bucket_name) == {}
    assert open_uploads(s3, bucket_name) == []


def test_a_file_just_written_is_waited_for_until_another_write_would_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    waits: list[float] = []

    def write_meanwhile(seconds: float) -> None:
        waits.append(seconds)
        path.write_bytes(b"other")

    monkeypatch.setattr("desktop_app.engine.source.time.sleep", write_meanwhile)
    monkeypatch.setattr("desktop_app.engine.source.time.time_ns", lambda: path.stat().st_mtime_ns + 1)
    with pytest.raises(FileChanged):
        source.read_whole(os.fsencode(tmp_path), b"file", 100)
    with pytest.raises(FileChanged):
        source.version_of(os.fsencode(tmp_path), b"file")
    monkeypatch.setattr("desktop_app.engine.source.time.time_ns", lambda: path.stat().st_mtime_ns + 10**11)
    assert source.read_whole(os.fsencode(tmp_path), b"file", 100)[1] == b"other"
    assert len(waits) == 2


def test_a_file_whose_time_was_set_back_while_it_was_read_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    os.utime(path, ns=(10**18 + 1, 10**18 + 1))

    def rewrite() -> None:
        path.write_bytes(b"two")
        os.utime(path, ns=(10**18 + 1, 10**18 + 1))

    expected = source.version_of(os.fsencode(tmp_path), b"file")
    read_then(monkeypatch, rewrite, 2)
    with pytest.raises(FileChanged):
        source.read_whole(os.fsencode(tmp_path), b"file", 100)
    with pytest.raises(FileChanged):
        source.read_part(os.fsencode(tmp_path), b"file", 0, memoryview(bytearray(3)), expected)


class _Calling(list[Event]):
    """Events that set something off when they come."""

    def __init__(self, function: Callable[[], None]) -> None:
        super().__init__()
        self._function = function

    def append(self, event: Event) -> None:
        super().append(event)
        self._function()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize(("kind", "name"), [("put_object", "z small"), ("upload_part", "large")])
@pytest.mark.usefixtures("proxied")
def test_a_file_that_becomes_unreadable_in_the_middle_fails_alone(
    waybill: CommandLine,
    proxy: FaultProxy,
    company: CompanyForTests,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
    kind: str,
    name: str,
) -> None:
    folder = tmp_path / "folder"
    for number in range(10):
        write_file(folder / f"file {number}", 1000)
    write_file(folder / "z small", 1000)
    write_file(folder / "large", 60 * MIB)
    others = {key: body for key, body in disk(folder).items() if key != PREFIX + name}
    key = "large" if kind == "upload_part" else ""
    proxy.rule(call(lambda: (folder / name).chmod(0)), kind=kind, key=key, times=1)
    done = waybill.run("upload", folder, *TO, "--max-workers", "1", "--json", before=UNPRIVILEGED)
    assert done.returncode == 1, done.stderr
    told = waybill.last_object(done)
    assert (told["status"], told["files_failed"]) == ("completed_with_errors", 1)
    (row,) = waybill.json("session", told["session"], "--failed")["files"]
    assert row["relative_path"] == name
    assert objects(s3, bucket_name) == others
    assert open_uploads(s3, bucket_name) == []
    agree(company, waybill, told["session"])


def test_reading_ahead_of_what_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    source.read_ahead(os.fsencode(tmp_path), b"gone")


def test_a_stretch_that_changes_while_it_is_read_never_comes_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(3 * MIB))
    os.utime(path, (0, 0))
    version = source.version_of(os.fsencode(tmp_path), b"file")
    stretch = source.FileStretch(os.fsencode(tmp_path), b"file", MIB, 2 * MIB, version)
    assert b"".join(stretch) == bytes(2 * MIB)
    pieces = iter(stretch)
    read = len(next(pieces))
    path.write_bytes(b"x" * 3 * MIB)
    with pytest.raises(FileChanged):
        read += len(next(pieces))
    assert read < len(stretch)


def test_a_stretch_past_the_end_is_a_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(MIB))
    version = source.version_of(os.fsencode(tmp_path), b"file")
    with pytest.raises(FileChanged):
        list(source.FileStretch(os.fsencode(tmp_path), b"file", 0, MIB + 1, version))
