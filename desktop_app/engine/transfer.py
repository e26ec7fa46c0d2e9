"""Run one upload session: plan and send at the same time, until nothing waits or somebody stops it."""

import enum
import heapq
import itertools
import logging
import queue
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop_app.domain.errors import Bug, JournalError, StorageError, WaybillError
from desktop_app.domain.events import Listener, PlanFinished, RunEnded, no_listener
from desktop_app.domain.names import object_key
from desktop_app.domain.states import SessionStatus, verdict
from desktop_app.domain.values import Counts, FileUpload, Lane, Progress, UploadSession
from desktop_app.engine.large_files import BeginParts, SendPart
from desktop_app.engine.plan import Planner
from desktop_app.engine.progress import ProgressLedger
from desktop_app.engine.small_files import SendSmallFiles
from desktop_app.engine.work import Later, Run, Unit
from desktop_app.journal.journal import Journal

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

log = logging.getLogger(__name__)

MAX_IN_FLIGHT = 16
"""Units at work at once unless the upload session says less."""
MAX_PARTS_IN_FLIGHT = 6
"""Parts at work at once; each is whole in memory."""
_SMALL_BATCH = 16
_FETCH = 500
_POLL_SECONDS = 0.05
_HEARTBEAT_SECONDS = 60.0


class _Stop(enum.Enum):
    PAUSE = enum.auto()
    CANCEL = enum.auto()


class TransferEngine:
    """Sends one upload session. The executor is the front end's: a Qt pool, threads, or a serial one in tests.

    It needs room for one task beside those in flight, the scan, unless it runs tasks at once.
    `run` is called once; `pause`, `cancel` and `progress` from any thread at any time.
    """

    def __init__(
        self,
        journal: Journal,
        bucket: "Bucket",
        upload: UploadSession,
        executor: Executor,
        listener: Listener = no_listener,
    ) -> None:
        self._journal = journal
        self._bucket = bucket
        self._upload = upload
        self._executor = executor
        self._listener = listener
        self._ledger = ProgressLedger(journal, upload.id)
        self._stop: _Stop | None = None
        self._error: WaybillError | None = None
        self._share = Run(journal, bucket, upload, self._ledger, listener, self._stopped)
        self._queue = _WorkQueue(journal, self._share)
        self._finished: queue.SimpleQueue[tuple[Unit, Future[Sequence[Unit | Later]]]] = queue.SimpleQueue()
        self._in_flight = 0

    def pause(self, because: WaybillError | None = None) -> None:
        """Stop after the requests that are under way; what was sent is kept, parts too.

        ``because`` is trouble that ends the run, where it is not a person who pauses it.
        """
        self._error = self._error or because
        self._stop = self._stop or _Stop.PAUSE

    def cancel(self) -> None:
        """Stop, and give up what has not been sent; parts in the storage are freed."""
        self._stop = _Stop.CANCEL

    def progress(self) -> Progress:
        """What stands now; cheap enough for a timer."""
        return self._ledger.read()

    def run(self) -> RunEnded:
        """Send until nothing waits, or until stopped by a person or by trouble that every file would meet.

        Trouble with one file is in that file's row; what stops the run is in the answer, and in the journal if it still
        takes anything. Nothing is raised but what a mistake of ours raises.
        """
        try:
            self._journal.sessions.set_status(self._upload.id, SessionStatus.IN_PROGRESS)
            self._send()
            ended = self._end()
        except JournalError as error:
            log.exception("upload %s stopped: the journal cannot be written", self._upload.client_uuid)
            ended = RunEnded(SessionStatus.PAUSED, self._counts_if_readable(), self._error or error)
        self._listener(ended)
        return ended

    def _stopped(self) -> bool:
        return self._stop is not None

    def _plan(self) -> None:
        Planner(self._journal, self._bucket, self._upload, self._stopped).run()
        upload = self._journal.sessions.get(self._upload.id)
        if upload.plan_finished:
            self._listener(PlanFinished(upload.counts, upload.notes))

    def _send(self) -> None:
        """Keep the executor busy until nothing waits or somebody stops it; when this returns, nothing is at work."""
        planning: Future[None] | None = None
        try:
            if not self._upload.plan_finished:
                planning = self._executor.submit(self._plan)
            self._hand_out(planning)
        except Exception as error:  # Whatever it is, what is at work has to be waited for, and told.
            self._stop_for(error)
        while self._in_flight:
            self._take_back(timeout=None)
        if planning is not None:
            wait([planning])
            if (trouble := _trouble_of(planning)) is not None:
                self._stop_for(trouble)

    def _hand_out(self, planning: "Future[None] | None") -> None:
        limit = min(self._upload.options.max_workers or MAX_IN_FLIGHT, MAX_IN_FLIGHT)
        heartbeat = time.monotonic() + _HEARTBEAT_SECONDS
        while True:
            planned = planning is None or planning.done()
            if self._ledger.failure is not None:
                self._stop_for(self._ledger.failure)
            if planned and planning is not None and (trouble := _trouble_of(planning)) is not None:
                self._stop_for(trouble)
            while not self._stopped() and self._in_flight < limit and (unit := self._queue.take()) is not None:
                future = self._executor.submit(unit.run)
                self._in_flight += 1
                future.add_done_callback(partial(self._put_finished, unit))
            if self._stopped() or (planned and not self._in_flight and self._queue.is_empty()):
                return
            if time.monotonic() > heartbeat:
                self._journal.sessions.touch(self._upload.id)
                heartbeat += _HEARTBEAT_SECONDS
            self._take_back(timeout=_POLL_SECONDS)

    def _put_finished(self, unit: Unit, done: "Future[Sequence[Unit | Later]]") -> None:
        self._finished.put((unit, done))

    def _take_back(self, timeout: float | None) -> None:
        """Take one unit back that has run, if there is one before ``timeout`` seconds; queue what follows from it."""
        try:
            unit, done = self._finished.get(timeout=timeout)
        except queue.Empty:
            return
        self._in_flight -= 1
        self._queue.finished(unit)
        if (trouble := _trouble_of(done)) is not None:
            self._stop_for(trouble)
        else:
            self._queue.add(done.result())

    def _stop_for(self, trouble: BaseException) -> None:
        """Trouble that every file would meet: pause, and say why."""
        if not isinstance(trouble, WaybillError):
            log.error("a mistake of ours stopped upload %s", self._upload.client_uuid, exc_info=trouble)
            trouble = Bug.of(trouble)
        self._error = self._error or trouble
        self.pause()

    def _end(self) -> RunEnded:
        sessions, files = self._journal.sessions, self._journal.files
        files.put_back(self._upload.id)
        if self._ledger.failure is not None and not self._stopped():
            self._stop_for(self._ledger.failure)
        if self._stop is _Stop.CANCEL:
            self._free_parts()
            files.cancel_rest(self._upload.id)
            status = SessionStatus.CANCELLED
        elif self._stop is _Stop.PAUSE:
            status = SessionStatus.PAUSED
        else:
            counts, _ = sessions.counts(self._upload.id)
            status = verdict(
                uploaded=counts.files_uploaded,
                skipped=counts.files_skipped,
                failed=counts.files_failed,
                blocked=counts.files_blocked,
            )
        sessions.set_status(self._upload.id, status, self._error)
        return RunEnded(status, sessions.counts(self._upload.id)[0], self._error)

    def _free_parts(self) -> None:
        for path, file_id, upload_id in self._journal.parts.of_session(self._upload.id):
            try:
                self._bucket.abort(object_key(self._upload.s3_prefix, path), upload_id)
            except StorageError as error:
                # The journal keeps the upload id, so a later clean-up finds it.
                log.warning("could not free the parts of %r: %s", path, error)
                self._error = self._error or error
                if error.stops_run:
                    return
            else:
                self._journal.parts.drop(file_id)

    def _counts_if_readable(self) -> Counts:
        try:
            return self._journal.sessions.counts(self._upload.id)[0]
        except JournalError:
            return Counts()


