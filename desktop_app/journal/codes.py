"""How the journal writes down what it has many of: statuses and lanes as small numbers, instants as microseconds.

The numbers stand in journals on disk: a released one never changes its meaning.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from desktop_app.domain.clock import utc_now
from desktop_app.domain.objects import Lane
from desktop_app.domain.states import FileStatus

FILE_STATUS: Mapping[FileStatus, int] = {
    FileStatus.PENDING: 0,
    FileStatus.UPLOADING: 1,
    FileStatus.UPLOADED: 2,
    FileStatus.SKIPPED: 3,
    FileStatus.FAILED: 4,
    FileStatus.BLOCKED: 5,
    FileStatus.CANCELLED: 6,
}
STATUS_OF_CODE: Mapping[int, FileStatus] = {code: status for status, code in FILE_STATUS.items()}

LANE: Mapping[Lane, int] = {Lane.SMALL: 0, Lane.PARTS: 1}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NUMBER_BITS = 32


def now() -> int:
    """This instant, in microseconds since 1970."""
    return (utc_now() - _EPOCH) // _MICROSECOND


def microseconds_of(instant: datetime | None) -> int | None:
    """An instant in microseconds since 1970."""
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


# Files that were claimed or confirmed together share their instants.
@lru_cache(maxsize=4096)
def instant_of(microseconds: int | None) -> datetime | None:
    """The instant that so many microseconds since 1970 are."""
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def first_id(session_id: int) -> int:
    """What the ids of an upload session's files are counted from; a file's number is what its id is above this."""
    return session_id << _NUMBER_BITS


def first_revision(change: int) -> int:
    """What the revisions that a change gives are counted from, likewise."""
    return change << _NUMBER_BITS


def change_of(revision: int) -> int:
    """The change that gave a revision."""
    return revision >> _NUMBER_BITS


def session_of(file_id: int) -> int:
    """The upload session that a file is of."""
    return file_id >> _NUMBER_BITS
