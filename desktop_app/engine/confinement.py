"""Where files may be read from, in a process that reads for others: a job on a server, below the operator's roots.

Whoever may write below a root could lead out of it by links, and put them there after any look at names. So what was
opened is what is judged; names are only judged as well, so that nothing outside is told of.
"""

import errno
import os
from collections.abc import Iterable

_OPENED = b"/proc/self/fd/%d"

_roots: tuple[bytes, ...] | None = None


def confine(roots: Iterable[str | os.PathLike[str]]) -> None:
    """From here on read nothing in this process but what is below these folders, wherever links lead."""
    global _roots
    _roots = tuple(os.path.realpath(os.fsencode(root)) for root in roots)


def check_name(full: bytes) -> None:
    """See that a file or folder is where this process may read; raises PermissionError."""
    if _roots is not None:
        _check(os.path.realpath(full), full)


def check_opened(descriptor: int, full: bytes) -> None:
    """See that a file that is open lies where this process may read, whatever its name leads to by now.

    Where the system does not tell where an open file lies, its name is judged.

    Raises:
        PermissionError: it does not.
    """
    if _roots is None:
        return
    try:
        place = os.readlink(_OPENED % descriptor)
    except FileNotFoundError:
        place = os.path.realpath(full)
    _check(place, full)


def _check(place: bytes, full: bytes) -> None:
    if not any(place == root or place.startswith(os.path.join(root, b"")) for root in _roots or ()):
        raise PermissionError(errno.EACCES, "It lies outside of the folders that may be read", full)
