"""Reading the files that are sent, and noticing when they change meanwhile."""

import io
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from desktop_app.domain.errors import FileChanged, NotAFile
from desktop_app.domain.names import text_form
from desktop_app.domain.texts import tr
from desktop_app.engine import confinement
from desktop_app.engine.long_paths import for_system
from desktop_app.engine.scan import translate

_PIECE = 2**20

# A pipe that took a file's place must not hang us; Windows wants to be told that bytes are bytes.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

_CLOCK_STEP_NS = 20_000_000
"""File systems keep time in steps, the system's tick of up to 10 ms: two writes within one cannot be told apart."""
_COARSE_STEP_NS = 2_000_000_000
"""FAT, the file system of camera cards, keeps every second second; HFS+ and others whole ones."""


class Version(NamedTuple):
    """What tells one state of a file from another: bytes, and nanoseconds since the epoch."""

    size_bytes: int
    mtime_ns: int


def version_of(root: bytes, path: bytes) -> Version:
    """The file as it is now.

    Raises:
        FileProblem: it cannot be opened, or is being written.
    """
    with _opened(root, path) as (descriptor, status):
        return _version(_settled(descriptor, status, path))


def read_whole(root: bytes, path: bytes, limit: int) -> tuple[Version, bytes | None]:
    """A file's version and bytes, or no bytes if it is larger than ``limit``.

    Raises:
        FileProblem: it cannot be read, or changed while it was.
    """
    full = for_system(os.path.join(root, path))
    try:
        descriptor = os.open(full, _FLAGS)
        try:
            confinement.check_opened(descriptor, full)
            before = _settled(descriptor, _state(descriptor, path), path)
            if before.st_size > limit:
                return _version(before), None
            body = os.read(descriptor, before.st_size)
            while len(body) < before.st_size and (more := os.read(descriptor, before.st_size - len(body))):
                body += more
            if len(body) != before.st_size or not _is_same(os.fstat(descriptor), before):
                raise _changed(path)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise translate(error, path, full) from error
    return _version(before), body


def read_ahead(root: bytes, path: bytes) -> None:
    """Ask the system to have a file's bytes in memory soon, if it can be asked; what is wrong with it shows later."""
    if sys.platform in ("win32", "darwin"):
        return
    with suppress(OSError):
        descriptor = os.open(os.path.join(root, path), _FLAGS)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_WILLNEED)
        finally:
            os.close(descriptor)


def read_part(root: bytes, path: bytes, offset: int, into: memoryview, expected: Version) -> None:
    """Fill memory with the bytes of a file from ``offset`` on; it must be in its expected version, before and after.

    Raises:
        FileProblem: it cannot be read, or is another by now.
    """
    with _opened(root, path) as (descriptor, before), io.FileIO(descriptor, closefd=False) as file:
        file.seek(offset)
        filled = 0
        while filled < len(into) and (read := file.readinto(into[filled:])):
            filled += read
        after = os.fstat(descriptor)
        if filled != len(into) or _version(after) != expected or not _is_same(after, before):
            raise _changed(path)


class FileStretch:
    """A stretch of a file as a body: read each time it is iterated, and never held whole.

    Iterating raises FileProblem if the file cannot be read, or is not in the expected version before and after; the
    last piece comes only once that is known, so that a request with other bytes is never complete.
    """

    def __init__(self, root: bytes, path: bytes, offset: int, length: int, expected: Version) -> None:
        """Nothing is read yet; ``offset`` and ``length`` in bytes."""
        self._place = root, path
        self._offset = offset
        self._length = length
        self._expected = expected

    def __len__(self) -> int:
        """Bytes."""
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        """Pieces of up to 1 MiB."""
        root, path = self._place
        with _opened(root, path) as (descriptor, before):
            os.lseek(descriptor, self._offset, os.SEEK_SET)
            left, held = self._length, b""
            while left and (piece := os.read(descriptor, min(_PIECE, left))):
                left -= len(piece)
                if held:
                    yield held
                held = piece
            after = os.fstat(descriptor)
            if left or _version(after) != self._expected or not _is_same(after, before):
                raise _changed(path)
        yield held


def read_pieces(root: bytes, path: bytes) -> Iterator[bytes]:
    """A file's bytes, 1 MiB at a time, to compare and not to send.

    Raises:
        FileProblem: it cannot be read.
    """
    with _opened(root, path) as (descriptor, _):
        while piece := os.read(descriptor, _PIECE):
            yield piece


@contextmanager
def _opened(root: bytes, path: bytes) -> Iterator[tuple[int, os.stat_result]]:
    """A file's descriptor, and its state as it was opened."""
    full = for_system(os.path.join(root, path))
    try:
        descriptor = os.open(full, _FLAGS)
        try:
            confinement.check_opened(descriptor, full)
            yield descriptor, _state(descriptor, path)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise translate(error, path, full) from error


def _state(descriptor: int, path: bytes) -> os.stat_result:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise NotAFile(
            tr("{path} is no longer a file. Put it back and try again, or leave it out.", path=text_form(path))
        )
    return status


def _version(status: os.stat_result) -> Version:
    return Version(status.st_size, status.st_mtime_ns)


def _is_same(one: os.stat_result, other: os.stat_result) -> bool:
    """By the time of the last change too, when the system saw the file change: setting the file's own time sets it."""
    return (one.st_size, one.st_mtime_ns, one.st_ctime_ns) == (other.st_size, other.st_mtime_ns, other.st_ctime_ns)


def _settled(descriptor: int, status: os.stat_result, path: bytes) -> os.stat_result:
    """The file's state once its time is past, so that whoever writes it from now on changes its time."""
    mtime_ns = status.st_mtime_ns
    step = _CLOCK_STEP_NS if mtime_ns % 1_000_000_000 else _COARSE_STEP_NS
    if abs(time.time_ns() - mtime_ns) < step:
        time.sleep(step / 1e9)
        if _version(os.fstat(descriptor)) != _version(status):
            raise _changed(path)
    return status


def _changed(path: bytes) -> FileChanged:
    return FileChanged(
        tr(
            "{path} was changed while it was read. Close the program that writes it and try again.",
            path=text_form(path),
        )
    )
