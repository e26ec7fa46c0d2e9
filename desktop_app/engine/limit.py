"""How much goes out at once: one limit on requests in flight for all lanes, and one on bytes per second."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from desktop_app.domain.bandwidth import NO_HOURS, BandwidthHours
from desktop_app.engine.patience import backoff

MOST_REQUESTS = 256
"""In flight at once unless an upload session says less; at 30 ms more brought nothing (SENDING)."""
_FIRST = 8
_WINDOW_SECONDS = 0.25
_HOLD_SECONDS = 5.0
_IDLE_SHARE = 0.3
"""Of its time that a worker waits for answers, before more are let out."""
_REQUEST_COSTS = 32 * 2**10
"""Bytes that a request weighs beside its body, so that many small files and few large ones are measured alike."""
_HOUR_SECONDS = 1.0
"""How often is looked what the hour of the day allows."""


class RequestLimit:
    """Requests in flight: grows while throughput grows, halves when the storage is congested. Thread-safe.

    It begins anew with each run and remembers nothing: the network may be another. What was tried first, a fixed
    number, was 4 times too slow at 30 ms or spent half its time on handshakes without latency (SENDING).
    """

    def __init__(self, most: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin; ``most`` is the ceiling, 0 leaves it to us."""
        self._most = most or MOST_REQUESTS
        self._clock = clock
        self._lock = threading.Lock()
        self._limit = min(_FIRST, self._most)
        self._step = 4
        self._before = self._limit
        """What the limit was before it was last raised, to go back to where that brought nothing."""
        self._in_flight = 0
        self._work = 0
        self._waited = 0.0
        self._rate = 0.0
        self._since = clock()
        self._hold_until = 0.0
        self._quiet_until = 0.0
        self._congestions = 0
        self._halved_at = float("-inf")

    @property
    def limit(self) -> int:
        """How many may be in flight now."""
        return self._limit

    def try_enter(self) -> bool:
        """One more goes, if it may now; `leave` ends it."""
        with self._lock:
            if self._in_flight >= self._limit or self._clock() < self._quiet_until:
                return False
            self._in_flight += 1
            return True

    def leave(self) -> None:
        """One that entered goes no more, or has been answered."""
        with self._lock:
            self._in_flight -= 1

    def waited(self, seconds: float) -> None:
        """A worker had nothing to do for so long but to wait for answers: with more in flight it could do more.

        Who is always busy is not helped by more: without latency each further connection costs a handshake for nothing.
        """
        with self._lock:
            self._waited += seconds

    def answered(self, size_bytes: int, *, congested: bool = False) -> None:
        """So much has gone; ``congested``: the storage asked us to slow down, or did not answer in time."""
        with self._lock:
            if congested:
                self._shrink()
                return
            self._congestions = 0
            self._work += size_bytes + _REQUEST_COSTS
            now = self._clock()
            if now - self._since >= _WINDOW_SECONDS:
                self._look(now)

    def _look(self, now: float) -> None:
        seconds = now - self._since
        rate, idle = self._work / seconds, self._waited / seconds
        self._work, self._waited, self._since = 0, 0.0, now
        if idle < _IDLE_SHARE or now < self._hold_until:
            return
        if rate > self._rate * 1.1:
            self._rate = rate
            self._before = self._limit
            self._limit = min(self._most, self._limit * self._step)
        else:
            # The last step brought nothing: back, and try again later, for a network changes.
            self._limit = self._before
            self._rate = rate / 1.1
            self._step = 2
            self._hold_until = now + _HOLD_SECONDS

    def _shrink(self) -> None:
        now = self._clock()
        # What was in flight at the same time says the same thing once more.
        if now - self._halved_at < 1.0:
            return
        self._halved_at = now
        self._limit = self._before = max(1, self._limit // 2)
        self._rate = 0.0
        self._step = 2
        self._congestions += 1
        self._hold_until = now + _HOLD_SECONDS
        self._quiet_until = now + backoff(self._congestions)


class Bandwidth:
    """Bytes per second over all lanes; may be changed while it is used, and changes with the hour. Thread-safe."""

    def __init__(
        self,
        bytes_per_second: int = 0,
        hours: BandwidthHours = NO_HOURS,
        clock: Callable[[], float] = time.monotonic,
        local_time: Callable[[], datetime] = datetime.now,
    ) -> None:
        """Begin; 0 is no limit but that of the ``hours``, which are those of ``local_time``."""
        self._hours = hours
        self._clock = clock
        self._local_time = local_time
        self._lock = threading.Lock()
        self._ahead = 0.0
        """Bytes that left earlier than the limit would have it."""
        self._at = clock()
        self._planned = 0
        self._look_at = self._at
        self.bytes_per_second = bytes_per_second

    def take(self, size_bytes: int) -> float:
        """Say that so many bytes left; for how many seconds to wait before more go, by the limit of now."""
        rate = self.rate
        if not rate:
            return 0.0
        with self._lock:
            now = self._clock()
            # A tenth of a second's worth may go at once, so that pauses stay long enough to be kept.
            self._ahead = max(-rate * 0.1, self._ahead - (now - self._at) * rate) + size_bytes
            self._at = now
            return max(0.0, self._ahead / rate)

    @property
    def rate(self) -> int:
        """Bytes per second that hold now, by what was chosen and by the hour; 0 is no limit."""
        if not self._hours.limits:
            return self.bytes_per_second
        now = self._clock()
        if now >= self._look_at:
            self._look_at = now + _HOUR_SECONDS
            self._planned = self._hours.at(self._local_time())
        return self._hours.allowed(self.bytes_per_second, self._planned)
