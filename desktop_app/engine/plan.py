"""Decide about each file that the scan finds: send, skip, or blocked and why; and write it into the journal."""

import heapq
import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count, islice
from typing import TYPE_CHECKING, TypeVar

from desktop_app.domain.errors import FileProblem, FileTooLarge, NameTaken, StorageError
from desktop_app.domain.names import object_key, text_form
from desktop_app.domain.objects import KnownObject, Lane, PlannedFile, Receipt
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.engine.compare import same_bytes
from desktop_app.engine.listing import BucketListing, Listed, ListingStore
from desktop_app.engine.scan import BlockedFile, FolderScan, FoundFile
from desktop_app.engine.source import Version
from desktop_app.journal.journal import Journal
from desktop_app.journal.listing import ScratchListing, SessionListing
from desktop_app.journal.sessions import destination_key

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

log = logging.getLogger(__name__)

SMALL_FILE_LIMIT = 8 * 2**20
"""Files up to this many bytes go in one request, larger ones in parts (SENDING)."""
MAX_OBJECT_BYTES = 5 * 2**40
"""S3's limit for an object, 5 TiB."""
_BATCH = 500
_HELD = 20_000
"""Files found in another order than the listing's that wait in memory for it; then the scan waits too."""
_COMPARED_TOGETHER = 100
_FLUSH_SECONDS = 0.5
_LOOK_UP_SECONDS = 0.05

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
            raise FileTooLarge(
                tr(
                    "The file is {what} TiB, and S3 takes at most 5 TiB. Split it.",
                    what=format(math.ceil(item.size_bytes / 2**40 * 10) / 10, ".1f"),  # Never told as what S3 takes.
                )
            )
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


class Rule:
    """What is done with a file when something is in the bucket under its key (SENDING): never skipped by name and size.

    Skipped at once is what this journal sent from this folder, unchanged on both sides. Whatever else is there is
    compared by its bytes, and sent again if they differ, unless it is another folder's.
    """

    def __init__(
        self,
        journal: Journal,
        bucket: "Bucket",
        upload: UploadSession,
        listing: ListingStore,
        stopped: Callable[[], bool],
    ) -> None:
        self._journal = journal
        self._bucket = bucket
        self._upload = upload
        self._listing = listing
        self._stopped = stopped
        self._destination = destination_key(upload.destination, upload.s3_prefix)
        self.knows_anything = journal.listing.destination_known(self._destination)

    def at_once(self, planned: Sequence[PlannedFile]) -> tuple[list[PlannedFile], list[PlannedFile]]:
        """Of files that the listing has passed, those that are decided, and those to be compared by content."""
        waiting = [file for file in planned if file.status is FileStatus.PENDING]
        keys = [object_key(self._upload.s3_prefix, file.path) for file in waiting]
        there = self._listing.at(keys)
        known = self._known([file.path for file in waiting])
        if not there and not known:
            return list(planned), []
        decided = [file for file in planned if file.status is not FileStatus.PENDING]
        aside: list[PlannedFile] = []
        for file, key in zip(waiting, keys, strict=True):
            if (settled := self._settle(file, there.get(key), known.get(file.path))) is None:
                aside.append(file)
            else:
                decided.append(settled)
        return decided, aside

    def by_content(self, file: PlannedFile) -> PlannedFile:
        """Decide about a file by what it holds; it is to be sent if that cannot be told."""
        key = object_key(self._upload.s3_prefix, file.path)
        there = self._listing.at([key]).get(key) or self._asked_for(key)
        if there is None:
            return file
        confirmed = _confirmed(there, self._known([file.path]).get(file.path))
        if there[1] == file.size_bytes:
            receipt = same_bytes(
                self._upload.local_directory,
                file.path,
                Version(file.size_bytes, file.mtime_ns),
                there[2],
                confirmed.receipt if confirmed else None,
                lambda: self._stored_checksum(key),
                self._stopped,
            )
            if receipt is not None:
                return _skipped(file, receipt)
        return self._replacing(file, confirmed)

    def _settle(self, file: PlannedFile, there: Listed | None, known: KnownObject | None) -> PlannedFile | None:
        """What can be said without reading the file; None if it has to be read, or the storage asked."""
        ours = known is None or known.local_directory == self._upload.local_directory
        if there is None:
            # A listing may end too early; what another folder sent is not given up for that.
            return file if ours else None
        confirmed = _confirmed(there, known)
        if confirmed is not None and ours:
            if (confirmed.size_bytes, confirmed.mtime_ns) == (file.size_bytes, file.mtime_ns):
                return _skipped(file, confirmed.receipt)
        return None if there[1] == file.size_bytes else self._replacing(file, confirmed)

    def _replacing(self, file: PlannedFile, confirmed: KnownObject | None) -> PlannedFile:
        """Send a file though something else is there; but two camera cards have the same names."""
        upload = self._upload
        if upload.options.replace or confirmed is None or confirmed.local_directory == upload.local_directory:
            return file
        problem = NameTaken(
            tr(
                "{path} was sent to {address} from {local_directory}, with other contents. Send this folder to another "
                "cycle, or choose to replace what is there (--replace).",
                path=text_form(file.path),
                address=upload.address,
                local_directory=text_form(confirmed.local_directory),
            )
        )
        return _blocked(file.path, file.size_bytes, file.mtime_ns, problem)

    def _known(self, paths: Sequence[bytes]) -> dict[bytes, KnownObject]:
        return self._journal.listing.known(self._destination, paths) if self.knows_anything and paths else {}

    def _asked_for(self, key: str) -> Listed | None:
        try:
            there = self._bucket.head(key)
        except StorageError as error:
            log.warning("the storage does not say what is at %s: %s", key, error)
            return None
        return (there.key, there.size_bytes, there.etag) if there is not None else None

    def _stored_checksum(self, key: str) -> Receipt | None:
        try:
            return self._bucket.checksum(key)
        except StorageError as error:
            log.warning("the storage does not tell a checksum of %s: %s", key, error)
            return None


