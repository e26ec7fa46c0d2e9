"""How fast an upload is and how long it will take, from progress that is read now and then. No Qt."""

import math
from dataclasses import dataclass

from desktop_app.domain.uploads import Progress

_SPEED_SECONDS = 5.0
_REMAINING_SECONDS = 30.0
_GUESS_AFTER_SECONDS = 2.0
_MANY_FILES_A_SECOND = 5.0
"""From here on files are what takes the time, as much as their bytes."""
_WORTH_A_CHANGE = 0.15
_WORTH_A_CHANGE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Progress with what a person wants to know of it."""

    progress: Progress
    speed: float
    """Bytes per second, smoothed over about five seconds."""
    remaining: float | None
    """Seconds, or None while a guess would be worth nothing."""


class Rate:
    """An exponential mean of so much per second, so that a stall shows and a hiccup does not."""

    def __init__(self, smooth_seconds: float) -> None:
        """`smooth_seconds`: after so long what was before weighs about a third."""
        self._smooth = smooth_seconds
        self._amount = self._seconds = 0.0

    def add(self, amount: float, seconds: float) -> float:
        """Take in what was done within the last seconds; how much is done in one."""
        fade = math.exp(-seconds / self._smooth)
        self._amount = self._amount * fade + amount
        self._seconds = self._seconds * fade + seconds
        return self._amount / self._seconds


class Speedometer:
    """Of one run. The time left is told by a slow mean, and stays what it was until another guess differs from it."""

    def __init__(self, now: float) -> None:
        """`now` and the times given later are seconds of one monotonic clock."""
        self._begun = self._last = now
        self._sent = 0
        self._files: int | None = None
        """None before the first reading: what an earlier run finished was not done by this one."""
        self._speed = Rate(_SPEED_SECONDS)
        self._bytes_a_second = Rate(_REMAINING_SECONDS)
        self._files_a_second = Rate(_REMAINING_SECONDS)
        self._end: float | None = None

    def read(self, progress: Progress, now: float) -> Reading:
        """Take progress in and say how fast it is."""
        passed = max(now - self._last, 1e-6)
        sent = progress.sent_bytes - self._sent
        files = 0 if self._files is None else progress.done_files - self._files
        self._sent, self._files, self._last = progress.sent_bytes, progress.done_files, now
        speed = self._speed.add(sent, passed)
        guess = self._guess(progress, self._bytes_a_second.add(sent, passed), self._files_a_second.add(files, passed))
        if guess is None or now - self._begun <= _GUESS_AFTER_SECONDS:
            return Reading(progress, speed, None)
        told = None if self._end is None else self._end - now
        if told is None or abs(guess - told) > max(_WORTH_A_CHANGE * guess, _WORTH_A_CHANGE_SECONDS):
            self._end = now + guess
            told = guess
        return Reading(progress, speed, max(0.0, told))

    def _guess(self, progress: Progress, bytes_a_second: float, files_a_second: float) -> float | None:
        if not progress.plan_finished or bytes_a_second < 1:
            return None
        if progress.bandwidth_limit:
            # What leaves first fills buffers on the way, faster than it can go on.
            bytes_a_second = min(bytes_a_second, progress.bandwidth_limit)
        seconds = (progress.total_bytes - progress.done_bytes) / bytes_a_second
        if files_a_second >= _MANY_FILES_A_SECOND:
            seconds = max(seconds, (progress.total_files - progress.done_files) / files_a_second)
        return seconds
