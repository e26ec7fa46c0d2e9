"""Verify an upload session: every object that it says is in the bucket, against the disk and the journal.

People erase cards on this word. So every file is read from the disk and summed, and its object is looked for: one
listing of the bucket answers for most (size and ETag are those that the storage gave when it confirmed the bytes'
checksum), and an object that it leaves a doubt about is asked for itself.
"""

import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from desktop_app.domain.errors import AccessRefused, FileProblem, FolderVanished
from desktop_app.domain.names import object_key, text_form
from desktop_app.domain.uploads import UploadSession
from desktop_app.domain.verification import (
    MOST_NAMED,
    Difference,
    Finding,
    Method,
    Verification,
    VerifyProgress,
)
from desktop_app.engine.comparison import Compared, Comparison
from desktop_app.engine.patience import with_patience
from desktop_app.engine.scan import FolderScan
from desktop_app.journal.journal import Journal
from desktop_app.journal.sent import SentFile

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket
    from desktop_app.engine.s3_answers import ListedObject, StoredObject

WORKERS = 8
"""Files that are compared at once: enough to hide the storage's latency, few enough for a spinning disk."""
LISTING_PAYS_FROM = 100
"""Files from which on one listing of the whole prefix is worth more than asking for each object."""
_BATCH_FILES = 16
_BATCH_BYTES = 8 * 2**20
_SCAN_BATCH = 500


class _Stopped(Exception):
    """The person does not want to wait for the rest."""


@dataclass(frozen=True, slots=True)
class _Task:
    sent: SentFile
    key: str
    listed: "ListedObject | None"


class Verifier:
    """Verifies one upload session. `run` is called once; `stop` and `progress` from any thread at any time."""

    def __init__(
        self,
        journal: Journal,
        bucket: "Bucket",
        upload: UploadSession,
        executor: Executor,
        *,
        thorough: bool = False,
        found: Callable[[Difference], None] = lambda _: None,
    ) -> None:
        """``found`` hears of every difference on the thread of `run`; ``thorough`` asks for every object by itself."""
        self._journal = journal
        self._bucket = bucket
        self._upload = upload
        self._executor = executor
        self._thorough = thorough
        self._found = found
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._done_bytes = 0
        self._files = 0
        self._total = journal.sent.totals(upload.id)
        self._tally = _Tally(found)

    def stop(self) -> None:
        """End soon; what was found so far is in the result."""
        self._stop.set()

    def progress(self) -> VerifyProgress:
        """How far it is; cheap enough for a timer."""
        with self._lock:
            return VerifyProgress(self._files, self._total[0], self._done_bytes, self._total[1])

    def run(self) -> Verification:
        """Compare everything.

        Raises:
            StorageError: the storage does not answer, or does not let us look.
            JournalError: the journal cannot be read.
        """
        began = time.monotonic()
        folder_gone = not os.path.isdir(self._upload.local_directory)
        try:
            self._compare_all()
            self._look_for_unsent(folder_gone)
        except _Stopped:
            pass
        return self._tally.result(
            total_files=self._total[0],
            folder_gone=folder_gone,
            seconds=time.monotonic() - began,
            stopped=self._stop.is_set(),
        )

    def _compare_all(self) -> None:
        """Keep the workers busy, a few batches ahead and never all of them."""
        at_work: deque[Future[list[Compared]]] = deque()
        try:
            for batch in self._batches():
                if self._stop.is_set():
                    break
                at_work.append(self._executor.submit(self._compare, batch))
                if len(at_work) >= 2 * WORKERS:
                    self._take(at_work.popleft())
            while at_work:
                self._take(at_work.popleft())
        except BaseException:
            self._stop.set()
            for future in at_work:
                future.cancel()
            raise

    def _take(self, done: "Future[list[Compared]]") -> None:
        for compared in done.result():
            self._tally.add(compared)

    def _compare(self, batch: list[_Task]) -> list[Compared]:
        compared: list[Compared] = []
        for task in batch:
            comparison = Comparison(self._upload.local_directory, task.key, task.sent, self._examine)
            counted = _Counted(self)
            try:
                result = comparison.run(task.listed, counted, thorough=self._thorough)
            except _Stopped:
                break
            compared.append(result)
            counted.end(result.size_bytes)
        return compared

    def _examine(self, key: str) -> "StoredObject | None":
        times = self._upload.options.times_to_retry
        return with_patience(lambda: self._bucket.examine(key), times, self._stop.is_set)

    def _batches(self) -> Iterator[list[_Task]]:
        batch: list[_Task] = []
        size = 0
        for task in self._tasks():
            batch.append(task)
            size += task.sent.size_bytes
            if len(batch) == _BATCH_FILES or size > _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _tasks(self) -> Iterator[_Task]:
        listing = None
        if not self._thorough and self._total[0] >= LISTING_PAYS_FROM:
            listing = _Listing(self._bucket.list(self._upload.s3_prefix))
        for sent in self._journal.sent.sent(self._upload.id):
            key = object_key(self._upload.s3_prefix, sent.path)
            yield _Task(sent, key, listing.find(key) if listing is not None else None)

    def _look_for_unsent(self, folder_gone: bool) -> None:
        """What is not in the bucket by this upload, of its own rows and of the folder as it is now."""
        for file in self._journal.sent.unsent(self._upload.id):
            self._heed_stop()
            why = file.error_message or f"It is {file.status}."
            self._tally.not_sent(file.path, f"{text_form(file.path)} was not sent by this upload. {why}")
        if folder_gone:
            return
        upload = self._upload
        items = iter(FolderScan.of(upload.local_directory, upload.selection, upload.options, self._stop.is_set))
        try:
            while batch := [item.path for item in islice(items, _SCAN_BATCH)]:
                self._heed_stop()
                for path in self._journal.sent.unknown(upload.id, batch):
                    new = f"{text_form(path)} is new in the folder since this upload. Send the folder again."
                    self._tally.not_sent(path, new)
        except (FolderVanished, FileProblem):
            # It went while we looked. Files that were compared before stand; the others were told as gone.
            return

    def _heed_stop(self) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _advance(self, size_bytes: int, files: int = 0) -> None:
        with self._lock:
            self._done_bytes += size_bytes
            self._files += files