def _trouble_of(done: "Future[Any]") -> BaseException | None:
    return CancelledError("the executor was shut down") if done.cancelled() else done.exception()


class _WorkQueue:
    """What to do next: what follows from earlier units first, then what waits in the journal, both lanes in turn."""

    def __init__(self, journal: Journal, share: Run) -> None:
        self._share = share
        self._ready: deque[Unit] = deque()
        self._later: list[tuple[float, int, Unit]] = []
        self._ticket = itertools.count()
        self._small = _Waiting(journal, share.upload.id, Lane.SMALL)
        self._large = _Waiting(journal, share.upload.id, Lane.PARTS)
        self._parts_in_flight = 0
        self._parts_ready: deque[Unit] = deque()

    def take(self) -> Unit | None:
        """The next unit that may run now, or None."""
        while self._later and self._later[0][0] <= time.monotonic():
            self._put(heapq.heappop(self._later)[2])
        if self._parts_ready and self._parts_in_flight < MAX_PARTS_IN_FLIGHT:
            self._parts_in_flight += 1
            return self._parts_ready.popleft()
        if self._ready:
            return self._ready.popleft()
        if not self._parts_ready and (files := self._large.take(1)):
            return BeginParts(self._share, files[0])
        if files := self._small.take(_SMALL_BATCH):
            return SendSmallFiles(self._share, tuple(files))
        return None

    def add(self, units: "Sequence[Unit | Later]") -> None:
        """Queue what follows from a unit."""
        for unit in units:
            if isinstance(unit, Later):
                heapq.heappush(self._later, (time.monotonic() + unit.delay, next(self._ticket), unit.unit))
            else:
                self._put(unit)

    def finished(self, unit: Unit) -> None:
        """A unit that was taken has run."""
        if isinstance(unit, SendPart):
            self._parts_in_flight -= 1

    def is_empty(self) -> bool:
        """Whether nothing is queued and the journal has nothing that waits."""
        return not (self._ready or self._parts_ready or self._later or self._small.refill() or self._large.refill())

    def _put(self, unit: Unit) -> None:
        (self._parts_ready if isinstance(unit, SendPart) else self._ready).append(unit)


class _Waiting:
    """The files of one lane that wait, read from the journal a stretch at a time, each once in a run."""

    def __init__(self, journal: Journal, session_id: int, lane: Lane) -> None:
        self._journal = journal
        self._session_id = session_id
        self._lane = lane
        self._files: deque[FileUpload] = deque()
        self._after = 0
        self._next_look = 0.0

    def refill(self) -> bool:
        """Whether any file waits, after looking into the journal if need be."""
        if not self._files:
            self._files.extend(self._journal.files.waiting(self._session_id, self._lane, self._after, _FETCH))
            if self._files:
                self._after = self._files[-1].id
        return bool(self._files)

    def take(self, most: int) -> list[FileUpload]:
        """The next files, at most so many."""
        if not self._files and time.monotonic() < self._next_look:
            return []
        if not self.refill():
            # While the scan is running an empty lane is asked again, but not by every free worker.
            self._next_look = time.monotonic() + _POLL_SECONDS
            return []
        return [self._files.popleft() for _ in range(min(most, len(self._files)))]
