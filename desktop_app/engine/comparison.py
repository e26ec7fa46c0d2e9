"""Compare one object with its file on the disk and with what the journal says of both."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from desktop_app.domain.errors import FileProblem, FileVanished, StorageError
from desktop_app.domain.names import text_form
from desktop_app.domain.objects import ChecksumAlgorithm, Receipt
from desktop_app.domain.verification import Difference, Finding, Method
from desktop_app.engine.disk_file import DiskFile
from desktop_app.engine.source import Version
from desktop_app.journal.sent import SentFile

if TYPE_CHECKING:
    from desktop_app.engine.s3_answers import ListedObject, StoredObject

_MD5 = re.compile(r"[0-9a-fA-F]{32}(-|$)")
_PARTS = re.compile(r"-([1-9][0-9]{0,4})$")


class Here(Enum):
    """How the file on the disk stands to the one that was sent."""

    AS_SENT = auto()
    """The bytes have the checksum that they were sent with."""
    UNPROVEN = auto()
    """Size and time are the same; there is no checksum to prove the bytes by."""
    CHANGED = auto()
    DAMAGED = auto()
    """Size and time are the same, and the bytes are not."""
    GONE = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of one file: ``method`` if its object is right, else ``difference``."""

    size_bytes: int
    method: Method | None = None
    difference: Difference | None = None
    gone_here: bool = False


