"""The system's find as the one who walks: what it prints about a folder, as a stream."""

import functools
import os
import select
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from desktop_app.domain.names import text_form

_WINDOWS = sys.platform == "win32"
_LOOK_UP_SECONDS = 0.05
"""How soon a walk notices that it is to stop, while find itself waits for a slow disk."""
_READ = 2**16
_GNU_FORMAT = "%y %s %T@ %P\\0"


class Entry(NamedTuple):
    """What find says of one entry: its relative path, and as find writes them ``f``, ``d``, ``l`` or another kind."""

    path: bytes
    kind: bytes
    size_bytes: int = 0
    mtime_ns: int = 0


class Find:
    """One run of find over a folder: each folder before what is in it, links not followed.

    GNU's find tells sizes and times itself; of any other only the names are taken. What it complains about is known
    after the walk, when it has ended by itself: ``complaints``, and whether it is ``done``.
    """

    def __init__(self, program: str, root: bytes, stopped: Callable[[], bool] = lambda: False) -> None:
        self._program = program
        # It would take a name that begins with - for an option.
        self._root = root if os.path.isabs(root) else os.path.join(b".", root)
        self._stopped = stopped
        self.done = False
        self.complaints: list[str] = []

    def __iter__(self) -> Iterator[Entry]:
        """Walk; ends early when stopped. However it ends, the process is gone then."""
        gnu = is_gnu(self._program)
        # -H: the folder itself may be a link.
        command = [
            self._program,
            "-H",
            self._root,
            "-mindepth",
            "1",
            *(("-printf", _GNU_FORMAT) if gnu else ("-print0",)),
        ]
        with tempfile.TemporaryFile() as complaints:
            process = subprocess.Popen(  # noqa: S603 (a program of the system's, and an argument that is a path)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env={**os.environ, "LC_ALL": "C"},
            )
            try:
                yield from (self._told if gnu else self._looked_at)(self._records(process))
                if not self._stopped():
                    self.done = process.wait() >= 0
                    complaints.seek(0)
                    self.complaints = complaints.read(_READ).decode("utf-8", "surrogateescape").splitlines()
                    if process.returncode and not self.complaints:
                        self.complaints = [f"find ended with status {process.returncode}"]
            finally:
                process.kill()
                if process.stdout is not None:
                    process.stdout.close()
                # One that hangs in the kernel with its disk cannot be waited for.
                with suppress(subprocess.TimeoutExpired):
                    process.wait(1)

    def _records(self, process: "subprocess.Popen[bytes]") -> Iterator[list[bytes]]:
        """Its output, some records at a time."""
        assert process.stdout is not None  # noqa: S101 (it is a pipe)
        output, rest = process.stdout.fileno(), b""
        while not self._stopped():
            if not select.select([output], [], [], _LOOK_UP_SECONDS)[0]:
                continue
            if not (piece := os.read(output, _READ)):
                return
            *records, rest = (rest + piece).split(b"\0")
            yield records

    def _told(self, stretches: Iterator[list[bytes]]) -> Iterator[Entry]:
        for records in stretches:
            for record in records:
                kind, size, mtime, path = record.split(b" ", 3)
                if mtime.startswith(b"-"):
                    yield self._look_at(path)  # Before 1970: find's notation is not what it means.
                else:
                    seconds, _, fraction = mtime.partition(b".")
                    yield Entry(path, kind, int(size), int(seconds + fraction[:9].ljust(9, b"0")))

    def _looked_at(self, stretches: Iterator[list[bytes]]) -> Iterator[Entry]:
        begin = len(os.path.join(self._root, b""))
        for records in stretches:
            for record in records:
                yield self._look_at(record[begin:].lstrip(b"/"))

    def _look_at(self, path: bytes) -> Entry:
        try:
            status = os.lstat(os.path.join(self._root, path))
        except OSError:
            return Entry(path, b"?")
        kind = {stat.S_IFREG: b"f", stat.S_IFDIR: b"d", stat.S_IFLNK: b"l"}.get(stat.S_IFMT(status.st_mode), b"?")
        return Entry(path, kind, status.st_size, status.st_mtime_ns)


def find_program() -> str | None:
    """Where the system's find is; None where there is none. Windows has one, which looks for words in files."""
    return None if _WINDOWS else shutil.which("find")


@functools.cache
def is_gnu(program: str) -> bool:
    """Whether a find is GNU's, which can tell more than names."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, timeout=5)  # noqa: S603 (the system's find)
    except (OSError, subprocess.SubprocessError):
        return False
    return b"GNU findutils" in told.stdout


def told_in_short(complaints: list[str]) -> str:
    """The first of find's complaints, for people."""
    return text_form(complaints[0].encode("utf-8", "surrogateescape")) if complaints else ""