class Planner:
    """Plans one upload session, streaming: what is planned is sent while the scan and the listing go on."""

    def __init__(self, journal: Journal, bucket: "Bucket", upload: UploadSession, stopped: Callable[[], bool]) -> None:
        self._journal = journal
        self._upload = upload
        self._asked_to_stop = stopped
        self._given_up = threading.Event()
        self._scanned = threading.Event()
        store = SessionListing(journal.listing, upload.id)
        retries = upload.options.times_to_retry
        self._listing = BucketListing(bucket, upload.s3_prefix, store, retries, self._stopped)
        self._rule = Rule(journal, bucket, upload, store, self._stopped)

    def run(self) -> None:
        """Scan, decide, write; mark the plan finished unless stopped on the way.

        Raises:
            FolderVanished: the folder is not there, or was lost on the way.
            StorageError: the bucket could not be listed.
            JournalError: the plan could not be written.
        """
        upload, rows = self._upload, self._journal.listing
        rows.clear(upload.id)  # What a killed run left says what was, not what is.
        scan = scan_of(upload, self._stopped)
        with ThreadPoolExecutor(2, thread_name_prefix="plan") as helpers:
            listing = helpers.submit(self._listing.run)
            comparing = helpers.submit(self._compare)
            try:
                for planned in passed(scan, upload.s3_prefix, self._listing, self._stopped, (listing, comparing)):
                    decided, aside = self._rule.at_once(planned) if self._looks_at(planned) else (planned, [])
                    if decided:
                        self._journal.files.add(upload.id, decided)
                    if aside:
                        rows.set_aside(upload.id, aside)
                self._scanned.set()
                listing.result()
                comparing.result()
            finally:
                self._given_up.set()
        if not self._asked_to_stop():
            rows.clear(upload.id)
            self._journal.sessions.set_plan_finished(upload.id, scan.notes)

    def _stopped(self) -> bool:
        return self._given_up.is_set() or self._asked_to_stop()

    def _looks_at(self, planned: Sequence[PlannedFile]) -> bool:
        """Whether there is anything that a file could be compared with."""
        return bool(planned) and (self._listing.found > 0 or self._rule.knows_anything)

    def _compare(self) -> None:
        """Compare what was set aside, beside all else, so that nothing waits for it."""
        after, upload_id = 0, self._upload.id
        while not self._stopped():
            scanned = self._scanned.is_set()
            files = self._journal.listing.aside(upload_id, after, _COMPARED_TOGETHER)
            if not files and scanned:
                return
            if not files:
                self._scanned.wait(_LOOK_UP_SECONDS)
            decided: list[PlannedFile] = []
            flushed = time.monotonic()
            for number, file in files:
                settled = self._rule.by_content(file)
                if self._stopped():
                    break  # It may have been told to stop before it was done with the file.
                decided.append(settled)
                after = number
                if time.monotonic() - flushed > _FLUSH_SECONDS:
                    self._note(decided)
                    decided, flushed = [], time.monotonic()
            self._note(decided)

    def _note(self, decided: Sequence[PlannedFile]) -> None:
        if decided:
            self._journal.files.add(self._upload.id, decided)
            same = [file for file in decided if file.status is FileStatus.SKIPPED]
            self._journal.listing.remember(self._upload.id, same)


