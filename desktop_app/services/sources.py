"""What a person chose to send: folders, and files of them."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.domain.errors import EmptyFolder
from desktop_app.domain.names import text_form
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadOptions
from desktop_app.engine.scan import FolderScan, folder_vanished


@dataclass(frozen=True, slots=True)
class Source:
    """What one upload session sends: a folder, or some files of it."""

    folder: bytes
    selection: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        """As a person knows it."""
        return text_form(self.folder)


def sources_of(paths: Iterable[str | os.PathLike[str]]) -> list[Source]:
    """Sources for what was dropped: each folder one of its own, loose files together one from their common parent.

    Raises:
        FolderVanished: one of them is not there.
    """
    folders: list[bytes] = []
    files: list[bytes] = []
    for path in dict.fromkeys(os.fsencode(os.path.abspath(path)) for path in paths):
        try:
            is_folder = os.path.isdir(path)
            os.lstat(path)
        except OSError as error:
            raise folder_vanished(path, error) from error
        (folders if is_folder else files).append(path)
    sources = [Source(folder) for folder in folders]
    if files:
        parent = os.path.commonpath([os.path.dirname(file) for file in files])
        selection = tuple(os.path.relpath(file, parent).replace(os.fsencode(os.sep), b"/") for file in files)
        sources.append(Source(parent, selection))
    return sources


def check_not_empty(source: Source, options: UploadOptions) -> None:
    """See whether there is a file to send.

    Raises:
        FolderVanished: it is not there.
        EmptyFolder: it holds none.
    """
    if next(iter(FolderScan.of(source.folder, source.selection, options)), None) is None:
        raise EmptyFolder(tr("There is no file in {name}. Choose another folder.", name=source.name))
