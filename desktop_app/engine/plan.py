"""Decide about each file that the scan finds: send, skip, or blocked and why; and write it into the journal."""

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from desktop_app.domain.errors import AccessRefused, FileProblem, FileTooLarge, NameTaken
from desktop_app.domain.names import object_key, text_form
from desktop_app.domain.states import FileStatus
from desktop_app.domain.values import KnownObject, Lane, PlannedFile, Receipt, UploadSession
from desktop_app.engine.checksums import crc_of_pieces, is_full_object
from desktop_app.engine.patience import with_patience
from desktop_app.engine.scan import BlockedFile, FolderScan, FoundFile
from desktop_app.engine.source import read_pieces
from desktop_app.journal.journal import Journal
from desktop_app.journal.sessions import destination_key

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

log = logging.getLogger(__name__)

SMALL_FILE_LIMIT = 8 * 2**20
"""Files up to this many bytes go in one request, larger ones in parts (SENDING)."""
MAX_OBJECT_BYTES = 5 * 2**40
"""S3's limit for an object, 5 TiB."""
_BATCH = 500

T = TypeVar("T")


def lane_of(size_bytes: int) -> Lane:
    """The way a file of this many bytes is sent."""
    return Lane.SMALL if size_bytes <= SMALL_FILE_LIMIT else Lane.PARTS


def decide(item: FoundFile | BlockedFile, s3_prefix: str) -> PlannedFile:
    """Pending or blocked; whether it can be skipped is for `Planner` to say."""
    if isinstance(item, BlockedFile):
        return _blocked(item.path, item.size_bytes, 0, item.problem)
    try:
        object_key(s3_prefix, item.path)
        if item.size_bytes > MAX_OBJECT_BYTES:
            raise FileTooLarge(f"The file is {item.size_bytes / 2**40:.1f} TiB, and S3 takes at most 5 TiB. Split it.")
    except FileProblem as problem:
        return _blocked(item.path, item.size_bytes, item.mtime_ns, problem)
    return PlannedFile(item.path, item.size_bytes, item.mtime_ns, FileStatus.PENDING, lane_of(item.size_bytes))


def _blocked(path: bytes, size_bytes: int, mtime_ns: int, problem: FileProblem) -> PlannedFile:
    return PlannedFile(
        path,
        size_bytes,
        mtime_ns,
        FileStatus.BLOCKED,
        error_code=problem.code,
        error_title=problem.title,
        error_message=str(problem),
    )


class Planner:
    """Plans one upload session, streaming: what is planned is sent while the scan goes on."""

    def __init__(self, journal: Journal, bucket: "Bucket", upload: UploadSession, stopped: Callable[[], bool]) -> None:
        self._journal = journal
        self._bucket = bucket
        self._upload = upload
        self._destination = destination_key(upload.destination, upload.s3_prefix)
        self._stopped = stopped

    def run(self) -> None:
        """Scan, decide, write; mark the plan finished unless stopped on the way.

        Raises:
            FolderVanished: the folder is not there, or was lost on the way.
            StorageError: the bucket could not be listed.
            JournalError: the plan could not be written.
        """
        upload = self._upload
        scan = FolderScan(
            upload.local_directory,
            upload.selection,
            follow_links=upload.options.follow_links,
            excludes=upload.options.excludes,
            use_find=upload.options.use_find,
            stopped=self._stopped,
        )
        # Without anything confirmed there is nothing to skip, and no listing is worth its time.
        listed = self._journal.files.destination_known(self._destination) and self._list_bucket()
        for batch in _batches(scan, _BATCH):
            planned = [decide(item, upload.s3_prefix) for item in batch]
            self._journal.files.add(upload.id, self._compare(planned) if listed else planned)
        if listed:
            self._journal.files.clear_listing(upload.id)
        if not self._stopped():
            self._journal.sessions.set_plan_finished(upload.id, scan.notes)

    def _list_bucket(self) -> bool:
        """Note what is in the bucket; False where we may not look, and then nothing is skipped."""
        try:
            with_patience(self._note_listing, self._upload.options.times_to_retry, self._stopped)
        except AccessRefused as error:
            log.warning("%s may not be listed, so nothing is skipped: %s", self._upload.address, error)
            return False
        return True

    def _note_listing(self) -> None:
        self._journal.files.clear_listing(self._upload.id)  # One that a killed run left says what was, not what is.
        for batch in _batches(self._bucket.list(self._upload.s3_prefix), 1000):
            if self._stopped():
                return
            self._journal.files.add_listing(self._upload.id, [(item.key, item.size_bytes, item.etag) for item in batch])

    def _compare(self, planned: list[PlannedFile]) -> list[PlannedFile]:
        """Skip what is there; block what would replace another folder's file. The rest is sent."""
        wanted = [
            (file.path, object_key(self._upload.s3_prefix, file.path))
            for file in planned
            if file.status is FileStatus.PENDING
        ]
        known = self._journal.files.still_there(self._upload.id, self._destination, wanted)
        return [self._settle(file, known[file.path]) if file.path in known else file for file in planned]

    def _settle(self, file: PlannedFile, known: KnownObject) -> PlannedFile:
        if known.local_directory == self._upload.local_directory:
            unchanged = (known.size_bytes, known.mtime_ns) == (file.size_bytes, file.mtime_ns)
            return _skipped(file, known.receipt) if unchanged else file
        # Another folder's file: two camera cards have the same names, and often sizes and times too.
        if known.size_bytes == file.size_bytes and self._has_content(file, known.receipt):
            return _skipped(file, known.receipt)
        if self._upload.options.replace:
            return file
        problem = NameTaken(
            f"{text_form(file.path)} was sent to {self._upload.address} before, from "
            f"{text_form(known.local_directory)} and with other contents. Send this folder to another "
            "cycle, or choose to replace what is there."
        )
        return _blocked(file.path, file.size_bytes, file.mtime_ns, problem)

    def _has_content(self, file: PlannedFile, receipt: Receipt) -> bool:
        """Whether a file's bytes have an object's checksum; False where that cannot be told."""
        if not is_full_object(receipt.checksum_algorithm):
            return False
        try:
            pieces = read_pieces(self._upload.local_directory, file.path)
            return crc_of_pieces(receipt.checksum_algorithm, pieces) == receipt.checksum
        except FileProblem:
            return False  # Sending it will say why it cannot be read.


def _skipped(file: PlannedFile, receipt: Receipt) -> PlannedFile:
    return file._replace(
        status=FileStatus.SKIPPED,
        etag=receipt.etag,
        checksum=receipt.checksum,
        checksum_algorithm=receipt.checksum_algorithm,
    )


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
