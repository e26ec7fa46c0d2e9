"""Whether a storage is ready for an upload: what could stop it on the way, known before it begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.clock import utc_now

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

CLOCK_REFUSED = timedelta(minutes=15)
"""S3 refuses requests whose time differs by more (RequestTimeTooSkewed)."""
_CLOCK_WORTH_A_WORD = timedelta(minutes=5)
_LIFE_WORTH_A_WORD = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Readiness:
    """A storage that may be written, and what may end that."""

    clock_ahead: timedelta | None
    """How far this computer's clock is ahead of the storage's; None if it did not tell the time."""
    credentials_end: datetime | None
    """When the credentials end; None if something renews them, or nobody said."""

    @property
    def clock_is_off(self) -> bool:
        """Whether the clock is far enough off to be set right before it is refused."""
        return self.clock_ahead is not None and abs(self.clock_ahead) >= _CLOCK_WORTH_A_WORD

    @property
    def credentials_end_soon(self) -> bool:
        """Whether the credentials end while a long upload still runs."""
        return self.credentials_end is not None and self.credentials_end - utc_now() < _LIFE_WORTH_A_WORD


def readiness_of(bucket: "Bucket") -> Readiness:
    """Of a bucket that has been checked."""
    told = bucket.server_time
    return Readiness(told.here - told.there if told else None, bucket.credentials_end)
