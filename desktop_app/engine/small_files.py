"""The lane of small files: one request each, many carried by one thread; without a wire, in batches through boto3."""

import hashlib
import heapq
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from desktop_app.domain.errors import ObjectExists, StorageError, WaybillError
from desktop_app.domain.objects import Confirmed, Lane, Receipt
from desktop_app.domain.uploads import FileUpload
from desktop_app.engine.checksums import checksum_of
from desktop_app.engine.http import Driver, Steps
from desktop_app.engine.large_files import BeginParts
from desktop_app.engine.plan import SMALL_FILE_LIMIT
from desktop_app.engine.s3_errors import is_congestion, object_exists
from desktop_app.engine.source import read_ahead, read_whole
from desktop_app.engine.work import Later, Run, Unit

_FETCH = 500
_ENOUGH = 250
"""With fewer files at hand the next are claimed, so that none waits for the journal's disk."""
_MOST_BYTES = 64 * 2**20
"""Of bodies in memory at once, of all workers."""
_RECORD_EVERY = 128
_RECORD_SECONDS = 0.1
_MOST_WORKERS = 8
_READ_AHEAD = 64
"""Files whose bytes the system is asked for before they are sent, where the disk is slow."""
_SLOW_SHARE = 0.35
"""A worker that spends more of its time than this with reading has a slow disk; from memory it is 0.2."""
_READING_SHARE = 0.4
"""Where reading ahead does not help and it is more than this, the worker wants another beside it."""
_LOOK_SECONDS = 0.25
_TURN_SECONDS = 0.05


class Try(NamedTuple):
    """A file that is to be sent, for the first time or again."""

    file: FileUpload
    number: int = 1


class SmallFiles:
    """The small files that wait, each handed out once: claimed in the journal before anybody gets it. Thread-safe."""

    def __init__(self, share: Run) -> None:
        self._share = share
        self._lock = threading.Lock()
        self._ready: deque[Try] = deque()
        self._later: list[tuple[float, int, Try]] = []
        self._claiming: tuple[list[FileUpload], Future[None]] | None = None
        self._begun_in_parts: list[FileUpload] = []
        self._after = 0
        self._bytes = 0
        self._next_look = 0.0
        self.reads_ahead = False
        self.workers = 0
        self.workers_wanted = 1

    def take(self) -> Try | None:
        """The next file, if there is one at hand and room in memory for it; `done` gives the room back.

        Raises:
            JournalError: the journal did not take that files were to be sent.
        """
        with self._lock:
            self._top_up()
            if not self._ready:
                return None
            size = self._ready[0].file.size_bytes
            if self._bytes and self._bytes + size > _MOST_BYTES:
                return None
            self._bytes += size
            if self.reads_ahead and len(self._ready) > _READ_AHEAD:
                read_ahead(self._share.upload.local_directory, self._ready[_READ_AHEAD].file.path)
            return self._ready.popleft()

    def done(self, file: FileUpload) -> None:
        """A file that was taken is no longer in memory."""
        with self._lock:
            self._bytes -= file.size_bytes

    def again(self, attempt: Try, delay: float) -> None:
        """A file is to be sent once more after so many seconds."""
        self._share.journal.files.count_attempt(attempt.file.id)
        with self._lock:
            heapq.heappush(self._later, (time.monotonic() + delay, attempt.file.id, attempt))

    def take_begun_in_parts(self) -> list[FileUpload]:
        """Files that were larger once: they have parts in the storage, which the other lane goes on with or frees."""
        with self._lock:
            begun, self._begun_in_parts = self._begun_in_parts, []
            return begun

    def has_some(self) -> bool:
        """Whether there is something for a worker to do now."""
        with self._lock:
            self._top_up()
            return bool(self._ready or self._claiming or self._begun_in_parts)

    def is_empty(self) -> bool:
        """Whether nothing waits, here or in the journal."""
        with self._lock:
            self._next_look = 0.0
            self._top_up()
            return not (self._ready or self._later or self._claiming or self._begun_in_parts)

    def wait(self, seconds: float) -> None:
        """Wait so long at most for files that are being claimed."""
        with self._lock:
            claimed = self._claiming[1] if self._claiming else None
        if claimed is None:
            time.sleep(seconds)
        else:
            wait([claimed], seconds)

    def put_back(self) -> None:
        """Whoever was claimed and not sent was not tried."""
        with self._lock:
            claimed = [attempt.file.id for attempt in self._ready if attempt.number == 1]
            if self._claiming is not None:
                claimed += [file.id for file in self._claiming[0]]
            self._ready.clear()
            self._later.clear()
            self._claiming = None
        if claimed:
            self._share.journal.files.unclaim(claimed)

    def _top_up(self) -> None:
        if len(self._ready) >= _ENOUGH and not self._later:
            return
        while self._later and self._later[0][0] <= time.monotonic():
            self._ready.appendleft(heapq.heappop(self._later)[2])
        if self._claiming is not None and self._claiming[1].done():
            files, claimed = self._claiming
            self._claiming = None
            claimed.result()
            self._ready += self._without_parts(files)
        if self._claiming is None and len(self._ready) < _ENOUGH and not self._share.stopped():
            now = time.monotonic()
            if now < self._next_look:
                return
            share = self._share
            files = share.journal.files.waiting(share.upload.id, Lane.SMALL, self._after, _FETCH)
            if files:
                self._after = files[-1].id
                self._claiming = files, share.journal.files.claim_later([file.id for file in files])
            else:
                self._next_look = now + _TURN_SECONDS  # While the scan runs; not with every file that is taken.

    def _without_parts(self, files: list[FileUpload]) -> list[Try]:
        tried = [file.id for file in files if file.attempts]
        begun = self._share.journal.parts.begun(tried) if tried else set()
        self._begun_in_parts += [file for file in files if file.id in begun]
        return [Try(file) for file in files if file.id not in begun]