class _Counted:
    """Counts what is read of one file, so that its bytes count once however often they are read."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._read = 0

    def __call__(self, size_bytes: int) -> None:
        self._verifier._heed_stop()
        self._read += size_bytes
        self._verifier._advance(size_bytes)

    def end(self, size_bytes: int) -> None:
        self._verifier._advance(size_bytes - self._read, files=1)


class _Listing:
    """The bucket's listing beside the journal's rows, both in the order of their keys, so that neither is kept.

    What it does not find may be there all the same (names that S3 is given in another form than the disk has are not in
    their place, and not every storage sorts), so nothing is called missing by it.
    """

    def __init__(self, objects: "Iterator[ListedObject]") -> None:
        self._objects = objects
        self._current: ListedObject | None = None
        self._begun = False

    def find(self, key: str) -> "ListedObject | None":
        """The object of a key, if the listing has come to it and not past it."""
        try:
            if not self._begun:
                self._begun = True
                self._current = next(self._objects, None)
            while self._current is not None and self._current.key < key:
                self._current = next(self._objects, None)
        except AccessRefused:
            self._current = None  # Each object is asked for instead.
        return self._current if self._current is not None and self._current.key == key else None


class _Tally:
    """Adds up on the thread of `Verifier.run`."""

    def __init__(self, found: Callable[[Difference], None]) -> None:
        self._found = found
        self._by: Counter[Method] = Counter()
        self._findings: Counter[Finding] = Counter()
        self._gone = 0
        self._differences: list[Difference] = []

    def add(self, compared: Compared) -> None:
        self._gone += compared.gone_here
        if compared.method is not None:
            self._by[compared.method] += 1
        if compared.difference is not None:
            self._note(compared.difference)

    def not_sent(self, path: bytes, message: str) -> None:
        self._note(Difference(path, "", Finding.NOT_SENT, message))

    def result(self, *, total_files: int, folder_gone: bool, seconds: float, stopped: bool) -> Verification:
        missing, not_sent = self._findings[Finding.MISSING], self._findings[Finding.NOT_SENT]
        return Verification(
            total_files=total_files,
            files_verified=self._by.total(),
            files_differ=self._findings.total() - missing - not_sent,
            files_missing=missing,
            files_gone_here=self._gone,
            files_not_sent=not_sent,
            folder_gone=folder_gone,
            by={method: self._by[method] for method in Method if self._by[method]},
            differences=tuple(self._differences),
            seconds=seconds,
            stopped=stopped,
        )

    def _note(self, difference: Difference) -> None:
        self._findings[difference.finding] += 1
        if len(self._differences) < MOST_NAMED:
            self._differences.append(difference)
        self._found(difference)
