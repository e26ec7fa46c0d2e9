"""How fast an upload is and how long it will take, from progress that is read now and then. No Qt."""

import math
from dataclasses import dataclass

from desktop_app.domain.values import Progress

_SMOOTH_SECONDS = 5.0
_GUESS_AFTER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Progress with what a person wants to know of it."""

    progress: Progress
    speed: float
    """Bytes per second, smoothed over about five seconds."""
    remaining: float | None
    """Seconds, or None while a guess would be worth nothing."""


class Speedometer:
    """Smooths the speed of one run: an exponential mean, so that a stall shows and a hiccup does not."""

    def __init__(self, now: float) -> None:
        """`now` and the times given later are seconds of one monotonic clock."""
        self._begun = self._last = now
        self._sent = 0
        self._bytes = self._seconds = 0.0

    def read(self, progress: Progress, now: float) -> Reading:
        """Take progress in and say how fast it is."""
        passed = max(now - self._last, 1e-6)
        fade = math.exp(-passed / _SMOOTH_SECONDS)
        self._bytes = self._bytes * fade + (progress.sent_bytes - self._sent)
        self._seconds = self._seconds * fade + passed
        self._sent, self._last = progress.sent_bytes, now
        speed = self._bytes / self._seconds
        left = progress.counts.total_bytes - progress.done_bytes
        known = progress.plan_finished and speed > 0 and now - self._begun > _GUESS_AFTER_SECONDS
        return Reading(progress, speed, left / speed if known else None)
