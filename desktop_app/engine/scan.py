"""Walk a folder as a stream: what can be sent, what cannot and why, what was passed over."""

import errno
import os
import stat
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pathspec

from desktop_app.domain.errors import (
    FileProblem,
    FileUnreadable,
    FileVanished,
    FolderVanished,
    InvalidValue,
    LinkBroken,
    NamesCollide,
    NotAFile,
)
from desktop_app.domain.names import folded, text_form, told_apart
from desktop_app.domain.values import ScanNotes

JUNK = (".DS_Store", "Thumbs.db", "desktop.ini", "~$*")
"""Patterns that are always left out, and counted: what Finder, Explorer and Office leave behind."""

_KINDS = {stat.S_IFSOCK: "a socket", stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


@dataclass(frozen=True, slots=True)
class FoundFile:
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

    folders: list[bytes]
    above: frozenset[tuple[int, int]] = frozenset()


@dataclass
class FolderScan:
    """One walk over a folder, in the order of the names' bytes, so that a second walk gives the same order.

    Links to files are followed; links to folders only with ``follow_links``, and then never in a circle.
    At most one folder's names are in memory per level. ``notes`` counts what was passed over.
    """

    root: bytes
    selection: tuple[bytes, ...] = ()
    """Relative paths to walk instead of the whole folder."""
    follow_links: bool = False
    excludes: tuple[str, ...] = ()
    stopped: Callable[[], bool] = lambda: False
    notes: ScanNotes = field(default_factory=ScanNotes)

    def __post_init__(self) -> None:
        try:
            self._excluded = pathspec.GitIgnoreSpec.from_lines((*JUNK, *self.excludes))
        except ValueError as error:
            raise InvalidValue("excludes", f"This is no pattern as in .gitignore: {error}.") from error

    def __iter__(self) -> Iterator[FoundFile | BlockedFile]:
        """Walk.

        Raises:
            FolderVanished: the root is not a folder that may be listed, or was lost on the way.
        """
        # A stack, not recursion: folders may be nested deeper than Python's calls.
        waiting = [_Level([b""])]
        if self.selection:
            chosen = [(path, _join(self.root, path)) for path in sorted(self.selection)]
            waiting = yield from self._entries(chosen, frozenset())
        while waiting:
            waiting += yield from self._walk(waiting.pop())

    def _walk(self, level: "_Level") -> Generator[FoundFile | BlockedFile, None, "list[_Level]"]:
        """Walk folders whose names S3 cannot tell apart, as the one folder that they are there; then those below."""
        above = level.above
        found: list[tuple[bytes, bytes]] = []
        for folder in level.folders:
            try:
                with os.scandir(_join(self.root, folder)) as entries:
                    names = sorted(entry.name for entry in entries)
                    identity = os.stat(_join(self.root, folder))
            except OSError as error:
                if not folder or not os.path.isdir(self.root):
                    raise folder_vanished(self.root, error) from error
                yield BlockedFile(folder, translate(error, folder, _join(self.root, folder)))
                continue
            if not names:
                self.notes = replace(self.notes, empty_folders=self.notes.empty_folders + 1)
            above |= {(identity.st_dev, identity.st_ino)}
            found += ((folder + b"/" + name if folder else name, _join(self.root, folder, name)) for name in names)
        return (yield from self._entries(found, above))

    def _entries(
        self, entries: Sequence[tuple[bytes, bytes]], above: frozenset[tuple[int, int]]
    ) -> Generator[FoundFile | BlockedFile, None, "list[_Level]"]:
        """Sort the entries of one folder into files, what cannot be sent, and folders below, the last one first."""
        namesakes = Counter(folded(path) for path, _ in entries)
        alike: dict[bytes, list[FoundFile]] = {}
        folders: dict[bytes, list[bytes]] = {}
        for path, full in entries:
            if self.stopped():
                return []
            try:
                is_link, status = self._status(full)
            except OSError as error:
                if self._is_excluded(path, is_folder=False):
                    self.notes = replace(self.notes, excluded=self.notes.excluded + 1)
                elif not os.path.isdir(self.root):
                    raise folder_vanished(self.root, error) from error
                else:
                    yield BlockedFile(path, translate(error, path, full))
                continue
            is_folder = stat.S_ISDIR(status.st_mode)
            if self._is_excluded(path, is_folder):
                self.notes = replace(self.notes, excluded=self.notes.excluded + 1)
            elif is_folder and is_link and not self.follow_links:
                self.notes = replace(self.notes, links_not_followed=self.notes.links_not_followed + 1)
            elif is_folder and (status.st_dev, status.st_ino) in above:
                yield BlockedFile(path, LinkBroken(f"The link {text_form(path)} leads back to a folder that holds it."))
            elif is_folder:
                folders.setdefault(folded(path), []).append(path)
            elif stat.S_ISREG(status.st_mode):
                file = FoundFile(path, status.st_size, status.st_mtime_ns)
                if namesakes[folded(path)] == 1:
                    yield file
                else:
                    alike.setdefault(folded(path), []).append(file)
            else:
                kind = _KINDS.get(stat.S_IFMT(status.st_mode), "something else")
                yield BlockedFile(
                    path, NotAFile(f"{text_form(path)} is {kind}, not a file, and has no contents to send.")
                )
        yield from _without_collisions(alike)
        return [_Level(same, above) for same in reversed(folders.values())]

    def _status(self, full: bytes) -> tuple[bool, os.stat_result]:
        own = os.lstat(full)
        is_link = stat.S_ISLNK(own.st_mode)
        return is_link, os.stat(full) if is_link else own

    def _is_excluded(self, path: bytes, is_folder: bool) -> bool:
        return self._excluded.match_file(path.decode("utf-8", "surrogateescape") + ("/" if is_folder else ""))


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


def _without_collisions(files: dict[bytes, list[FoundFile]]) -> Iterator[FoundFile | BlockedFile]:
    for same in files.values():
        if len(same) == 1:
            yield same[0]
            continue
        names = told_apart([file.path for file in same])
        for file in same:
            problem = NamesCollide(f"{names} look different on the disk but are one name in S3. Rename one of them.")
            yield BlockedFile(file.path, problem, file.size_bytes)


def _join(*segments: bytes) -> bytes:
    return os.path.join(*(segment for segment in segments if segment))