@dataclass
class SendSmallFiles:
    """A worker that carries small files as long as there are any: as many at once as the limit allows."""

    share: Run
    files: SmallFiles
    _next: list[Unit | Later] = field(default_factory=list)
    _confirmed: list[Confirmed] = field(default_factory=list)
    _more: bool = False
    """Whether more could go if the limit let it."""
    _recorded_at: float = 0.0
    _reading_seconds: float = 0.0

    def run(self) -> Sequence[Unit | Later]:
        """Send; what grew too large for one request, or is in parts already, comes back for the other lane."""
        driver = Driver()
        began = time.monotonic()
        try:
            while not self.share.abandons():
                self._fill(driver)
                if not driver:
                    if self.share.stopped() or not self.files.has_some():
                        break
                    self.files.wait(_TURN_SECONDS)
                    continue
                held_back = self._more
                waited = driver.turn(_TURN_SECONDS)
                if held_back:
                    self.share.limit.waited(waited)
                self._record_if_due()
                if time.monotonic() - began > _LOOK_SECONDS:
                    self._ask_for_help(time.monotonic() - began)
                    began = time.monotonic()
        finally:
            driver.close()
            self._record()
        self._next += [BeginParts(self.share, file) for file in self.files.take_begun_in_parts()]
        return self._next

    def _fill(self, driver: Driver) -> None:
        while (attempt := self._next_try()) is not None:
            driver.start(self._carry(attempt))

    def _next_try(self) -> Try | None:
        """The next file that may go now; the limit counts it from here on."""
        share = self.share
        self._more = False
        if share.stopped() or not share.limit.try_enter():
            self._more = not share.stopped()
            return None
        if (attempt := self.files.take()) is None:
            share.limit.leave()
        return attempt

    def _carry(self, attempt: Try) -> Steps[None]:
        """Send one file after the other: the connection stays the same, and known to the driver."""
        following: Try | None = attempt
        while following is not None:
            if (problem := (yield from self._send(following.file))) is not None:
                self._after(problem, following)
            following = self._next_try()

    def _send(self, file: FileUpload) -> Steps[WaybillError | None]:
        """Send it once; what went wrong, if that is no more than this file's trouble."""
        share = self.share
        size, congested, confirmed = 0, False, False
        share.ledger.begin(file.id, file.size_bytes)
        try:
            began = time.monotonic()
            version, body = read_whole(share.upload.local_directory, file.path, SMALL_FILE_LIMIT)
            self._reading_seconds += time.monotonic() - began
            if body is None:
                self._next.append(BeginParts(share, file))  # It has grown since it was planned.
                return None
            key, algorithm = share.key_of(file), share.upload.destination.checksum_algorithm
            checksum = checksum_of(algorithm, body)
            try:
                receipt = yield from share.bucket.put_in_steps(key, body, algorithm, checksum, share.bandwidth.take)
            except ObjectExists:
                receipt = known_receipt(share, key, body, checksum)
            size = len(body)
            share.ledger.whole(size)
            self._confirmed.append(Confirmed(file.id, version.size_bytes, version.mtime_ns, receipt))
            confirmed = True
        except Exception as error:
            problem = share.problem_of(error, file)
            congested = is_congestion(problem)
            return problem
        finally:
            share.limit.answered(size, congested=congested)
            share.limit.leave()
            self.files.done(file)
            if not confirmed:
                share.ledger.end(file.id)
        return None

    def _after(self, problem: WaybillError, attempt: Try) -> None:
        if self.share.may_retry(problem, attempt.number):
            delay = self.share.pause_after(problem, attempt.number)
            self.files.again(attempt._replace(number=attempt.number + 1), delay)
        else:
            self.share.give_up(attempt.file, problem)

    def _ask_for_help(self, seconds: float) -> None:
        """A disk that answers slowly, as cards and network drives do, is read ahead, and by more than one."""
        if not self.files.reads_ahead:
            self.files.reads_ahead = self._reading_seconds > seconds * _SLOW_SHARE
        elif self._reading_seconds > seconds * _READING_SHARE and self.files.workers == self.files.workers_wanted:
            self.files.workers_wanted = min(_MOST_WORKERS, self.files.workers_wanted + 1)
        self._reading_seconds = 0.0

    def _record_if_due(self) -> None:
        if len(self._confirmed) >= _RECORD_EVERY or time.monotonic() - self._recorded_at > _RECORD_SECONDS:
            self._record()

    def _record(self) -> None:
        self._recorded_at = time.monotonic()
        if not self._confirmed:
            return
        confirmed, self._confirmed = self._confirmed, []
        size, file_ids = sum(file.size_bytes for file in confirmed), [file.file_id for file in confirmed]
        done = self.share.journal.files.confirm_all(confirmed)
        done.add_done_callback(lambda done: self.share.ledger.recorded(done, size, file_ids))


