"""What comparing an upload session's objects with the disk and the journal finds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MOST_NAMED = 1000
"""Differences that are kept; a listener hears of every one."""


class Method(StrEnum):
    """What proved that an object has a file's bytes, best first."""

    CHECKSUM = "checksum"
    """The storage's own checksum of the object is that of the bytes."""
    MD5 = "md5"
    """The object's ETag is the MD5 of the bytes."""
    MD5_OF_PARTS = "md5_of_parts"
    """The object's ETag is the MD5 of its parts' MD5s, computed from the bytes."""
    ETAG = "etag"
    """The bytes have the checksum they were sent with, and the object the ETag that its confirmation brought."""
    SIZE = "size"
    """Only the sizes are known to be the same."""


class Finding(StrEnum):
    """How a file and its object differ."""

    MISSING = "missing"
    """The object is not in the bucket."""
    OTHER_SIZE = "other_size"
    OTHER_BYTES = "other_bytes"
    CHANGED_HERE = "changed_here"
    """The file was changed after it was sent; the object is as it was sent."""
    DAMAGED_HERE = "damaged_here"
    """Size and time are those of the file that was sent, and the bytes are not: the disk may be failing."""
    UNREADABLE_HERE = "unreadable_here"
    NOT_TOLD = "not_told"
    """The storage would not say what it has of it."""
    NOT_SENT = "not_sent"
    """The file is in the folder, and this upload did not send it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as it should be, and what a person can do."""

    path: bytes
    key: str
    """Empty where there is none."""
    finding: Finding
    message: str


@dataclass(frozen=True, slots=True)
class VerifyProgress:
    """How far a verification is; read by a timer."""

    files: int = 0
    total_files: int = 0
    done_bytes: int = 0
    total_bytes: int = 0

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0 to 1: by bytes, or by files when all are empty."""
        if self.total_bytes:
            return min(1.0, self.done_bytes / self.total_bytes)
        return self.files / self.total_files if self.total_files else 1.0


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. Every file that was sent is verified, differs, or is missing in the bucket."""

    total_files: int = 0
    """Uploaded and skipped: what should be in the bucket."""
    files_verified: int = 0
    files_differ: int = 0
    files_missing: int = 0
    files_gone_here: int = 0
    """No longer on this disk; what became of their objects is in the numbers above."""
    files_not_sent: int = 0
    """In the folder and not in the bucket by this upload: failed, blocked, waiting, or new since."""
    folder_gone: bool = False
    """The whole folder is not there, so that the objects were compared with the journal alone."""
    by: Mapping[Method, int] = field(default_factory=dict)
    """How many of the verified files each method proved."""
    differences: tuple[Difference, ...] = ()
    """The first `MOST_NAMED`."""
    seconds: float = 0.0
    stopped: bool = False

    @property
    def all_right(self) -> bool:
        """Whether all there is to send is in the bucket as it should be."""
        return not (self.stopped or self.files_differ or self.files_missing or self.files_not_sent)

    @property
    def status(self) -> str:
        """``verified``, ``differs`` or ``stopped``."""
        return "stopped" if self.stopped else "verified" if self.all_right else "differs"


def together(results: Sequence[Verification]) -> Verification:
    """Several verifications as one."""
    by: Counter[Method] = Counter()
    for result in results:
        by.update(result.by)
    differences = tuple(each for result in results for each in result.differences)
    return Verification(
        total_files=sum(result.total_files for result in results),
        files_verified=sum(result.files_verified for result in results),
        files_differ=sum(result.files_differ for result in results),
        files_missing=sum(result.files_missing for result in results),
        files_gone_here=sum(result.files_gone_here for result in results),
        files_not_sent=sum(result.files_not_sent for result in results),
        folder_gone=any(result.folder_gone for result in results),
        by={method: by[method] for method in Method if by[method]},
        differences=differences[:MOST_NAMED],
        seconds=sum(result.seconds for result in results),
        stopped=any(result.stopped for result in results),
    )
