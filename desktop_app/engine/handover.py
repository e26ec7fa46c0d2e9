"""Go on with what another workstation began: which of its files are in the bucket as they are here, and which parts.

The other workstation's folder and this one's have the same names, and that is all that is known: camera cards have the
same names, sizes and often times too. So a file is taken for the one that was sent if its time agrees to more than
a whole second, or if its bytes do.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from desktop_app.domain.errors import FileProblem, NameTaken, UploadGone
from desktop_app.domain.names import object_key, raw_form, text_form
from desktop_app.domain.objects import ChecksumAlgorithm, Multipart, Part, Receipt
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import FileRecord, UploadSession
from desktop_app.engine.checksums import checksum_of, is_full_object
from desktop_app.engine.comparison import has_content
from desktop_app.engine.disk_file import DiskFile
from desktop_app.engine.large_files import part_size_for
from desktop_app.engine.plan import lane_of
from desktop_app.engine.source import FileStretch, Version
from desktop_app.journal.handover import TakenFile

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket
    from desktop_app.engine.s3_answers import ListedObject

_SECOND_NS = 1_000_000_000
_THERE = (FileStatus.UPLOADED, FileStatus.SKIPPED)


class Inheritance:
    """Looks at one upload session's files, here and in the storage. Thread-safe; writes nothing here."""

    def __init__(self, bucket: "Bucket", upload: UploadSession, titles: Callable[[str], str]) -> None:
        """``upload`` is as this workstation goes on with it; ``titles`` gives an error's title by its code."""
        self._bucket = bucket
        self._upload = upload
        self._root = upload.local_directory
        self._titles = titles

    def take(self, record: FileRecord) -> TakenFile:
        """What becomes of a file that the company knows.

        Raises:
            StorageError: the storage could not be asked about its parts.
        """
        path = raw_form(record.relative_path)
        try:
            disk = DiskFile(self._root, path, _count_nothing)
        except FileProblem:
            # What is in the bucket stays there; what is not is looked for when its turn comes.
            return self._as_it_stood(path, record)
        if record.status in _THERE:
            return self._take_sent(path, record, disk)
        if record.status is FileStatus.UPLOADING:
            return self._take_begun(path, record, disk)
        return self._as_it_stood(path, record, disk.version)

    def found(self, listed: "ListedObject") -> TakenFile | None:
        """An object that the company has no file of, if this folder's file has its bytes.

        The other workstation may have sent it and ended before the company heard of it.
        """
        path = listed.key.removeprefix(self._upload.s3_prefix).encode()
        try:
            disk = DiskFile(self._root, path, _count_nothing)
            if disk.version.size_bytes != listed.size_bytes:
                return None
            receipt = self._receipt_if_there(disk, listed.key)
        except FileProblem:
            return None
        return _there(path, disk.version, receipt, FileStatus.SKIPPED) if receipt else None

    def _take_sent(self, path: bytes, record: FileRecord, disk: DiskFile) -> TakenFile:
        algorithm = ChecksumAlgorithm(record.checksum_algorithm or ChecksumAlgorithm.NONE)
        receipt = Receipt(record.etag, record.checksum, algorithm)
        if self._is_the_same(record, disk, receipt):
            return _taken(path, disk.version, record, is_here=True)
        problem = NameTaken(
            tr(
                "{path} was sent by the other workstation with other contents than it has in "
                "this folder. What was sent is kept. Send this folder to another cycle, or again "
                "as a new upload that replaces it.",
                path=text_form(path),
            )
        )
        return TakenFile(
            path,
            disk.version.size_bytes,
            disk.version.mtime_ns,
            lane_of(disk.version.size_bytes),
            FileStatus.BLOCKED,
            record.revision,
            error_code=problem.code,
            error_title=problem.title,
            error_message=str(problem),
            completed_at=record.completed_at,
        )

    def _is_the_same(self, record: FileRecord, disk: DiskFile, receipt: Receipt) -> bool:
        if disk.version.size_bytes != record.size_bytes:
            return False
        same_time = disk.version.mtime_ns == record.mtime_ns
        if same_time and record.mtime_ns % _SECOND_NS:
            return True
        try:
            same = has_content(disk, receipt)
        except FileProblem:
            return False
        # Without anything to tell the bytes by, size and time are all there is.
        return same_time if same is None else same

    def _take_begun(self, path: bytes, record: FileRecord, disk: DiskFile) -> TakenFile:
        anew = _taken(path, disk.version, record, status=FileStatus.PENDING)
        if not record.upload_id:
            return anew
        key = object_key(self._upload.s3_prefix, path)
        if disk.version.size_bytes != record.size_bytes:
            self._bucket.abort(key, record.upload_id)
            return anew
        try:
            listed = self._bucket.parts(key, record.upload_id)
        except UploadGone:
            return self._take_completed(path, key, record, disk) or anew
        part_size = _part_size(disk.version.size_bytes, listed)
        algorithm = self._upload.destination.checksum_algorithm
        try:
            parts = tuple(self._parts_as_here(path, disk.version, part_size, algorithm, listed))
        except FileProblem:
            return anew
        multipart = Multipart(record.upload_id, part_size, algorithm, parts)
        return _taken(path, disk.version, record, multipart=multipart)

    def _take_completed(self, path: bytes, key: str, record: FileRecord, disk: DiskFile) -> TakenFile | None:
        """The other workstation may have completed it and ended before the company heard of it."""
        try:
            receipt = self._receipt_if_there(disk, key)
        except FileProblem:
            return None
        if receipt is None:
            return None
        return _there(path, disk.version, receipt, FileStatus.UPLOADED, record.revision)

    def _receipt_if_there(self, disk: DiskFile, key: str) -> Receipt | None:
        """What the storage has of a key, if that is this file; raises FileProblem."""
        there = self._bucket.examine(key)
        if there is None or there.size_bytes != disk.version.size_bytes:
            return None
        told = [Receipt(there.etag, value, algorithm) for algorithm, value in there.checksums.items()]
        if there.etag_is_md5:
            told.append(Receipt(there.etag))
        if not any(has_content(disk, receipt) for receipt in told):
            return None
        algorithm = self._upload.destination.checksum_algorithm
        if not is_full_object(algorithm):
            return Receipt(there.etag)
        return Receipt(there.etag, disk.checksum(algorithm), algorithm)

    def _parts_as_here(
        self, path: bytes, version: Version, part_size: int, algorithm: ChecksumAlgorithm, listed: dict[int, Part]
    ) -> Iterator[Part]:
        """The parts in the storage that are this file's bytes; those of an ETag that is no MD5 are sent again."""
        for number, part in sorted(listed.items()):
            offset = (number - 1) * part_size
            if part.size != min(part_size, version.size_bytes - offset):
                continue
            body = FileStretch(self._root, path, offset, part.size, version)
            md5 = hashlib.md5(usedforsecurity=False)
            for piece in body:
                md5.update(piece)
            if md5.hexdigest() == part.etag.lower():
                yield Part(number, part.size, part.etag, checksum_of(algorithm, body))

    def _as_it_stood(self, path: bytes, record: FileRecord, version: Version | None = None) -> TakenFile:
        status = FileStatus.PENDING if record.status is FileStatus.UPLOADING else record.status
        return _taken(
            path,
            version or Version(record.size_bytes, record.mtime_ns),
            record,
            status=status,
            error_title=self._titles(record.error_code),
        )