@dataclass(frozen=True, slots=True)
class SendThroughBoto3:
    """Some small files one after the other, where there is no wire: behind a proxy."""

    share: Run
    files: tuple[FileUpload, ...]
    tries: int = 1
    memory_bytes: ClassVar[int] = 0
    """Beside that of parts, what one small file takes is none."""

    def run(self) -> Sequence[Unit | Later]:
        """Claim them all, send each; files that are to be tried again come back one by one."""
        file_ids = [file.id for file in self.files]
        self.share.journal.files.claim(file_ids)
        begun = self.share.journal.parts.begun(file_ids)
        next_units: list[Unit | Later] = []
        for file in self.files:
            if self.share.stopped():
                break
            next_units += [BeginParts(self.share, file)] if file.id in begun else self._send(file)
        return next_units

    def _send(self, file: FileUpload) -> Sequence[Unit | Later]:
        share = self.share
        congested, size = False, 0
        share.ledger.begin(file.id, file.size_bytes)
        try:
            version, body = read_whole(share.upload.local_directory, file.path, SMALL_FILE_LIMIT)
            if body is None:
                share.ledger.end(file.id)
                return [BeginParts(share, file)]
            began = time.monotonic()
            receipt = self._put(share.key_of(file), body)
            size = len(body)
            # Or the limit would stay where it began: 24 files/s instead of 44 with 300 ms there and back. Each of those
            # at work waits, and the limit takes one worker's time.
            share.limit.waited((time.monotonic() - began) / share.limit.limit)
        except Exception as error:
            problem = share.problem_of(error, file)
            congested = is_congestion(problem)
            share.ledger.end(file.id)
            return self._after(problem, file)
        finally:
            share.limit.answered(size, congested=congested)
        pause = share.bandwidth.take(size)
        while pause > 0 and not share.stopped():
            time.sleep(min(pause, _TURN_SECONDS))
            pause = share.bandwidth.take(0)
        share.ledger.whole(size)
        done = share.journal.files.confirm_all([Confirmed(file.id, version.size_bytes, version.mtime_ns, receipt)])
        done.add_done_callback(lambda done: share.ledger.recorded(done, size, [file.id]))
        return []

    def _after(self, problem: WaybillError, file: FileUpload) -> Sequence[Unit | Later]:
        if self.share.may_retry(problem, self.tries):
            unit = SendThroughBoto3(self.share, (file,), self.tries + 1)
            return [self.share.later(unit, problem, self.tries)]
        self.share.give_up(file, problem)
        return []

    def _put(self, key: str, body: bytes) -> Receipt:
        bucket, algorithm = self.share.bucket, self.share.upload.destination.checksum_algorithm
        checksum = checksum_of(algorithm, body)
        try:
            return bucket.put(key, body, algorithm, checksum)
        except ObjectExists:
            return known_receipt(self.share, key, body, checksum)


def known_receipt(share: Run, key: str, body: bytes, checksum: str) -> Receipt:
    """The receipt of an object that was there already, if it is our own, sent before, and only the answer was lost.

    Called while its ObjectExists is handled, which is raised again if it is not.
    """
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    try:
        if share.bucket.holds(key, len(body), etag):
            return Receipt(etag, checksum, share.upload.destination.checksum_algorithm)
    except StorageError as error:
        raise error from None
    raise object_exists(key)
