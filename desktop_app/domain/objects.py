"""Objects of a storage: what is to become one, and how the storage has confirmed it. Sizes are bytes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from desktop_app.domain.states import FileStatus


class ChecksumAlgorithm(StrEnum):
    """What a project's requests carry for the server to verify (SENDING)."""

    CRC64NVME = "crc64nvme"
    CRC32 = "crc32"
    SHA256 = "sha256"
    NONE = "none"


class Lane(StrEnum):
    """A way of sending."""

    SMALL = "small"
    PARTS = "parts"


class PlannedFile(NamedTuple):
    """What the plan decided about one file, before it has a row. A tuple, since a million of them are made."""

    path: bytes
    size_bytes: int
    mtime_ns: int
    status: FileStatus
    lane: Lane = Lane.SMALL
    etag: str = ""
    checksum: str = ""
    checksum_algorithm: str = ""
    error_code: str = ""
    error_title: str = ""
    error_message: str = ""


class Receipt(NamedTuple):
    """What the storage confirmed of one object. ``checksum`` is base64, as S3 writes it; empty where none was sent."""

    etag: str
    checksum: str = ""
    checksum_algorithm: ChecksumAlgorithm = ChecksumAlgorithm.NONE


class Confirmed(NamedTuple):
    """A file that the storage has confirmed, as it was when it was read."""

    file_id: int
    size_bytes: int
    mtime_ns: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class KnownObject:
    """An object as this workstation last confirmed it, and the file that it was."""

    local_directory: bytes
    size_bytes: int
    mtime_ns: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the storage has."""

    number: int
    size: int
    etag: str
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Multipart:
    """A multipart upload that has been begun; what it was begun with stays until its end."""

    upload_id: str
    part_size: int
    checksum_algorithm: ChecksumAlgorithm
    parts: tuple[Part, ...] = ()
