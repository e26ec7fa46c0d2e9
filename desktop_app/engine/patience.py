"""How long to wait before the storage is asked again, and how often."""

import random
from collections.abc import Callable
from typing import TypeVar

import tenacity

from desktop_app.domain.errors import StorageError

T = TypeVar("T")

_FIRST_DELAY = 0.5
_LONGEST_DELAY = 30.0


def backoff(tries: int) -> float:
    """Seconds to wait after so many tries: doubling, with full jitter, so that those who wait spread out."""
    return random.uniform(0, min(_LONGEST_DELAY, _FIRST_DELAY * 2**tries))  # noqa: S311 (spreads load, guards nothing)


def with_patience(work: Callable[[], T], times_to_retry: int, stopped: Callable[[], bool] = lambda: False) -> T:
    """Do what is no file's (a listing, a check), and again while trying again may help.

    Raises:
        StorageError: the last one, when trying again cannot help or was tried ``times_to_retry`` times.
    """
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, StorageError) and error.can_retry),
        wait=lambda state: backoff(state.attempt_number),
        stop=lambda state: stopped() or state.attempt_number > times_to_retry,
        reraise=True,
    )
    return retrying(work)
