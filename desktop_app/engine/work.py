"""Units of work: each runs on one worker, never waits for another, and hands back what is to be done next."""

import errno
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop_app.domain.errors import Bug, ClockOff, CredentialsMissing, FileProblem, StorageError, WaybillError
from desktop_app.domain.events import Listener, Retrying
from desktop_app.domain.names import object_key
from desktop_app.domain.uploads import FileUpload, UploadSession
from desktop_app.engine.buffers import Buffers
from desktop_app.engine.limit import Bandwidth, RequestLimit
from desktop_app.engine.patience import backoff
from desktop_app.engine.progress import ProgressLedger
from desktop_app.engine.scan import folder_vanished, place_of
from desktop_app.journal.journal import Journal

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

log = logging.getLogger(__name__)


class Abandoned(Exception):
    """A request was broken off since somebody stopped the run. It counts as no try, and goes out again later."""


class Unit(Protocol):
    """A piece of sending. ``run`` raises only what ends the whole run."""

    def run(self) -> "Sequence[Unit | Later]":
        """Do it; what follows from it."""


@dataclass(frozen=True, slots=True)
class Later:
    """A unit that is to be run again after a pause."""

    unit: Unit
    delay: float
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Run:
    """What the units of one run share."""

    journal: Journal
    bucket: "Bucket"
    upload: UploadSession
    ledger: ProgressLedger
    listener: Listener
    stopped: Callable[[], bool]
    abandons: Callable[[], bool]
    """Whether what is under way is to be broken off: somebody stopped the run, and it took too long to end."""
    limit: RequestLimit
    bandwidth: Bandwidth
    buffers: Buffers = field(default_factory=Buffers)
    _place: tuple[int, int] | None = field(init=False)
    """Where the folder is, to notice when it is lost."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_place", place_of(self.upload.local_directory))

    def key_of(self, file: FileUpload) -> str:
        """Where a planned file goes."""
        return object_key(self.upload.s3_prefix, file.path)

    def problem_of(self, error: Exception, file: FileUpload) -> WaybillError:
        """What went wrong with one file, when that is all: one odd file must not keep the others from being sent.

        Raises:
            WaybillError: it is everyone's trouble: the journal, the folder, the storage as a whole.
        """
        if isinstance(error, FileProblem | StorageError):
            return error
        if isinstance(error, WaybillError):
            raise error
        log.error("a mistake of ours at %s", self.key_of(file), exc_info=error)
        return Bug.of(error)

    def may_retry(self, error: WaybillError, tries: int) -> bool:
        """Whether to try once more after ``tries`` tries.

        Raises:
            StorageError: the storage as a whole does not work, so the run has to stop, and the file waits.
        """
        if tries > self.upload.options.times_to_retry:
            return False
        if isinstance(error, CredentialsMissing | ClockOff):
            # It was signed with what has ended meanwhile; where that is renewed, no file is to blame.
            self.bucket.check(self.upload.s3_prefix)
            return True
        return error.can_retry

    def later(self, unit: Unit, error: WaybillError, tries: int) -> Later:
        """The unit again after a pause."""
        return Later(unit, self.pause_after(error, tries))

    def pause_after(self, error: WaybillError, tries: int) -> float:
        """Seconds to wait before the next try; the listener hears of them."""
        delay = backoff(tries)
        self.listener(Retrying(error, delay))
        return delay

    def give_up(self, file: FileUpload, error: WaybillError) -> None:
        """Note a file as failed, unless the trouble is everyone's.

        Raises:
            StorageError: the storage as a whole does not work, so the run has to stop, and the file waits.
            FolderVanished: so has the folder, for instance with its disk; the file waits.
        """
        if isinstance(error, FileProblem) and self._is_folder_lost():
            raise folder_vanished(self.upload.local_directory, FileNotFoundError(errno.ENOENT, "gone")) from error
        if isinstance(error, StorageError) and error.stops_run:
            self.bucket.check(self.upload.s3_prefix)
        self.ledger.end_when(self.journal.files.fail(file.id, error), file.id)

    def _is_folder_lost(self) -> bool:
        place = place_of(self.upload.local_directory)
        return place is None or place != self._place
