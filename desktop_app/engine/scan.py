"""Walk a folder as a stream: what can be sent, what cannot and why, what was passed over."""

import errno
import logging
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
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
    NotHere,
)
from desktop_app.domain.names import folded, text_form, told_apart
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import ScanNotes, UploadOptions
from desktop_app.engine import confinement
from desktop_app.engine.excludes import Excludes
from desktop_app.engine.find import Find, find_program, told_in_short
from desktop_app.engine.long_paths import for_system

log = logging.getLogger(__name__)

EMPTY_FOLDERS_NAMED = 100
"""How many empty folders are named; all are counted."""

_KINDS = {stat.S_IFSOCK: "a socket", stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
# A name in ASCII is its own key; but the key of the sign for kelvin is K, and two more signs have such keys.
_MAY_BE_ANOTHERS_KEY = re.compile(rb"[^\x00-\x7f]|[K;`]")
PLACEHOLDER_ENDINGS = (b".nextcloud", b".owncloud", b".icloud")
"""Files of a few bytes that clients of clouds put where a file of theirs would be ("virtual files with suffix")."""
_RECALLED_ON_READ = 0x1000 | 0x40000 | 0x400000
"""Windows: FILE_ATTRIBUTE_OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS (winnt.h)."""
_DATALESS = 0x40000000
"""macOS: SF_DATALESS (sys/stat.h)."""
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
    Only with ``use_find`` the order is another.

    Links to files are followed; links to folders only with ``follow_links``, and then never in a circle.
    The names of one folder are in memory per level, nothing else. ``notes`` says what was passed over.
    """

    root: bytes
    selection: tuple[bytes, ...] = ()
    """Relative paths to walk instead of the whole folder."""
    follow_links: bool = False
    excludes: tuple[str, ...] = ()
    use_find: bool = False
    """Whether the system's find walks, where there is one: the same files, in the order in which it comes upon them."""
    stopped: Callable[[], bool] = lambda: False
    notes: ScanNotes = field(default_factory=ScanNotes)

    @classmethod
    def of(
        cls,
        root: bytes,
        selection: tuple[bytes, ...],
        options: UploadOptions,
        stopped: Callable[[], bool] = lambda: False,
    ) -> "FolderScan":
        """The walk that the options of an upload ask for."""
        return cls(root, selection, options.follow_links, options.excludes, options.use_find, stopped)

    def __post_init__(self) -> None:
        self._excludes = Excludes(self.excludes)
        self._place: tuple[int, int] | None = None

    def __iter__(self) -> Iterator[_Found]:
        """Walk.

        Raises:
            FolderVanished: the root is not a folder that may be listed, or was lost on the way.
        """
        self._place = place_of(self.root)
        if self.selection:
            chosen = [path + b"/" if os.path.isdir(self._full(path)) else path for path in self.selection]
            yield from self._walk(self._sorted_out(chosen, frozenset()))
        elif (program := self._find_program()) is not None:
            yield from self._found_by(program)
        else:
            yield from self._walk(self._entries(_Level([b""])))

    def _find_program(self) -> str | None:
        if not self.use_find:
            return None
        if (program := find_program()) is None:
            log.warning("this system has no find that lists folders; %r is walked without it", self.root)
        return program

    def _found_by(self, program: str) -> Iterator[_Found]:
        """Walk by find; what is not simply a file or a folder is looked at as in any walk.

        What find prints on trouble is for people. So a folder in which it found nothing is looked into again: it is
        empty, or the reason is found out. If it complains of more than that, the whole is told as not complete.
        """
        find = Find(program, self.root, self.stopped)
        passed_over: bytes | None = None  # What is below it was left out, or walked otherwise.
        childless: bytes | None = b""  # A folder of which nothing has come yet.
        namesakes = _Namesakes(self._names)
        unreadable, came = 0, False
        for entry in find:
            path = entry.path
            if self.stopped():
                return
            came = True
            if passed_over is not None and path.startswith(passed_over):
                continue
            if childless is not None:
                if childless and not path.startswith(childless + b"/"):
                    for item in self._below(childless):
                        unreadable += isinstance(item, BlockedFile)
                        yield item
                childless = None
            parent, _, name = path.rpartition(b"/")
            if _MAY_BE_ANOTHERS_KEY.search(name) and (same := namesakes.of(parent, path, entry.kind)) is not None:
                passed_over = path + b"/"
                yield from self._walk(self._alike(same, self._above(parent)))
            elif entry.kind == b"f":
                if self._excludes.match(path, name, is_folder=False):
                    self._left_out()
                else:
                    yield FoundFile(path, entry.size_bytes, entry.mtime_ns)
            elif entry.kind == b"d":
                if self._excludes.match(path, name, is_folder=True):
                    self._left_out()
                    passed_over = path + b"/"
                else:
                    childless = path
            else:
                yield from self._walk(self._alike([path], self._above(parent)))
        if self.stopped():
            return
        if childless is not None:
            for item in self._below(childless):
                unreadable += isinstance(item, BlockedFile)
                yield item
        yield from self._complaints(find, unreadable, came)

    def _complaints(self, find: Find, unreadable: int, came: bool) -> Iterator[_Found]:
        """What find told on trouble, if it is more than what is known already."""
        if find.done and len(find.complaints) <= unreadable:
            return
        why = told_in_short(find.complaints)
        self._check_root(FileNotFoundError(errno.ENOENT, why))
        if not came:
            # It did not walk at all, and the folder has been walked without it.
            log.warning("find cannot walk %r: %s", self.root, why)
            return
        problem = FileUnreadable(
            tr(
                "Some of the folder could not be listed: {what}. Check the disk and send it again.",
                what=why or "find was ended",
            )
        )
        yield BlockedFile(b".", problem)

    def _below(self, folder: bytes) -> Iterator[_Found]:
        """Walk a folder without find."""
        return self._walk(self._entries(_Level([folder], self._above(folder.rpartition(b"/")[0]))))

    def _above(self, folder: bytes) -> frozenset[tuple[int, int]]:
        """A folder and those that hold it, which links may lead back to."""
        if not self.follow_links:
            return frozenset()
        found = set()
        while True:
            with suppress(OSError):
                status = os.stat(self._full(folder))
                found.add((status.st_dev, status.st_ino))
            if not folder:
                return frozenset(found)
            folder = folder.rpartition(b"/")[0]

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
                if not folder:
                    raise folder_vanished(self.root, error) from error
                self._check_root(error)
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
        confinement.check_name(full)
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
                confinement.check_name(full)
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
            if name.endswith(PLACEHOLDER_ENDINGS):
                problem = NotHere(
                    tr(
                        "{path} stands for a file in a cloud. Have the cloud's program keep it on this computer, "
                        "then send it.",
                        path=text_form(path),
                    )
                )
                return BlockedFile(path, problem, status.st_size)
            if is_cloud_only(status):
                self.notes = replace(self.notes, cloud_only=self.notes.cloud_only + 1)
            return FoundFile(path, status.st_size, status.st_mtime_ns)
        is_folder = stat.S_ISDIR(mode)
        if self._excludes.match(path, name, is_folder=is_folder):
            self._left_out()
            return None
        if not is_folder:
            kind = _KINDS.get(stat.S_IFMT(mode), "something else")
            return BlockedFile(
                path,
                NotAFile(
                    tr("{path} is {kind}, not a file, and has no contents to send.", path=text_form(path), kind=kind)
                ),
            )
        if is_link and not self.follow_links:
            self.notes = replace(self.notes, links_not_followed=self.notes.links_not_followed + 1)
            return None
        if (status.st_dev, status.st_ino) in above:
            return BlockedFile(
                path,
                LinkBroken(
                    tr(
                        "The link {path} leads back to a folder that holds it. Correct it, or leave it out.",
                        path=text_form(path),
                    )
                ),
            )
        return _Level([path], above)

    def _left_out(self) -> None:
        self.notes = replace(self.notes, excluded=self.notes.excluded + 1)

    def _note_empty(self, folder: bytes) -> None:
        notes, name = self.notes, text_form(folder) or "."
        named = (*notes.empty_names, name) if notes.empty_folders < EMPTY_FOLDERS_NAMED else notes.empty_names
        self.notes = replace(notes, empty_folders=notes.empty_folders + 1, empty_names=named)

    def _full(self, path: bytes) -> bytes:
        return for_system(os.path.join(self.root, path) if path else self.root)

    def _check_root(self, error: OSError) -> None:
        """Whether trouble with an entry is that of the whole folder.

        Raises:
            FolderVanished: it is.
        """
        place = place_of(self.root)
        if place is None or place != self._place:
            raise folder_vanished(self.root, error) from error


def is_cloud_only(status: os.stat_result) -> bool:
    """Whether a file's bytes are in a cloud alone, whose client fetches them when they are read."""
    attributes: int = getattr(status, "st_file_attributes", 0)
    flags: int = getattr(status, "st_flags", 0)
    return bool(attributes & _RECALLED_ON_READ or flags & _DATALESS)


def place_of(folder: bytes) -> tuple[int, int] | None:
    """Device and inode of a folder, None if there is none.

    They change when a disk is unplugged: what it was mounted on may still be there, a folder too, and empty.
    """
    try:
        status = os.stat(for_system(folder))
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


class _Namesakes:
    """Which entries of a folder have one key, found out by listing it, while the walk is in it or below."""

    def __init__(self, names_in: Callable[[bytes], tuple[list[bytes], tuple[int, int]]]) -> None:
        self._names_in = names_in
        self._open: list[tuple[bytes, dict[bytes, list[bytes]]]] = []

    def of(self, folder: bytes, path: bytes, kind: bytes) -> list[bytes] | None:
        """All that have this path's key when the first of them comes, none with the next; None if it is alone."""
        while self._open and self._open[-1][0] not in (folder, b"") and not folder.startswith(self._open[-1][0] + b"/"):
            self._open.pop()
        if not self._open or self._open[-1][0] != folder:
            self._open.append((folder, self._groups(folder)))
        groups = self._open[-1][1]
        same = groups.get(path + b"/") if kind in (b"d", b"l") else None
        if same is None and (same := groups.get(path)) is None:
            return None
        taken = same[:]
        same.clear()
        return taken

    def _groups(self, folder: bytes) -> dict[bytes, list[bytes]]:
        """The entries of a folder that share their key, each with all of them."""
        try:
            names, _ = self._names_in(folder)
        except OSError:
            return {}  # Then there is nothing more to find in it either.
        by_key: dict[bytes, list[bytes]] = {}
        for name in names:
            if _MAY_BE_ANOTHERS_KEY.search(name):
                path = folder + b"/" + name if folder else name
                by_key.setdefault(folded(path), []).append(path)
        shared = [sorted(same) for same in by_key.values() if len(same) > 1]
        return {path: same for same in shared for path in same}


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
        return LinkBroken(tr("The link {name} leads in a circle. Correct it, or leave it out.", name=name))
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        if os.path.islink(full):
            return LinkBroken(
                tr("The link {name} leads to something that is not there. Correct it, or leave it out.", name=name)
            )
        return FileVanished(tr("{name} is no longer there. Put it back and try again, or leave it out.", name=name))
    if error.errno in (errno.EACCES, errno.EPERM):
        return FileUnreadable(
            tr("{name} may not be read by your user. Change its permissions and try again.", name=name)
        )
    return FileUnreadable(
        tr(
            "{name} cannot be read: {what}. Check the disk or network drive and try again.",
            name=name,
            what=error.strerror or error,
        )
    )


def folder_vanished(root: bytes, error: OSError) -> FolderVanished:
    """The folder itself cannot be walked."""
    name = text_form(root)
    if error.errno in (errno.EACCES, errno.EPERM):
        return FolderVanished(
            tr("The folder {name} may not be opened by your user. Change its permissions and try again.", name=name)
        )
    return FolderVanished(
        tr(
            "The folder {name} is not there. Plug the disk in again or choose another folder; what was sent is kept.",
            name=name,
        )
    )


def _collided(files: Sequence[FoundFile]) -> Iterator[BlockedFile]:
    names = told_apart([file.path for file in files])
    for file in files:
        problem = NamesCollide(
            tr("{names} look different on the disk but are one name in S3. Rename one of them.", names=names)
        )
        yield BlockedFile(file.path, problem, file.size_bytes)
