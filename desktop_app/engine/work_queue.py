"""What to do next: what follows from earlier units first, then what waits in the journal, both lanes in turn."""

import heapq
import itertools
import time
from collections import deque
from collections.abc import Sequence

from desktop_app.domain.objects import Lane
from desktop_app.domain.uploads import FileUpload
from desktop_app.engine.large_files import BeginParts, SendPart
from desktop_app.engine.small_files import SendSmallFiles, SendThroughBoto3, SmallFiles
from desktop_app.engine.work import Later, Run, Unit
from desktop_app.journal.journal import Journal

MOST_PART_BYTES = 64 * 2**20
"""Of memory for parts at work at once: four of the usual size."""
_SECONDS_AT_WORK = 10
"""Under a bandwidth limit no more parts are at work than leave in this time. They share it: with four at work at
1 MiB/s none was through for a minute; a pause waited for that, and what was killed had it all to send again.
"""
_SMALL_BATCH = 16
_FETCH = 500
_POLL_SECONDS = 0.05

_Request = SendPart | SendThroughBoto3
"""Units that have one request in flight, of which the limit is told from `take` to `finished`."""


class WorkQueue:
    """The units of one run that may go now, later, or as soon as the journal has files for them."""

    def __init__(self, journal: Journal, share: Run) -> None:
        self._share = share
        self._ready: deque[Unit] = deque()
        self._later: list[tuple[float, int, Unit]] = []
        self._ticket = itertools.count()
        self._small = _Small(share) if share.bucket.in_steps else _SmallThroughBoto3(journal, share)
        self._large = _Waiting(journal, share.upload.id, Lane.PARTS)
        self._part_bytes = 0
        self._requests_ready: deque[_Request] = deque()

    def take(self) -> Unit | None:
        """The next unit that may run now, or None."""
        while self._later and self._later[0][0] <= time.monotonic():
            self._put(heapq.heappop(self._later)[2])
        if self._requests_ready and self._has_room_for(self._requests_ready[0]) and self._share.limit.try_enter():
            self._part_bytes += self._requests_ready[0].memory_bytes
            return self._requests_ready.popleft()
        if self._ready:
            return self._ready.popleft()
        if not self._requests_ready and (files := self._large.take(1)):
            return BeginParts(self._share, files[0])
        return self._small.take()

    def add(self, units: "Sequence[Unit | Later]") -> None:
        """Queue what follows from a unit."""
        for unit in units:
            if isinstance(unit, Later):
                heapq.heappush(self._later, (time.monotonic() + unit.delay, next(self._ticket), unit.unit))
            else:
                self._put(unit)

    def finished(self, unit: Unit) -> None:
        """A unit that was taken has run."""
        if isinstance(unit, _Request):
            self._part_bytes -= unit.memory_bytes
            self._share.limit.leave()
        self._small.finished(unit)

    def is_empty(self) -> bool:
        """Whether nothing is queued and the journal has nothing that waits."""
        return (
            not (self._ready or self._requests_ready or self._later)
            and self._small.is_empty()
            and not self._large.refill()
        )

    def put_back(self) -> None:
        """Let go of files that were claimed and not sent."""
        self._small.put_back()

    def _has_room_for(self, request: _Request) -> bool:
        most = MOST_PART_BYTES
        if rate := self._share.bandwidth.rate:
            most = min(most, rate * _SECONDS_AT_WORK)
        return not self._part_bytes or self._part_bytes + request.memory_bytes <= most

    def _put(self, unit: Unit) -> None:
        if isinstance(unit, _Request):
            self._requests_ready.append(unit)
        else:
            self._ready.append(unit)


class _Small:
    """Workers for the small files: one, and more where the disk is slow."""

    def __init__(self, share: Run) -> None:
        self._share = share
        self._files = SmallFiles(share)

    def take(self) -> Unit | None:
        if self._files.workers >= self._files.workers_wanted or not self._files.has_some():
            return None
        self._files.workers += 1
        return SendSmallFiles(self._share, self._files)

    def finished(self, unit: Unit) -> None:
        if isinstance(unit, SendSmallFiles):
            self._files.workers -= 1

    def is_empty(self) -> bool:
        return self._files.is_empty()

    def put_back(self) -> None:
        self._files.put_back()


class _SmallThroughBoto3:
    """Batches of small files, as many at once as the limit allows."""

    def __init__(self, journal: Journal, share: Run) -> None:
        self._share = share
        self._waiting = _Waiting(journal, share.upload.id, Lane.SMALL)

    def take(self) -> Unit | None:
        if not self._share.limit.try_enter():
            return None
        if files := self._waiting.take(_SMALL_BATCH):
            return SendThroughBoto3(self._share, tuple(files))
        self._share.limit.leave()
        return None

    def finished(self, unit: Unit) -> None:
        """Nothing is kept of it."""

    def is_empty(self) -> bool:
        return not self._waiting.refill()

    def put_back(self) -> None:
        """What was claimed is known by its status."""


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
