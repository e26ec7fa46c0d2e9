r"""Windows opens paths of more than 260 characters only when they are written behind ``\\?\``."""

import sys

_WINDOWS = sys.platform == "win32"


def for_system(path: bytes) -> bytes:
    """An absolute path as the system opens it, however long it is; on anything but Windows the path itself."""
    return behind_prefix(path) if _WINDOWS else path


def behind_prefix(path: bytes) -> bytes:
    r"""An absolute Windows path behind ``\\?\``, ``\\server\share`` behind ``\\?\UNC\``; a relative one as it is.

    Behind it Windows takes a path as it stands: only backslashes, no ``.`` or ``..``, and names that end in a dot or a
    space are names.
    """
    path = path.replace(b"/", b"\\")
    if path.startswith((b"\\\\?\\", b"\\\\.\\")):
        return path
    if path.startswith(b"\\\\"):
        return b"\\\\?\\UNC\\" + _resolved(path[2:])
    if path[1:3] == b":\\":
        return b"\\\\?\\" + _resolved(path)
    return path


def _resolved(path: bytes) -> bytes:
    """Without empty and ``.`` segments, and without those that ``..`` goes back over; the first one stays."""
    first, *rest = path.split(b"\\")
    kept: list[bytes] = []
    for segment in rest:
        if segment == b"..":
            del kept[-1:]
        elif segment not in (b"", b"."):
            kept.append(segment)
    # A drive's own folder is told from the drive by its backslash.
    return b"\\".join((first, *kept)) if kept else first + b"\\"
