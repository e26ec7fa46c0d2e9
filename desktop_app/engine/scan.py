"""Walk a folder as a stream: what can be sent, what cannot and why, what was passed over."""

import errno
import logging
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from desktop_app.domain.errors import (
    FileProblem,
    FileUnreadable,
    FileVanished,
    FolderVanished,
    LinkBroken,
    NamesCollide,
    NotAFile,
)
from desktop_app.domain.names import folded, text_form
from desktop_app.domain.values import ScanNotes
from desktop_app.engine.excludes import Excludes
from desktop_app.engine.long_paths import for_system

log = logging.getLogger(__name__)

EMPTY_FOLDERS_NAMED = 100
"""How many empty folders are named; all are counted."""

_KINDS = {stat.S_IFSOCK: "a socket", stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
_SEPARATOR = os.fsencode(os.sep)


class FoundFile(NamedTuple):
    """A file that can be sent. ``path`` is relative and raw; bytes; nanoseconds since the epoch."""

    path: bytes
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class BlockedFile:
    """Something in the folder that cannot be sent, and why."""

    path: bytes
    problem: FileProblem
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Level:
    """Folders that are one in S3, and which folders hold them, by device and inode."""

    folders: Sequence[bytes]
    above: frozenset[tuple[int, int]] = frozenset()


_Found = FoundFile | BlockedFile


@dataclass
class FolderScan:
    """One walk over a folder, in the order that the files' keys have in S3, so that a listing can go beside it.

    Links to files are followed; links to folders only with ``follow_links``, and then never in a circle.
    The names of one folder are in memory per level, nothing else. ``notes`` says what was passed over.
    """

    root: bytes
    selection: tuple[bytes, ...] = ()
    """Relative paths to walk instead of the whole folder."""
    follow_links: bool = False
    excludes: tuple[str, ...] = ()
    stopped: Callable[[], bool] = lambda: False
    notes: ScanNotes = field(default_factory=ScanNotes)

    def __post_init__(self) -> None:
        self._excludes = Excludes(self.excludes)
        self._identity: tuple[int, int] | None = None

    def __iter__(self) -> Iterator[_Found]:
        """Walk.

        Raises:
            FolderVanished: the root is not a folder that may be listed, or was lost on the way.
        """
        self._identity = self._root_identity()
        if self.selection:
            chosen = [path + b"/" if os.path.isdir(self._full(path)) else path for path in self.selection]
            yield from self._walk(self._sorted_out(chosen, frozenset()))
        else:
            yield from self._walk(self._entries(_Level([b""])))

    def _walk(self, entries: "Iterator[_Found | _Level]") -> Iterator[_Found]:
        """Walk entries and all that is below them."""
        # A stack, not recursion: folders may be nested deeper than Python's calls.
        waiting = [entries]
        while waiting:
            for item in waiting[-1]:
                if isinstance(item, _Level):
                    waiting.append(self._entries(item))
                    break
                yield item
            else:
                waiting.pop()

    def _entries(self, level: _Level) -> "Iterator[_Found | _Level]":
        """What is in folders whose names S3 cannot tell apart, as in the one folder that they are there."""
        above = level.above
        paths: list[bytes] = []
        for folder in level.folders:
            try:
                names, identity = self._names(folder)
            except OSError as error:
                self._check_root(error)
                if not folder:
                    raise folder_vanished(self.root, error) from error
                yield BlockedFile(folder, translate(error, folder, self._full(folder)))
                continue
            if not names:
                self._note_empty(folder)
            above |= {identity}
            if len(level.folders) == 1 and all(map(bytes.isascii, names)):
                # Nearly every folder: its names are their keys, so none can be another's.
                names.sort()
                yield from self._each(folder, names, above)
            else:
                paths += (folder + b"/" + name if folder else name for name in names)
        if paths:
            yield from self._sorted_out(paths, above)

    def _names(self, folder: bytes) -> tuple[list[bytes], tuple[int, int]]:
        """The names in a folder, those of folders with a ``/`` behind, and its device and inode."""
        full = self._full(folder)
        with os.scandir(full) as entries:
            names = [entry.name + b"/" if _is_folder(entry) else entry.name for entry in entries]
            status = os.stat(full)
        return names, (status.st_dev, status.st_ino)

    def _each(
        self, folder: bytes, names: Iterable[bytes], above: frozenset[tuple[int, int]]
    ) -> "Iterator[_Found | _Level]":
        """The entries of one folder, of which none has another's key."""
        before, full = folder + b"/" if folder else b"", self._full(folder) + _SEPARATOR
        for name in names:
            if self.stopped():
                return
            name = name.removesuffix(b"/")
            if (item := self._entry(before + name, name, full + name, above)) is not None:
                yield item

    def _sorted_out(self, paths: Iterable[bytes], above: frozenset[tuple[int, int]]) -> "Iterator[_Found | _Level]":
        """Entries, of which some may have one key: files are then blocked, folders walked as one."""
        for _, same in groupby(sorted(paths, key=lambda path: (folded(path), path)), key=folded):
            if self.stopped():
                return
            yield from self._alike(list(same), above)

    def _alike(self, paths: Sequence[bytes], above: frozenset[tuple[int, int]]) -> "Iterator[_Found | _Level]":
        """Entries that have one key."""
        files: list[FoundFile] = []
        folders: list[bytes] = []
        for path in paths:
            path = path.removesuffix(b"/")
            item = self._entry(path, path.rpartition(b"/")[2], self._full(path), above)
            if isinstance(item, FoundFile):
                files.append(item)
            elif isinstance(item, _Level):
                folders += item.folders
                above |= item.above
            elif item is not None:
                yield item
        yield from files if len(files) == 1 else _collided(files)
        if folders:
            yield _Level(folders, above)

    def _entry(
        self, path: bytes, name: bytes, full: bytes, above: frozenset[tuple[int, int]]
    ) -> "_Found | _Level | None":
        """One entry by its path, its name, and where it is: a file, a folder to go into, or nothing to send."""
        try:
            status = os.lstat(full)
            is_link = stat.S_ISLNK(status.st_mode)
            if is_link:
                status = os.stat(full)
        except OSError as error:
            if self._excludes.match(path, name, is_folder=False):
                self._left_out()
                return None
            self._check_root(error)
            return BlockedFile(path, translate(error, path, full))
        mode = status.st_mode
        if stat.S_ISREG(mode):
            if self._excludes.match(path, name, is_folder=False):
                self._left_out()
                return None
            return FoundFile(path, status.st_size, status.st_mtime_ns)
        is_folder = stat.S_ISDIR(mode)
        if self._excludes.match(path, name, is_folder=is_folder):
            self._left_out()
            return None
        if not is_folder:
            kind = _KINDS.get(stat.S_IFMT(mode), "something else")
            return BlockedFile(path, NotAFile(f"{text_form(path)} is {kind}, not a file, and has no contents to send."))
        if is_link and not self.follow_links:
            self.notes = replace(self.notes, links_not_followed=self.notes.links_not_followed + 1)
            return None
        if (status.st_dev, status.st_ino) in above:
            return BlockedFile(path, LinkBroken(f"The link {text_form(path)} leads back to a folder that holds it."))
        return _Level([path], above)

    def _left_out(self) -> None:
        self.notes = replace(self.notes, excluded=self.notes.excluded + 1)

    def _note_empty(self, folder: bytes) -> None:
        notes, name = self.notes, text_form(folder) or "."
        named = (*notes.empty_names, name) if notes.empty_folders < EMPTY_FOLDERS_NAMED else notes.empty_names
        self.notes = replace(notes, empty_folders=notes.empty_folders + 1, empty_names=named)

    def _full(self, path: bytes) -> bytes:
        return for_system(os.path.join(self.root, path) if path else self.root)

    def _root_identity(self) -> tuple[int, int]:
        try:
            status = os.stat(self._full(b""))
        except OSError as error:
            raise folder_vanished(self.root, error) from error
        return status.st_dev, status.st_ino

    def _check_root(self, error: OSError) -> None:
        """Whether trouble with an entry is that of the whole folder.

        Raises:
            FolderVanished: it is not there, or another one has taken its place, as when a disk is unplugged.
        """
        if self._root_identity() != self._identity or not os.path.isdir(self._full(b"")):
            raise folder_vanished(self.root, error) from error


def _is_folder(entry: "os.DirEntry[bytes]") -> bool:
    """Whether an entry is a folder or a link to one; what cannot be told is found out when it is its turn."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def translate(error: OSError, path: bytes, full: bytes) -> FileProblem:
    """The problem of ours that an OSError at a file means: ``path`` for people, ``full`` where it is."""
    name = text_form(path)
    if error.errno == errno.ELOOP:
        return LinkBroken(f"The link {name} leads in a circle.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        if os.path.islink(full):
            return LinkBroken(f"The link {name} leads to something that is not there.")
        return FileVanished(f"{name} is no longer there. Put it back and try again, or leave it out.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return FileUnreadable(f"{name} may not be read by your user. Change its permissions and try again.")
    return FileUnreadable(
        f"{name} cannot be read: {error.strerror or error}. Check the disk or network drive and try again."
    )


def folder_vanished(root: bytes, error: OSError) -> FolderVanished:
    """The folder itself cannot be walked."""
    name = text_form(root)
    if error.errno in (errno.EACCES, errno.EPERM):
        return FolderVanished(
            f"The folder {name} may not be opened by your user. Change its permissions and try again."
        )
    return FolderVanished(
        f"The folder {name} is not there. Plug the disk in again or choose another folder; what was sent is kept."
    )


def _collided(files: Sequence[FoundFile]) -> Iterator[BlockedFile]:
    names = " and ".join(_spelled(file.path) for file in files)
    for file in files:
        problem = NamesCollide(f"{names} look different on the disk but are one name in S3. Rename one of them.")
        yield BlockedFile(file.path, problem, file.size_bytes)


def _spelled(path: bytes) -> str:
    r"""A name whose accents show how they are stored, as ``cafe\u0301``, since the names look alike."""
    return path.decode("utf-8", "surrogateescape").encode("ascii", "backslashreplace").decode()
