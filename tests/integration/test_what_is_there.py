"""What the bucket holds already: skipped only when its bytes are the file's, and nothing waits for finding that out."""

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import AccessRefused, StorageBusy
from desktop_app.domain.objects import ChecksumAlgorithm, Receipt
from desktop_app.domain.states import SessionStatus
from desktop_app.engine import compare, plan
from desktop_app.engine.checksums import checksum_of
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_answers import ListedObject
from desktop_app.engine.s3_open import open_bucket
from desktop_app.engine.source import read_pieces, version_of
from desktop_app.journal.journal import Journal
from tests.conftest import MIB, PREFIX, Sender, signed_in_as, write_file
from tests.swift import KEY as SWIFT_KEY
from tests.swift import running_swift, swift_bucket


@dataclass
class SwiftSender(Sender):
    """Sends to Swift."""

    def bucket(self, destination: Destination | None = None) -> Bucket:
        return open_bucket(destination or self.destination, None, SWIFT_KEY)


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_swift(tmp_path_factory.mktemp("swift")) as endpoint_url:
        yield endpoint_url


@pytest.fixture(params=["moto", "swift"])
def place(request: pytest.FixtureRequest, sender: Sender) -> Sender:
    """Each of the storages."""
    if request.param == "moto":
        return sender
    endpoint_url = request.getfixturevalue("swift")
    name = f"bucket-{uuid.uuid4().hex[:8]}"
    swift_bucket(endpoint_url, name)
    destination = Destination(name, endpoint_url=endpoint_url)
    return SwiftSender(sender.journal, sender.executor, destination, sender.account_id)


def put(sender: Sender, key: str, body: bytes, part_size: int = 0) -> None:
    """An object that another program made: in one piece, or in parts."""
    client, bucket = sender.bucket()._client, sender.destination.bucket_name
    if not part_size:
        client.put_object(Bucket=bucket, Key=PREFIX + key, Body=body)
        return
    upload_id = client.create_multipart_upload(Bucket=bucket, Key=PREFIX + key)["UploadId"]
    parts: list[Any] = []
    for number, offset in enumerate(range(0, len(body), part_size), start=1):
        piece = body[offset : offset + part_size]
        answer = client.upload_part(Bucket=bucket, Key=PREFIX + key, UploadId=upload_id, PartNumber=number, Body=piece)
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    client.complete_multipart_upload(
        Bucket=bucket, Key=PREFIX + key, UploadId=upload_id, MultipartUpload={"Parts": parts}
    )


def holds(sender: Sender, key: str) -> bytes:
    return b"".join(sender.bucket().read(PREFIX + key))


def other(body: bytes) -> bytes:
    """As long, with one other byte in the middle."""
    half = len(body) // 2
    return body[:half] + bytes([body[half] ^ 1]) + body[half + 1 :]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b", "c/d"):
        write_file(tmp_path / "folder" / name, 1000)
    return tmp_path / "folder"


# By content


def test_only_what_has_the_same_bytes_is_there(place: Sender, folder: Path) -> None:
    put(place, "a", (folder / "a").read_bytes())
    put(place, "b", other((folder / "b").read_bytes()))
    upload, ended = place.send(folder)
    assert ended.status is SessionStatus.COMPLETED
    assert place.statuses(upload) == {"a": "skipped", "b": "uploaded", "c/d": "uploaded"}
    assert place.files(upload)["a"].etag
    assert holds(place, "b") == (folder / "b").read_bytes()


@pytest.mark.parametrize("part_size", [0, 5 * MIB, 8 * MIB, 16 * MIB])
@pytest.mark.parametrize("same", [True, False], ids=["same bytes", "other bytes"])
def test_large_objects_are_compared_whoever_made_their_parts(
    place: Sender, tmp_path: Path, part_size: int, same: bool
) -> None:
    body = write_file(tmp_path / "f" / "large", 17 * MIB + 5)
    put(place, "large", body if same else other(body), part_size)
    upload, ended = place.send(tmp_path / "f")
    assert ended.status is SessionStatus.COMPLETED
    assert place.statuses(upload) == {"large": "skipped" if same else "uploaded"}
    assert holds(place, "large") == body