def holds_some_of(folder: bytes, records: "tuple[FileRecord, ...]") -> bool:
    """Whether a folder has any of the files that were sent; True where none was."""
    sent = [raw_form(record.relative_path) for record in records if record.status in _THERE]
    return not sent or any(os.path.exists(os.path.join(folder, path)) for path in sent)


def _part_size(size_bytes: int, listed: dict[int, Part]) -> int:
    """The size that the parts were cut to: ours if all of them fit it, else that of the largest if they fit that."""
    ours = part_size_for(size_bytes)
    for size in (ours, max((part.size for part in listed.values()), default=0)):
        if size and all(part.size == min(size, size_bytes - (part.number - 1) * size) for part in listed.values()):
            return size
    return ours


def _taken(
    path: bytes,
    version: Version,
    record: FileRecord,
    *,
    status: FileStatus | None = None,
    error_title: str = "",
    multipart: Multipart | None = None,
    is_here: bool = False,
) -> TakenFile:
    status = status or record.status
    waits = status in (FileStatus.PENDING, FileStatus.UPLOADING)
    return TakenFile(
        path,
        version.size_bytes,
        version.mtime_ns,
        lane_of(version.size_bytes),
        status,
        record.revision,
        attempts=record.attempts,
        etag="" if waits else record.etag,
        checksum="" if waits else record.checksum,
        checksum_algorithm="" if waits else record.checksum_algorithm,
        error_code="" if waits else record.error_code,
        error_title="" if waits else error_title,
        error_message="" if waits else record.error_message,
        started_at=record.started_at,
        completed_at=None if waits else record.completed_at,
        multipart=multipart,
        is_here=is_here,
    )


def _there(path: bytes, version: Version, receipt: Receipt, status: FileStatus, revision: int = 0) -> TakenFile:
    return TakenFile(
        path,
        version.size_bytes,
        version.mtime_ns,
        lane_of(version.size_bytes),
        status,
        revision,
        is_news=True,
        etag=receipt.etag,
        checksum=receipt.checksum,
        checksum_algorithm=receipt.checksum_algorithm,
        is_here=True,
    )


def _count_nothing(_: int) -> None:
    """Nobody watches."""
