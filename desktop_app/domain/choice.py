"""Which files of an upload session somebody looks at, and in what order."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.states import FileStatus


class FileOrder(StrEnum):
    """What the rows are sorted by; those that are the same in it stay in the order in which they were found."""

    FOUND = "found"
    PATH = "path"
    SIZE = "size"
    STATUS = "status"
    ATTEMPTS = "attempts"


@dataclass(frozen=True, slots=True)
class FileChoice:
    """A choice of files; the plain one is all of them as they were found."""

    statuses: frozenset[FileStatus] = frozenset()
    """Those of these statuses; none named is all."""
    words: str = ""
    """Those that have this in their path or message; ASCII letters in either case."""
    cause: str = ""
    """Those that were not sent for this reason: a `WaybillError.code`."""
    order: FileOrder = FileOrder.FOUND
    descending: bool = False


EVERYTHING = FileChoice()
NOT_SENT = frozenset({FileStatus.FAILED, FileStatus.BLOCKED})
"""What a person has to look at."""
WAITING = frozenset({FileStatus.PENDING, FileStatus.UPLOADING})
