"""Reading the files that are sent, and noticing when they change meanwhile."""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desktop_app.domain.errors import FileChanged, NotAFile
from desktop_app.domain.names import text_form
from desktop_app.engine.long_paths import for_system
from desktop_app.engine.scan import translate

# A pipe that took a file's place must not hang us; Windows wants to be told that bytes are bytes.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

_CLOCK_STEP_NS = 20_000_000
"""File systems keep time in steps, the system's tick of up to 10 ms: two writes within one cannot be told apart."""
_COARSE_STEP_NS = 2_000_000_000
"""FAT, the file system of camera cards, keeps every second second; HFS+ and others whole ones."""


@dataclass(frozen=True, slots=True)
class Version:
    """What tells one state of a file from another: bytes, and nanoseconds since the epoch."""

    size_bytes: int
    mtime_ns: int


def version_of(root: bytes, path: bytes) -> Version:
    """The file as it is now.

    Raises:
        FileProblem: it cannot be opened, or is being written.
    """
    with _opened(root, path) as descriptor:
        return _settled_version(descriptor, path)


def read_whole(root: bytes, path: bytes, limit: int) -> tuple[Version, bytes | None]:
    """A file's version and bytes, or no bytes if it is larger than ``limit``.

    Raises:
        FileProblem: it cannot be read, or changed while it was.
    """
    with _opened(root, path) as descriptor:
        before, changed_at = _settled_version(descriptor, path), _change_time(descriptor)
        if before.size_bytes > limit:
            return before, None
        body = _read(descriptor, before.size_bytes + 1)
        if len(body) != before.size_bytes or _version(descriptor) != before or _change_time(descriptor) != changed_at:
            raise _changed(path)
    return before, body


def read_part(root: bytes, path: bytes, offset: int, size: int, expected: Version) -> bytes:
    """Some bytes of a file that must be in its expected version, before and after.

    Raises:
        FileProblem: it cannot be read, or is another by now.
    """
    with _opened(root, path) as descriptor:
        changed_at = _change_time(descriptor)
        os.lseek(descriptor, offset, os.SEEK_SET)
        body = _read(descriptor, size)
        if len(body) != size or _version(descriptor) != expected or _change_time(descriptor) != changed_at:
            raise _changed(path)
    return body


def read_pieces(root: bytes, path: bytes) -> Iterator[bytes]:
    """A file's bytes, 1 MiB at a time, to compare and not to send.

    Raises:
        FileProblem: it cannot be read.
    """
    with _opened(root, path) as descriptor:
        while piece := os.read(descriptor, 2**20):
            yield piece


@contextmanager
def _opened(root: bytes, path: bytes) -> Iterator[int]:
    full = for_system(os.path.join(root, path))
    try:
        descriptor = os.open(full, _FLAGS)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise NotAFile(f"{text_form(path)} is no longer a file.")
            yield descriptor
        finally:
            os.close(descriptor)
    except OSError as error:
        raise translate(error, path, full) from error


def _version(descriptor: int) -> Version:
    status = os.fstat(descriptor)
    return Version(status.st_size, status.st_mtime_ns)


def _settled_version(descriptor: int, path: bytes) -> Version:
    """The file's version once its time is past, so that whoever writes it from now on changes its time."""
    version = _version(descriptor)
    step = _CLOCK_STEP_NS if version.mtime_ns % 1_000_000_000 else _COARSE_STEP_NS
    if abs(time.time_ns() - version.mtime_ns) < step:
        time.sleep(step / 1e9)
        if _version(descriptor) != version:
            raise _changed(path)
    return version


def _change_time(descriptor: int) -> int:
    """When the system last saw the file change, which whoever sets the file's own time back cannot."""
    return os.fstat(descriptor).st_ctime_ns


def _read(descriptor: int, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the file's end. One read for whatever the system gives in one."""
    pieces: list[bytes] = []
    while size and (piece := os.read(descriptor, size)):
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _changed(path: bytes) -> FileChanged:
    return FileChanged(
        f"{text_form(path)} was changed while it was read. Close the program that writes it and try again."
    )
