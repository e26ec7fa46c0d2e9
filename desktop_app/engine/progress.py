"""The progress ledger: what is on its way now. What is done stands in the journal; a timer reads both."""

import threading
from collections.abc import Iterable
from concurrent.futures import Future

from desktop_app.domain.uploads import Progress
from desktop_app.journal.journal import Journal


class ProgressLedger:
    """Counts the bytes that leave. Threads write, a timer reads; nothing is pushed."""

    def __init__(self, journal: Journal, session_id: int) -> None:
        self._journal = journal
        self._session_id = session_id
        self._lock = threading.Lock()
        self._sent_bytes = 0
        self._unrecorded_bytes = 0
        self._in_flight: dict[int, tuple[int, int]] = {}
        self.failure: BaseException | None = None
        """Why the journal did not take what became of a file; sending more would be lost work."""

    def begin(self, file_id: int, size_bytes: int, done_bytes: int = 0) -> None:
        """A file is being sent; ``done_bytes`` of it are in the storage from earlier."""
        with self._lock:
            self._in_flight[file_id] = (done_bytes, size_bytes)

    def sent(self, file_id: int, size_bytes: int) -> None:
        """So many bytes of a file have left; fewer than none: they have to go once more."""
        with self._lock:
            self._sent_bytes += max(0, size_bytes)
            if file_id in self._in_flight:
                done, size = self._in_flight[file_id]
                self._in_flight[file_id] = (done + size_bytes, size)

    def whole(self, size_bytes: int) -> None:
        """A small file has been taken by the storage, and the journal does not have it yet."""
        with self._lock:
            self._sent_bytes += size_bytes
            self._unrecorded_bytes += size_bytes

    def recorded(self, done: "Future[None]", size_bytes: int, file_ids: Iterable[int]) -> None:
        """The journal has so many bytes of these small files, or failed to take them."""
        with self._lock:
            self._unrecorded_bytes -= size_bytes
            for file_id in file_ids:
                self._in_flight.pop(file_id, None)
        self.failure = self.failure or done.exception()

    def end(self, file_id: int) -> None:
        """A file is not being sent any more."""
        with self._lock:
            self._in_flight.pop(file_id, None)

    def end_when(self, recorded: "Future[None]", file_id: int) -> None:
        """The file is done once the journal has it: its bytes count either here or there, so that no bar runs back."""
        recorded.add_done_callback(lambda done: self._end_recorded(done, file_id))

    def _end_recorded(self, done: "Future[None]", file_id: int) -> None:
        self.end(file_id)
        self.failure = self.failure or done.exception()

    def read(self) -> Progress:
        """What stands now.

        Raises:
            JournalError: the journal cannot be read.
        """
        with self._lock:
            in_flight = dict(self._in_flight)
            sent_bytes, unrecorded = self._sent_bytes, self._unrecorded_bytes
        upload = self._journal.sessions.get(self._session_id)
        tallies = self._journal.sessions.tallies(self._session_id)
        return Progress(
            counts=tallies.counts,
            done_bytes=tallies.finished_bytes + unrecorded + sum(min(done, size) for done, size in in_flight.values()),
            blocked_bytes=tallies.blocked_bytes,
            sent_bytes=sent_bytes,
            plan_finished=upload.plan_finished,
            in_flight={file_id: min(1.0, done / size) if size else 0.0 for file_id, (done, size) in in_flight.items()},
        )