class Comparison:
    """One file of an upload session against its object."""

    def __init__(self, root: bytes, key: str, sent: SentFile, examine: "Callable[[str], StoredObject | None]") -> None:
        """``examine`` asks the storage for one object."""
        self._root = root
        self._key = key
        self._sent = sent
        self._examine = examine
        self._disk: DiskFile | None = None
        self._why = ""

    def run(self, listed: "ListedObject | None", read: Callable[[int], None], *, thorough: bool) -> Compared:
        """Read the disk and compare; the object itself is asked for only if its listing leaves a doubt.

        ``read`` is `DiskFile`'s.

        Raises:
            StorageError: the storage as a whole does not answer.
        """
        here = self._look_here(read)
        recorded = self._sent.receipt.etag
        as_listed = (
            listed is not None and recorded and (listed.size_bytes, listed.etag) == (self._sent.size_bytes, recorded)
        )
        if as_listed and not thorough and here in (Here.AS_SENT, Here.GONE):
            return self._right(Method.ETAG, here)
        try:
            there = self._examine(self._key)
        except StorageError as error:
            if error.stops_run:
                raise
            return self._differs(Finding.NOT_TOLD, here, str(error))
        if there is None:
            return self._differs(Finding.MISSING, here, f"{self._key} is not in the bucket. {self._advice(here)}")
        try:
            return self._compare(there, here)
        except FileProblem as problem:
            self._why = str(problem)
            return self._compare(there, Here.UNREADABLE)

    def _look_here(self, read: Callable[[int], None]) -> Here:
        sent = self._sent
        receipt = sent.receipt
        try:
            self._disk = disk = DiskFile(self._root, sent.path, read)
            if disk.version.size_bytes != sent.size_bytes:
                return Here.CHANGED
            same_time = disk.version == Version(sent.size_bytes, sent.mtime_ns)
            if not receipt.checksum or receipt.checksum_algorithm is ChecksumAlgorithm.NONE:
                return Here.UNPROVEN if same_time else Here.CHANGED
            parts = _parts_of(receipt.checksum)
            if disk.checksum(receipt.checksum_algorithm, parts) == receipt.checksum:
                return Here.AS_SENT
            # A composite checksum may also differ because the part size was another than we take it for.
            if parts:
                return Here.UNPROVEN if same_time else Here.CHANGED
            return Here.DAMAGED if same_time else Here.CHANGED
        except FileVanished:
            return Here.GONE
        except FileProblem as problem:
            self._why = str(problem)
            return Here.UNREADABLE

    def _compare(self, there: "StoredObject", here: Here) -> Compared:
        if here is Here.UNREADABLE:
            return self._differs(Finding.UNREADABLE_HERE, here, f"{self._why} It could not be compared.")
        if here is Here.GONE or self._disk is None:
            method = self._as_recorded(there)
            return self._right(method, Here.GONE) if method else self._other(there, Here.GONE)
        if there.size_bytes != self._disk.version.size_bytes:
            return self._other(there, here)
        method, same = self._proof(there, self._disk, here)
        return self._right(method, here) if same else self._other(there, here)

    def _proof(self, there: "StoredObject", disk: DiskFile, here: Here) -> tuple[Method, bool]:
        """By the best that the storage offers: what it was, and whether the object has the disk's bytes."""
        for algorithm, told in there.checksums.items():
            parts = _parts_of(told)
            same = disk.checksum(algorithm, parts) == told
            # That of parts proves nothing if it differs: their size is taken from what is usual.
            if same or not parts:
                return Method.CHECKSUM, same
        recorded = self._sent.receipt.etag
        if there.etag_is_md5:
            parts = _parts_of(there.etag)
            same = disk.etag(parts) == there.etag.lower()
            if same or not parts:
                return (Method.MD5_OF_PARTS if parts else Method.MD5), same
        if there.etag != recorded or here not in (Here.AS_SENT, Here.UNPROVEN):
            return Method.ETAG, False
        return (Method.ETAG if here is Here.AS_SENT else Method.SIZE), True

    def _as_recorded(self, there: "StoredObject") -> Method | None:
        """How an object is known to be the one that was sent, without the disk; None if it is not."""
        sent = self._sent
        if there.size_bytes != sent.size_bytes:
            return None
        told = there.checksums.get(sent.receipt.checksum_algorithm)
        if told and sent.receipt.checksum:
            return Method.CHECKSUM if told == sent.receipt.checksum else None
        return Method.ETAG if there.etag == sent.receipt.etag else None

    def _right(self, method: Method, here: Here) -> Compared:
        return Compared(self._sent.size_bytes, method, gone_here=here is Here.GONE)

    def _other(self, there: "StoredObject", here: Here) -> Compared:
        """The object is not what is on the disk: say which of the two is no longer what was sent."""
        if here is Here.CHANGED and self._as_recorded(there):
            return self._differs(
                Finding.CHANGED_HERE,
                here,
                f"{self._name} was changed on this disk after it was sent; the bucket has it as it was then. "
                "Send the folder again to send the new one.",
            )
        if here is Here.DAMAGED and self._as_recorded(there):
            return self._differs(
                Finding.DAMAGED_HERE,
                here,
                f"{self._name} has its size and time of when it was sent, but other bytes: this disk may be failing. "
                "The bucket has it as it was sent; keep that, and look at the disk.",
            )
        if there.size_bytes != self._sent.size_bytes:
            sizes = f"{there.size_bytes:,} bytes, and {self._sent.size_bytes:,} were sent"
            return self._differs(Finding.OTHER_SIZE, here, f"The object {self._key} has {sizes}. {self._advice(here)}")
        return self._differs(
            Finding.OTHER_BYTES, here, f"The object {self._key} has other bytes than were sent. {self._advice(here)}"
        )

    @property
    def _name(self) -> str:
        return text_form(self._sent.path)

    def _advice(self, here: Here) -> str:
        if here is Here.GONE:
            return "The file is not on this disk either: send it again from another copy."
        if here in (Here.DAMAGED, Here.UNREADABLE):
            return "The file on this disk is not as it was sent either: send it again from another copy."
        return "Keep the file, and send the folder again: only what is not there is sent."

    def _differs(self, finding: Finding, here: Here, message: str) -> Compared:
        difference = Difference(self._sent.path, self._key, finding, message)
        return Compared(self._sent.size_bytes, difference=difference, gone_here=here is Here.GONE)


def has_content(disk: DiskFile, receipt: Receipt) -> bool | None:
    """Whether a file's bytes are those of a receipt; None if nothing tells. Raises FileProblem."""
    if receipt.checksum and receipt.checksum_algorithm is not ChecksumAlgorithm.NONE:
        parts = _parts_of(receipt.checksum)
        if disk.checksum(receipt.checksum_algorithm, parts) == receipt.checksum:
            return True
        if not parts:
            return False
    if _MD5.match(receipt.etag):
        parts = _parts_of(receipt.etag)
        if disk.etag(parts) == receipt.etag.lower():
            return True
        if not parts and not receipt.checksum:
            return False
    return None


def _parts_of(told: str) -> int:
    """The number of parts behind a composite checksum or a multipart ETag; 0 if it is of the bytes in one."""
    found = _PARTS.search(told)
    return int(found.group(1)) if found else 0
