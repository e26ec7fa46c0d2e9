"""Run one upload session: plan and send at the same time, until nothing waits or somebody stops it."""

import enum
import logging
import math
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop_app.domain.bandwidth import NO_HOURS, BandwidthHours
from desktop_app.domain.errors import (
    Bug,
    ClockOff,
    CredentialsMissing,
    JournalError,
    StorageBusy,
    StorageError,
    StorageUnreachable,
    WaybillError,
)
from desktop_app.domain.events import GoingOn, Listener, PlanFinished, RunEnded, Waiting, no_listener
from desktop_app.domain.names import object_key
from desktop_app.domain.states import SessionStatus, verdict
from desktop_app.domain.uploads import Counts, Progress, UploadSession
from desktop_app.engine.limit import Bandwidth, RequestLimit
from desktop_app.engine.patience import backoff
from desktop_app.engine.plan import Planner
from desktop_app.engine.progress import ProgressLedger
from desktop_app.engine.work import Later, Run, Unit
from desktop_app.engine.work_queue import WorkQueue
from desktop_app.journal.journal import Journal

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

log = logging.getLogger(__name__)

GRACE_SECONDS = 2.0
"""How long what is under way may take to end once somebody stops a run; then it is broken off."""
MAX_AT_WORK = 16
"""Units at work at once. A unit of small files carries many requests; `RequestLimit` counts those."""
_POLL_SECONDS = 0.05
_PASSES = StorageUnreachable, StorageBusy, CredentialsMissing, ClockOff
"""Trouble of the storage as a whole that may pass while a run waits."""
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
        *,
        patience: float = 0.0,
        hours: BandwidthHours = NO_HOURS,
    ) -> None:
        """Prepare a run.

        ``patience``: for how many seconds to wait for a storage that is away before pausing. ``hours``: how fast may be
        sent when, beside what the upload session chose.
        """
        self._journal = journal
        self._bucket = bucket
        self._upload = upload
        self._executor = executor
        self._listener = listener
        self._patience = patience
        self._ledger = ProgressLedger(journal, upload.id)
        self._stop: _Stop | None = None
        self._stop_asked = threading.Event()
        self._grace_ends = math.inf
        """When what is under way is broken off, by `time.monotonic`."""
        self._error: WaybillError | None = None
        """What a person is told at the end; while there is no stop, trouble that may pass."""
        self.bandwidth = Bandwidth(upload.options.bandwidth_limit, hours)
        self._share = Run(
            journal,
            bucket,
            upload,
            self._ledger,
            listener,
            self._stopped,
            self._abandons,
            RequestLimit(upload.options.max_workers),
            self.bandwidth,
        )
        self._queue = WorkQueue(journal, self._share)
        self._finished: queue.SimpleQueue[tuple[Unit, Future[Sequence[Unit | Later]]]] = queue.SimpleQueue()
        self._in_flight = 0

    def pause(self, because: WaybillError | None = None) -> None:
        """Stop; what was sent is kept, parts too. Requests under way have `GRACE_SECONDS` to end.

        ``because`` is trouble that ends the run, where it is not a person who pauses it.
        """
        self._error = because or self._error
        self._ask_to_stop(self._stop or _Stop.PAUSE)

    def cancel(self) -> None:
        """Stop, and give up what has not been sent; parts in the storage are freed."""
        self._ask_to_stop(_Stop.CANCEL)

    def _ask_to_stop(self, how: _Stop) -> None:
        self._grace_ends = min(self._grace_ends, time.monotonic() + GRACE_SECONDS)
        self._stop = how
        self._stop_asked.set()

    def progress(self) -> Progress:
        """What stands now; cheap enough for a timer."""
        return replace(self._ledger.read(), bandwidth_limit=self.bandwidth.rate)

    def run(self) -> RunEnded:
        """Send until nothing waits, or until stopped by a person or by trouble that every file would meet.

        Trouble with one file is in that file's row; what stops the run is in the answer, and in the journal if it still
        takes anything. Nothing is raised but what a mistake of ours raises.
        """
        try:
            self._journal.sessions.set_status(self._upload.id, SessionStatus.IN_PROGRESS)
            self._send()
            while self._outlasts_trouble():
                self._send()
            ended = self._end()
        except JournalError as error:
            log.exception("upload %s stopped: the journal cannot be written", self._upload.client_uuid)
            ended = RunEnded(SessionStatus.PAUSED, self._counts_if_readable(), self._error or error)
        finally:
            self._bucket.rest()
        self._listener(ended)
        return ended

    def _stopped(self) -> bool:
        return self._stop is not None or self._error is not None

    def _abandons(self) -> bool:
        return time.monotonic() > self._grace_ends

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

    def _outlasts_trouble(self) -> bool:
        """Wait for a storage that is away or does not know us any more; whether it answers again.

        A network comes back, and whoever renews their sign-in elsewhere need not come here as well.
        """
        if self._stop is not None or not isinstance(self._error, _PASSES) or not self._patience:
            return False
        self._put_back()
        self._listener(Waiting(self._error))
        log.warning("upload %s waits: %s", self._upload.client_uuid, self._error)
        until, tries = time.monotonic() + self._patience, 0
        while (left := until - time.monotonic()) > 0:
            tries += 1
            if self._stop_asked.wait(min(backoff(tries), left)):
                return False
            self._journal.sessions.touch(self._upload.id)
            try:
                self._bucket.check(self._upload.s3_prefix)
            except StorageError as error:
                if not self._stop_asked.is_set():
                    self._error = error
                if not isinstance(error, _PASSES):
                    return False
            else:
                if self._stop_asked.is_set():
                    return False
                self._begin_again()
                return True
        return False

    def _begin_again(self) -> None:
        self._error = None
        self._upload = self._journal.sessions.get(self._upload.id)
        self._queue = WorkQueue(self._journal, self._share)
        self._listener(GoingOn())

    def _hand_out(self, planning: "Future[None] | None") -> None:
        heartbeat = time.monotonic() + _HEARTBEAT_SECONDS
        while True:
            planned = planning is None or planning.done()
            if self._ledger.failure is not None:
                self._stop_for(self._ledger.failure)
            if planned and planning is not None and (trouble := _trouble_of(planning)) is not None:
                self._stop_for(trouble)
            while not self._stopped() and self._in_flight < MAX_AT_WORK and (unit := self._queue.take()) is not None:
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
        """Trouble that every file would meet: nothing more begins."""
        if not isinstance(trouble, WaybillError):
            log.error("a mistake of ours stopped upload %s", self._upload.client_uuid, exc_info=trouble)
            trouble = Bug.of(trouble)
        self._error = self._error or trouble

    def _end(self) -> RunEnded:
        sessions, files = self._journal.sessions, self._journal.files
        self._put_back()
        if self._ledger.failure is not None and not self._stopped():
            self._stop_for(self._ledger.failure)
        if self._stop is _Stop.CANCEL:
            self._free_parts()
            files.cancel_rest(self._upload.id)
            status = SessionStatus.CANCELLED
        elif self._stopped():
            status = SessionStatus.PAUSED
        else:
            counts = sessions.tallies(self._upload.id).counts
            status = verdict(
                uploaded=counts.files_uploaded,
                skipped=counts.files_skipped,
                failed=counts.files_failed,
                blocked=counts.files_blocked,
            )
        sessions.set_status(self._upload.id, status, self._error)
        upload = sessions.get(self._upload.id)
        return RunEnded(status, upload.counts, self._error, upload.notes)

    def _put_back(self) -> None:
        """Files that were claimed and not sent wait again."""
        self._queue.put_back()
        self._journal.files.put_back(self._upload.id)

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
            return self._journal.sessions.tallies(self._upload.id).counts
        except JournalError:
            return Counts()


def _trouble_of(done: "Future[Any]") -> BaseException | None:
    return CancelledError("the executor was shut down") if done.cancelled() else done.exception()
