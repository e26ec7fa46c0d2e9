"""The bucket's listing, noted by a thread of its own while the scan and the sending go on."""

import logging
import threading
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from desktop_app.domain.errors import AccessRefused, StorageError
from desktop_app.engine.patience import with_patience

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

log = logging.getLogger(__name__)

Listed = tuple[str, int, str]
"""An object of the listing: key, size in bytes, ETag."""

_PAGE = 1000
"""Objects that S3 tells in one answer."""
_LOOK_UP_SECONDS = 0.05


class ListingStore(Protocol):
    """Where a listing is noted."""

    def note(self, objects: Sequence[Listed]) -> None:
        """Note a stretch of the listing."""

    def at(self, keys: Sequence[str]) -> dict[str, Listed]:
        """Those of the keys at which the listing has shown an object."""


class BucketListing:
    """One listing below a prefix. `run` belongs to one thread, the rest to any.

    What has not been seen is not there, as far as this says; so a listing that ends too early has files sent once
    more, and never skipped.
    """

    def __init__(
        self, bucket: "Bucket", prefix: str, store: ListingStore, times_to_retry: int, stopped: Callable[[], bool]
    ) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self._store = store
        self._times_to_retry = times_to_retry
        self._stopped = stopped
        self._moved = threading.Condition()
        self._last = ""
        self._passed = b""
        self._in_order = True
        self.found = 0
        """Objects seen so far."""
        self.ended = False
        """Whether no more will come."""

    def run(self) -> None:
        """List to the end; an answer that fails is asked for again from where it was.

        Raises:
            StorageError: it cannot be listed now. Where we may not look at all, the listing just ends.
        """
        try:
            with_patience(self._go_on, self._times_to_retry, self._stopped)
        except StorageError as error:
            if error.can_retry or (error.stops_run and not isinstance(error, AccessRefused)):
                raise
            log.warning("%s may not be listed, so nothing more is skipped: %s", self._prefix, error)
        finally:
            with self._moved:
                self.ended = True
                self._moved.notify_all()

    def has_passed(self, key: bytes) -> bool:
        """Whether the listing has shown what there is at a key, in UTF-8."""
        return self.ended or key <= self._passed

    def wait(self) -> None:
        """Wait until the listing has moved on, or for a moment."""
        with self._moved:
            if not self.ended:
                self._moved.wait(_LOOK_UP_SECONDS)

    def _go_on(self) -> None:
        objects = iter(self._bucket.list(self._prefix, after=self._last))
        while not self._stopped() and (page := list(islice(objects, _PAGE))):
            self._store.note([(item.key, item.size_bytes, item.etag) for item in page])
            keys = [item.key.encode("utf-8", "surrogatepass") for item in page]
            # Not every storage lists in the order of S3; then only the end tells what is not there.
            self._in_order = self._in_order and all(map(bytes.__lt__, [self._passed, *keys], keys))
            with self._moved:
                self.found += len(page)
                self._last = page[-1].key if self._in_order else ""
                self._passed = keys[-1] if self._in_order else b""
                self._moved.notify_all()
