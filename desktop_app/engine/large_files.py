"""The lane of large files: begun, sent in parts, completed; each step in the journal before the next depends on it."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_app.domain.errors import (
    FileChanged,
    FileProblem,
    ObjectExists,
    StorageError,
    Unconfirmed,
    UploadGone,
    WaybillError,
)
from desktop_app.domain.objects import Multipart, Part, Receipt
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import FileUpload
from desktop_app.engine.checksums import checksum_of, combined, multipart_etag
from desktop_app.engine.http import Body
from desktop_app.engine.s3_errors import is_congestion
from desktop_app.engine.source import FileStretch, Version, read_part, version_of
from desktop_app.engine.work import Abandoned, Later, Run, Unit

log = logging.getLogger(__name__)

PART_SIZE = 16 * 2**20
"""Bytes; the quickest of those measured (SENDING)."""
WHOLE_PART = 32 * 2**20
"""Bytes. Only files of more than 320 GiB have larger parts (`part_size_for`)."""
_STREAMED = 2 * 2**20
"""What a part takes of memory that is not held whole."""
_TELL_EVERY = 512 * 2**10
"""Bytes of a part that leave before the ledger hears of them."""
MAX_PARTS = 10_000
"""S3's limit of parts in one object."""


def part_size_for(size_bytes: int) -> int:
    """The size of a file's parts in bytes: `PART_SIZE`, or what keeps the file within `MAX_PARTS`, in whole MiB."""
    needed = -(-size_bytes // MAX_PARTS)
    return max(PART_SIZE, -(-needed // 2**20) * 2**20)


@dataclass
class LargeFile:
    """A file on its way in parts: what its units share. Its parts may be sent at the same time."""

    share: Run
    file: FileUpload
    version: Version
    multipart: Multipart
    tries: int
    parts: dict[int, Part] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _sending: int = 0
    _trouble: WaybillError | None = None

    @property
    def key(self) -> str:
        """Where it goes."""
        return self.share.key_of(self.file)

    @property
    def number_of_parts(self) -> int:
        """How many parts it has; an empty file has one."""
        return max(1, -(-self.version.size_bytes // self.multipart.part_size))

    @property
    def sorted_parts(self) -> list[Part]:
        """The parts that the storage has, in order."""
        return [self.parts[number] for number in sorted(self.parts)]

    def stretch(self, number: int) -> tuple[int, int]:
        """Where a part begins and how long it is, in bytes."""
        offset = (number - 1) * self.multipart.part_size
        return offset, min(self.multipart.part_size, self.version.size_bytes - offset)

    def rest(self) -> Sequence[Unit]:
        """What is still to be done."""
        missing = [number for number in range(1, self.number_of_parts + 1) if number not in self.parts]
        return [SendPart(self, number) for number in missing] or [CompleteParts(self)]

    def enter(self) -> bool:
        """Begin with a part; False when the file has been given up meanwhile."""
        with self._lock:
            if self._trouble is None:
                self._sending += 1
            return self._trouble is None

    def leave(self, part: Part | None = None, trouble: WaybillError | None = None) -> Sequence[Unit | Later]:
        """End with a part. The last one to leave says what follows: completing, or giving this upload id up."""
        with self._lock:
            self._sending -= 1
            if part is not None:
                self.parts[part.number] = part
            self._trouble = self._trouble or trouble
            if self._trouble is None:
                return [CompleteParts(self)] if len(self.parts) == self.number_of_parts else []
            if self._sending:
                return []
        return self.start_over(self._trouble)

    def start_over(self, error: WaybillError) -> Sequence[Unit | Later]:
        """Now that no part of it is under way, the file begins anew or is given up.

        Raises:
            StorageError: the storage as a whole does not work; the parts stay there for going on later.
        """
        share = self.share
        share.ledger.end(self.file.id)
        if isinstance(error, FileChanged | UploadGone) and share.may_retry(error, self.tries):
            # Parts of two states of a file are no file, so none of them stands.
            share.journal.parts.clear(self.file.id)
            return [share.later(BeginParts(share, self.file, self.tries + 1), error, self.tries)]
        _give_up(share, self.file, error)
        return []

    def complete(self) -> None:
        """Put the parts together and note the file as uploaded.

        Raises:
            StorageError: the storage did not confirm it.
            FileChanged: the file on the disk is another than the one sent.
        """
        share = self.share
        parts, algorithm = self.sorted_parts, self.multipart.checksum_algorithm
        # What the storage is about to forget, the journal must know for certain.
        share.journal.writer.flush()
        if version_of(share.upload.local_directory, self.file.path) != self.version:
            raise FileChanged(tr("{key} was changed while it was sent. It is sent again as it is now.", key=self.key))
        self._confirm(
            share.bucket.complete(self.key, self.multipart.upload_id, parts, algorithm, combined(algorithm, parts))
        )

    def was_completed(self) -> bool:
        """Whether the storage completed it and only its answer was lost; then it is noted as uploaded."""
        parts = self.sorted_parts
        if len(parts) != self.number_of_parts:
            return False
        etag = multipart_etag(parts)
        if not etag or not self.share.bucket.holds(self.key, self.version.size_bytes, etag):
            return False
        algorithm = self.multipart.checksum_algorithm
        self._confirm(Receipt(etag, combined(algorithm, parts), algorithm))
        return True

    def _confirm(self, receipt: Receipt) -> None:
        recorded = self.share.journal.files.confirm(
            self.file.id, self.version.size_bytes, self.version.mtime_ns, receipt
        )
        self.share.ledger.end_when(recorded, self.file.id)


@dataclass(frozen=True, slots=True)
class BeginParts:
    """Begin a large file, or go on with it in the middle."""

    share: Run
    file: FileUpload
    tries: int = 1

    def run(self) -> Sequence[Unit | Later]:
        """Claim it, find out what the storage has of it, and say what is missing."""
        share, file = self.share, self.file
        share.journal.files.claim([file.id])
        try:
            version = version_of(share.upload.local_directory, file.path)
            begun = share.journal.parts.of(file.id)
            if begun is not None:
                large = LargeFile(share, file, version, begun, self.tries)
                if version == Version(file.size_bytes, file.mtime_ns) and (units := self._go_on(large)) is not None:
                    return units
                _free(share, file, begun.upload_id)
            # An earlier try may have begun one whose upload id it never heard.
            elif file.attempts or self.tries > 1:
                share.bucket.free(share.key_of(file), share.upload.created_at)
            return self._begin(version)
        except Exception as error:
            share.ledger.end(file.id)
            problem = share.problem_of(error, file)
            if share.may_retry(problem, self.tries):
                return [share.later(BeginParts(share, file, self.tries + 1), problem, self.tries)]
            _give_up(share, file, problem)
            return []

    def _go_on(self, large: LargeFile) -> Sequence[Unit] | None:
        """What is missing of an upload begun earlier; None if it has to begin anew.

        The storage's list beats our memory: a part stands only if both agree on its size and ETag.
        """
        known = large.multipart.parts
        try:
            listed = self.share.bucket.parts(large.key, large.multipart.upload_id)
        except UploadGone:
            large.parts = {part.number: part for part in known}
            return [] if large.was_completed() else None
        large.parts = {
            part.number: part
            for part in known
            if part.number in listed and (part.size, part.etag) == (listed[part.number].size, listed[part.number].etag)
        }
        done = sum(part.size for part in large.parts.values())
        self.share.ledger.begin(self.file.id, large.version.size_bytes, done)
        return large.rest()

    def _begin(self, version: Version) -> Sequence[Unit]:
        share, file = self.share, self.file
        if version != Version(file.size_bytes, file.mtime_ns):
            share.journal.files.resize(file.id, version.size_bytes, version.mtime_ns)
            file = file._replace(size_bytes=version.size_bytes, mtime_ns=version.mtime_ns)
        algorithm = share.upload.destination.checksum_algorithm
        upload_id = share.bucket.begin(share.key_of(file), algorithm)
        fresh = Multipart(upload_id, part_size_for(version.size_bytes), algorithm)
        share.journal.parts.begin(file.id, fresh)
        share.ledger.begin(file.id, version.size_bytes)
        return LargeFile(share, file, version, fresh, self.tries).rest()


@dataclass(frozen=True, slots=True)
class SendPart:
    """Send one part; whole in memory, unless it is too large for that: then it is read twice, to sum and to send."""

    large: LargeFile
    number: int
    tries: int = 1

    @property
    def size_bytes(self) -> int:
        """How long it is."""
        return self.large.stretch(self.number)[1]

    @property
    def memory_bytes(self) -> int:
        """How much memory it takes."""
        return self.size_bytes if self.size_bytes <= WHOLE_PART else _STREAMED

    def run(self) -> Sequence[Unit | Later]:
        """Read, send, note."""
        large, share = self.large, self.large.share
        if share.stopped() or not large.enter():
            return []
        counter = _Counter(share, large.file.id, self.size_bytes)
        congested = False
        try:
            part = self._send(counter)
        except Abandoned:
            counter.take_back()
            return large.leave()
        except Exception as error:
            problem = share.problem_of(error, large.file)
            congested = is_congestion(problem)
            counter.take_back()
            if not isinstance(problem, FileProblem | UploadGone) and share.may_retry(problem, self.tries):
                share.journal.files.count_attempt(large.file.id)
                return [*large.leave(), share.later(SendPart(large, self.number, self.tries + 1), problem, self.tries)]
            return large.leave(trouble=problem)
        finally:
            share.limit.answered(counter.done, congested=congested)
        counter.tell()
        share.journal.parts.add(large.file.id, part)
        return large.leave(part)

    def _send(self, counter: "_Counter") -> Part:
        large = self.large
        offset, length = large.stretch(self.number)
        algorithm, upload_id = large.multipart.checksum_algorithm, large.multipart.upload_id
        share = large.share
        root, path = share.upload.local_directory, large.file.path

        def put(body: Body) -> Part:
            checksum = checksum_of(algorithm, body)
            return share.bucket.send_part(large.key, upload_id, self.number, body, algorithm, checksum, counter.count)

        if length > WHOLE_PART:
            return put(FileStretch(root, path, offset, length, large.version))
        with share.buffers.lend(length) as whole:
            read_part(root, path, offset, whole, large.version)
            return put(whole)


class _Counter:
    """Tells the ledger of a part's bytes as they leave, a stretch at a time."""

    def __init__(self, share: Run, file_id: int, size_bytes: int) -> None:
        self._share = share
        self._file_id = file_id
        self._size = size_bytes
        self._told = 0
        self.done = 0

    def count(self, size_bytes: int) -> float:
        """So many more have left; for how many seconds to wait.

        Raises:
            Abandoned: somebody stopped the run, and the part takes too long.
        """
        # With a short part its request's own lines leave and are counted too.
        self.done = min(self._size, self.done + size_bytes)
        if self.done - self._told >= _TELL_EVERY:
            self.tell()
        # One that has just left altogether is given the chance to be answered.
        if self._share.abandons() and (self.done < self._size or not size_bytes):
            raise Abandoned
        return self._share.bandwidth.take(size_bytes)

    def tell(self) -> None:
        """Tell what has not been told."""
        self._share.ledger.sent(self._file_id, self.done - self._told)
        self._told = self.done

    def take_back(self) -> None:
        """They have to go once more."""
        self._share.ledger.sent(self._file_id, -self._told)
        self.done = 0


@dataclass(frozen=True, slots=True)
class CompleteParts:
    """Put the parts together."""

    large: LargeFile
    tries: int = 1

    def run(self) -> Sequence[Unit | Later]:
        """Complete; an answer that was lost is asked for before anything is sent again."""
        large, share = self.large, self.large.share
        if share.stopped():
            return []
        try:
            large.complete()
        except Exception as error:
            return self._after(share.problem_of(error, large.file))
        return []

    def _after(self, error: WaybillError) -> Sequence[Unit | Later]:
        large, share = self.large, self.large.share
        if isinstance(error, UploadGone | ObjectExists | Unconfirmed):
            try:
                if large.was_completed():
                    return []
            except StorageError as trouble:
                error = trouble
        if not isinstance(error, FileProblem | UploadGone) and share.may_retry(error, self.tries):
            share.journal.files.count_attempt(large.file.id)
            return [share.later(CompleteParts(large, self.tries + 1), error, self.tries)]
        return large.start_over(error)


def _give_up(share: Run, file: FileUpload, error: WaybillError) -> None:
    """Note a large file as failed and free its parts, unless the trouble is everyone's.

    Raises:
        StorageError: the storage as a whole does not work, so the run has to stop, and the file waits with its parts.
    """
    share.give_up(file, error)
    begun = share.journal.parts.of(file.id)
    if begun is not None:
        try:
            _free(share, file, begun.upload_id)
        except StorageError as trouble:
            # The journal keeps the upload id, so trying again or a later clean-up finds it.
            log.warning("could not free the parts of %s: %s", share.key_of(file), trouble)


def _free(share: Run, file: FileUpload, upload_id: str) -> None:
    """Free a file's parts in the storage and forget the upload id."""
    share.bucket.abort(share.key_of(file), upload_id)
    share.journal.parts.drop(file.id)