def test_what_was_sent_before_the_journal_was_lost_is_there(place: Sender, folder: Path, tmp_path: Path) -> None:
    write_file(folder / "large", 20 * MIB)
    place.send(folder)
    body = other((folder / "b").read_bytes())
    status = (folder / "b").stat()
    (folder / "b").write_bytes(body)
    os.utime(folder / "b", ns=(status.st_atime_ns, status.st_mtime_ns))
    journal = Journal(tmp_path / "another home" / "journal.db")
    try:
        place.journal = journal
        place.account_id = journal.sessions.account_of(signed_in_as())
        upload, _ = place.send(folder)
        assert place.statuses(upload) == {"a": "skipped", "b": "uploaded", "c/d": "skipped", "large": "skipped"}
        assert holds(place, "b") == body
    finally:
        journal.close()


def test_what_was_compared_once_is_not_read_again(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c/d"):
        put(sender, name, (folder / name).read_bytes())
    assert sender.send(folder)[1].counts.files_skipped == 3
    monkeypatch.setattr(plan, "same_bytes", lambda *_: pytest.fail("it was read again"))
    assert sender.send(folder)[1].counts.files_skipped == 3


def test_a_stored_checksum_tells_where_the_etag_does_not(sender: Sender, folder: Path) -> None:
    """As with encryption by a key of one's own: the ETag is no MD5, the checksum is that of the bytes."""
    root, path = os.fsencode(folder), b"a"
    version, body = version_of(root, path), (folder / "a").read_bytes()
    for algorithm in (ChecksumAlgorithm.CRC64NVME, ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA256):
        for bytes_there, etag, expected in (
            (body, "x" * 32, True),
            (other(body), "x" * 32, False),
            (body, f"{'0' * 32}-1", True),
        ):
            receipt = Receipt(etag, checksum_of(algorithm, bytes_there), algorithm)
            told = compare.same_bytes(root, path, version, etag, None, lambda r=receipt: r, lambda: False)  # type: ignore[misc]
            assert (told == receipt) is expected
    of_another = Receipt("y", checksum_of(ChecksumAlgorithm.CRC32, body), ChecksumAlgorithm.CRC32)
    assert compare.same_bytes(root, path, version, "x", None, lambda: of_another, lambda: False) is None
    assert compare.same_bytes(root, path, version, "x", None, lambda: None, lambda: False) is None


# Beside the sending


def test_what_is_compared_holds_nothing_up(sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(sender, "a", (folder / "a").read_bytes())
    look, sent = compare.same_bytes, []

    def look_late(*arguments: Any) -> Any:
        upload_id = sender.journal.sessions.recent(sender.account_id)[0].id
        for _ in range(1000):
            if sender.journal.sessions.tallies(upload_id).counts.files_uploaded == 2:
                sent.append(True)
                break
            threading.Event().wait(0.02)
        return look(*arguments)

    monkeypatch.setattr(plan, "same_bytes", look_late)
    _, ended = sender.send(folder)
    assert sent == [True]
    assert (ended.counts.files_uploaded, ended.counts.files_skipped) == (2, 1)


def test_comparing_can_be_stopped_and_gone_on_with(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c/d"):
        put(sender, name, (folder / name).read_bytes())
    pieces = read_pieces

    def pause_first(root: bytes, path: bytes) -> Iterator[bytes]:
        sender.pause()
        return pieces(root, path)

    monkeypatch.setattr(compare, "read_pieces", pause_first)
    upload, ended = sender.send(folder)
    assert ended.status is SessionStatus.PAUSED
    assert sender.statuses(upload) == {}
    monkeypatch.undo()
    ended = sender.run(upload)
    assert ended.status is SessionStatus.COMPLETED
    assert set(sender.statuses(upload).values()) == {"skipped"}
    assert sender.journal.reader.all("SELECT * FROM comparing") == []
    assert sender.journal.reader.all("SELECT * FROM listing") == []


# The listing on its way

Listing = Callable[[Iterator[ListedObject]], Iterator[ListedObject]]


def listing_as(monkeypatch: pytest.MonkeyPatch, change: Listing, page: int = 1) -> None:
    """The bucket's listing changed on its way, a few objects in each answer."""
    whole = Bucket.list

    def changed(bucket: Bucket, prefix: str, *, after: str = "") -> Iterator[ListedObject]:
        return change(whole(bucket, prefix, after=after))

    monkeypatch.setattr(Bucket, "list", changed)
    monkeypatch.setattr("desktop_app.engine.listing._PAGE", page)


@pytest.mark.parametrize("use_find", [False, True])
def test_sending_begins_before_the_listing_has_ended(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch, use_find: bool
) -> None:
    put(sender, "a", other((folder / "a").read_bytes()))
    put(sender, "z", b"not ours")
    sent, waited = threading.Event(), []
    sending = Bucket.put_in_steps

    def late(objects: Iterator[ListedObject]) -> Iterator[ListedObject]:
        for item in objects:
            if item.key.endswith("z"):
                waited.append(sent.wait(20))
            yield item

    def told(bucket: Bucket, *arguments: Any) -> Any:
        sent.set()
        return sending(bucket, *arguments)

    listing_as(monkeypatch, late)
    monkeypatch.setattr(Bucket, "put_in_steps", told)
    _, ended = sender.send(folder, use_find=use_find)
    assert waited == [True]
    assert ended.counts.files_uploaded == 3


def cut_short(objects: Iterator[ListedObject]) -> Iterator[ListedObject]:
    yield next(objects)


def refused_midway(objects: Iterator[ListedObject]) -> Iterator[ListedObject]:
    yield next(objects)
    raise AccessRefused("no more")


def backwards(objects: Iterator[ListedObject]) -> Iterator[ListedObject]:
    yield from reversed(list(objects))


@pytest.mark.parametrize(
    ("change", "skipped"),
    # Of two objects that are there; a listing that goes backwards may have told of the second too before it is asked.
    [(cut_short, {1}), (refused_midway, {1}), (backwards, {1, 2})],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_listing_that_is_not_whole_skips_nothing_wrongly_and_loses_nothing(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch, change: Listing, skipped: set[int]
) -> None:
    sender.send(folder)
    sender.bucket()._client.delete_object(Bucket=sender.destination.bucket_name, Key=PREFIX + "b")
    listing_as(monkeypatch, change)
    _, ended = sender.send(folder)
    assert ended.status is SessionStatus.COMPLETED
    assert ended.counts.files_skipped in skipped
    assert ended.counts.files_uploaded == 3 - ended.counts.files_skipped
    for name in ("a", "b", "c/d"):
        assert holds(sender, name) == (folder / name).read_bytes()


def test_a_listing_that_fails_midway_goes_on_where_it_was(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(folder)
    seen: list[str] = []

    def fails_once(objects: Iterator[ListedObject]) -> Iterator[ListedObject]:
        for item in objects:
            if len(seen) == 1:
                seen.append("busy")
                raise StorageBusy("busy")
            seen.append(item.key)
            yield item

    listing_as(monkeypatch, fails_once)
    assert sender.send(folder)[1].counts.files_skipped == 3
    assert seen == [PREFIX + "a", "busy", PREFIX + "b", PREFIX + "c/d"]


def test_a_listing_that_fails_for_good_pauses_the_run_and_the_rest_goes_later(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(folder)

    def fails(objects: Iterator[ListedObject]) -> Iterator[ListedObject]:
        yield next(objects)
        raise StorageBusy("busy")

    listing_as(monkeypatch, fails)
    upload, ended = sender.send(folder, times_to_retry=0)
    assert ended.status is SessionStatus.PAUSED
    assert isinstance(ended.error, StorageBusy)
    monkeypatch.undo()
    ended = sender.run(upload)
    assert (ended.status, ended.counts.total_files) == (SessionStatus.COMPLETED, 3)


def test_another_folders_file_is_not_replaced_because_a_listing_was_cut_short(
    sender: Sender, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(folder)
    write_file(tmp_path / "card b" / "b", 1000, seed="b")
    listing_as(monkeypatch, cut_short)
    _, ended = sender.send(tmp_path / "card b")
    assert ended.counts.files_blocked == 1
    assert holds(sender, "b") == (folder / "b").read_bytes()