def dry_run(
    journal: Journal,
    bucket: "Bucket",
    upload: UploadSession,
    scan: FolderScan,
    stopped: Callable[[], bool],
    *,
    by_content: bool = True,
) -> Iterator[PlannedFile]:
    """What a run would do with each file, by the same rule, with nothing written down anywhere.

    Without ``by_content`` no file is read: one that only its bytes could tell from what is there counts as to be sent.

    Raises:
        FolderVanished: the folder is not there, or was lost on the way.
        StorageError: the bucket could not be listed.
    """
    given_up = threading.Event()

    def ended() -> bool:
        return given_up.is_set() or stopped()

    store = ScratchListing()
    listing = BucketListing(bucket, upload.s3_prefix, store, upload.options.times_to_retry, ended)
    rule = Rule(journal, bucket, upload, store, ended)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="plan") as helper:
            listed = helper.submit(listing.run)
            try:
                for planned in passed(scan, upload.s3_prefix, listing, ended, (listed,)):
                    decided, aside = rule.at_once(planned)
                    yield from decided
                    yield from (rule.by_content(file) if by_content else file for file in aside if not ended())
                listed.result()
            finally:
                given_up.set()
    finally:
        store.close()


def scan_of(upload: UploadSession, stopped: Callable[[], bool]) -> FolderScan:
    """The walk that an upload session asks for."""
    return FolderScan.of(upload.local_directory, upload.selection, upload.options, stopped)


def passed(
    scan: FolderScan,
    s3_prefix: str,
    listing: BucketListing,
    stopped: Callable[[], bool],
    helpers: Sequence["Future[None]"],
) -> Iterator[list[PlannedFile]]:
    """The files of a scan, each once the listing has shown what is at its key; some at a time.

    Scan and listing go in the same order, so the scan waits for the listing, and the first files are ready with its
    first answer. What find comes upon in another order is held meanwhile, at most `_HELD` of it.
    """
    most_held = _HELD if scan.use_find else 0
    held: list[tuple[bytes, int, PlannedFile]] = []
    tickets = count()
    for batch in _batches(scan, _BATCH):
        planned = [decide(item, s3_prefix) for item in batch]
        if not held and listing.ended:
            yield planned
            continue
        ready: list[PlannedFile] = []
        for file in planned:
            if file.status is FileStatus.PENDING:
                heapq.heappush(held, (object_key(s3_prefix, file.path).encode(), next(tickets), file))
            else:
                ready.append(file)
        yield ready + _taken(held, listing)
        while len(held) > most_held and not stopped():
            _check(helpers)
            listing.wait()
            yield _taken(held, listing)
        _check(helpers)
    while held and not stopped():
        _check(helpers)
        if not (ready := _taken(held, listing)):
            listing.wait()
        yield ready


def _taken(held: list[tuple[bytes, int, PlannedFile]], listing: BucketListing) -> list[PlannedFile]:
    """Those of the files that the listing has passed, in the order of their keys."""
    ready: list[PlannedFile] = []
    while held and len(ready) < _BATCH and listing.has_passed(held[0][0]):
        ready.append(heapq.heappop(held)[2])
    return ready


def _check(helpers: Sequence["Future[None]"]) -> None:
    """Raise what a helper has raised, if it has ended by that."""
    for helper in helpers:
        if helper.done():
            helper.result()


def _confirmed(there: Listed, known: KnownObject | None) -> KnownObject | None:
    """What this journal knows of an object, if it is still the one that the storage has."""
    if known is None or (known.size_bytes, known.receipt.etag) != there[1:]:
        return None
    return known


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
