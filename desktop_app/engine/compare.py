"""Whether an object has a file's bytes, by what the storage tells of it: an ETag or a checksum, never its size."""

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Protocol

from awscrt import checksums as crt

from desktop_app.domain.errors import FileProblem
from desktop_app.domain.objects import ChecksumAlgorithm, Receipt
from desktop_app.engine.source import Version, read_pieces, version_of

PART_SIZES = (16 * 2**20, 8 * 2**20, 5 * 2**20, 50 * 2**20, 64 * 2**20, 100 * 2**20)
"""Bytes; what programs take for a part: this one, aws and boto3, rclone, s5cmd, and round numbers."""

_MD5 = re.compile("[0-9a-fA-F]{32}")
_MD5_OF_PARTS = re.compile("[0-9a-fA-F]{32}-([0-9]{1,5})")


class _Digest(Protocol):
    receipt: Receipt

    def update(self, piece: bytes, /) -> None: ...

    def agrees(self) -> bool: ...


class _Md5:
    """An object that came in one piece, whose ETag is the MD5 of its bytes."""

    def __init__(self, etag: str) -> None:
        self.receipt = Receipt(etag)
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.update = self._md5.update

    def agrees(self) -> bool:
        return self._md5.hexdigest() == self.receipt.etag.lower()


class _Md5OfParts:
    """An object put together from parts of one size, whose ETag is the MD5 of their MD5s."""

    def __init__(self, etag: str, part_size: int) -> None:
        self.receipt = Receipt(etag)
        self._part_size = part_size
        self._digests: list[bytes] = []
        self._part = hashlib.md5(usedforsecurity=False)
        self._missing = part_size

    def update(self, piece: bytes, /) -> None:
        view = memoryview(piece)
        while view:
            stretch, view = view[: self._missing], view[self._missing :]
            self._part.update(stretch)
            self._missing -= len(stretch)
            if not self._missing:
                self._end_part()

    def agrees(self) -> bool:
        if self._missing < self._part_size:
            self._end_part()
        whole = hashlib.md5(b"".join(self._digests), usedforsecurity=False).hexdigest()
        return f"{whole}-{len(self._digests)}" == self.receipt.etag.lower()

    def _end_part(self) -> None:
        self._digests.append(self._part.digest())
        self._part = hashlib.md5(usedforsecurity=False)
        self._missing = self._part_size


class _Checksum:
    """An object of which the checksum of all its bytes is known."""

    def __init__(self, receipt: Receipt) -> None:
        self.receipt = receipt
        self._value = 0
        self._sha256 = hashlib.sha256()

    def update(self, piece: bytes, /) -> None:
        match self.receipt.checksum_algorithm:
            case ChecksumAlgorithm.SHA256:
                self._sha256.update(piece)
            case ChecksumAlgorithm.CRC32:
                self._value = zlib.crc32(piece, self._value)
            case _:
                self._value = crt.crc64nvme(piece, self._value)

    def agrees(self) -> bool:
        match self.receipt.checksum_algorithm:
            case ChecksumAlgorithm.SHA256:
                raw = self._sha256.digest()
            case ChecksumAlgorithm.CRC32:
                raw = self._value.to_bytes(4)
            case _:
                raw = self._value.to_bytes(8)
        return base64.b64encode(raw).decode() == self.receipt.checksum


def is_of_all_bytes(receipt: Receipt) -> bool:
    """Whether a checksum is that of an object's bytes, and not of its parts' checksums."""
    return (
        receipt.checksum_algorithm is not ChecksumAlgorithm.NONE
        and bool(receipt.checksum)
        and ("-" not in receipt.checksum)
    )


def same_bytes(
    root: bytes,
    path: bytes,
    version: Version,
    etag: str,
    known: Receipt | None,
    stored: Callable[[], Receipt | None],
    stopped: Callable[[], bool],
) -> Receipt | None:
    """A receipt if an object of the same size has a file's bytes; None if not, or if nobody can tell.

    Args:
        root: the folder.
        path: of the file in it.
        version: the file's as it was found; of another one nothing is said.
        etag: the object's, as the listing shows it.
        known: what this journal recorded of that very object.
        stored: asks the storage for a checksum of all the object's bytes.
        stopped: ends the reading, and then nothing is said.
    """
    if known is not None and is_of_all_bytes(known):
        return _first_that_agrees(root, path, version, [_Checksum(known)], stopped)
    digests = _of_etag(etag, version.size_bytes)
    if digests and (receipt := _first_that_agrees(root, path, version, digests, stopped)) is not None:
        return receipt
    if stopped() or (told := stored()) is None or told.etag != etag or not is_of_all_bytes(told):
        return None
    return _first_that_agrees(root, path, version, [_Checksum(told)], stopped)


def _of_etag(etag: str, size_bytes: int) -> list[_Digest]:
    if _MD5.fullmatch(etag):
        return [_Md5(etag)]
    if (of_parts := _MD5_OF_PARTS.fullmatch(etag)) is None:
        return []
    number = int(of_parts[1])
    sizes = dict.fromkeys((*PART_SIZES, *_sizes_that_make(number, size_bytes)))
    return [_Md5OfParts(etag, size) for size in sizes if max(1, -(-size_bytes // size)) == number]


def _sizes_that_make(number: int, size_bytes: int) -> Sequence[int]:
    """The smallest part size in whole MiB with which a file has so many parts, as large files get theirs."""
    return (max(1, -(-size_bytes // (number * 2**20))) * 2**20,)


def _first_that_agrees(
    root: bytes, path: bytes, version: Version, digests: Sequence[_Digest], stopped: Callable[[], bool]
) -> Receipt | None:
    try:
        if version_of(root, path) != version:
            return None
        for piece in read_pieces(root, path):
            if stopped():
                return None
            for digest in digests:
                digest.update(piece)
        if version_of(root, path) != version:
            return None
    except FileProblem:
        return None  # Sending it will say why it cannot be read.
    return next((digest.receipt for digest in digests if digest.agrees()), None)
