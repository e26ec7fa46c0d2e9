"""Ask the storage again for what is no file's: a listing, a check."""

from collections.abc import Callable
from typing import TypeVar

import tenacity

from desktop_app.domain.errors import StorageError

T = TypeVar("T")


def with_patience(work: Callable[[], T], times_to_retry: int, stopped: Callable[[], bool] = lambda: False) -> T:
    """Do it, and again after a pause with jitter while trying again may help.

    Raises:
        StorageError: the last one, when trying again cannot help or was tried ``times_to_retry`` times.
    """
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, StorageError) and error.can_retry),
        wait=tenacity.wait_random_exponential(multiplier=0.5, max=10),
        stop=lambda state: stopped() or state.attempt_number > times_to_retry,
        reraise=True,
    )
    return retrying(work)
