"""Files and folders for their owner's eyes alone: names of files, people and buckets stand in most of what is kept.

On Windows a person's own folders keep others out already, and modes mean nothing there.
"""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may look into, and those above it that are missing; raises OSError."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=FOLDER_MODE)
    if not folder.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(folder))


def make_file(path: Path) -> None:
    """Make an empty file if there is none: SQLite gives what it writes beside a file that file's mode; raises OSError.

    Not by the umask, which is the whole process's: other threads would make files in the meantime.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))


def opener(path: str, flags: int) -> int:
    """For `open`: what is made is its owner's alone."""
    return os.open(path, flags, FILE_MODE)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file in the place of one, or of none, once the block has ended well: nobody meets half of it.

    Its owner's alone. What broke off leaves nothing. Raises OSError.
    """
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def tighten(path: Path, taken: int = _OTHERS) -> None:
    """Take from others what an earlier program left them, as far as the file or folder is ours; no error if it is not.

    A sticky folder is everybody's, whoever owns it.
    """
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        found = path.stat()
        if found.st_uid == os.geteuid() and found.st_mode & taken and not found.st_mode & stat.S_ISVTX:
            path.chmod(stat.S_IMODE(found.st_mode) & ~taken)


def tighten_folder(folder: Path) -> None:
    """Tighten a folder and the files that lie in it."""
    tighten(folder)
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.is_file() and not path.is_symlink():
                tighten(path)


def tighten_database(database: Path, *, may_be_shared: bool = False) -> None:
    """Tighten a SQLite file with what lies beside it.

    ``may_be_shared``: a group that may write keeps its rights. Only such a group can work with the file, so somebody
    gave it to the group on purpose.
    """
    with contextlib.suppress(OSError):
        shared = may_be_shared and database.stat().st_mode & stat.S_IWGRP
        for end in ("", "-wal", "-shm"):
            tighten(database.with_name(database.name + end), stat.S_IRWXO if shared else _OTHERS)
