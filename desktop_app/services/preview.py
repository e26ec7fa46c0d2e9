"""What an upload would do, counted while a folder is looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from desktop_app.domain.names import text_form
from desktop_app.domain.objects import PlannedFile
from desktop_app.domain.states import FileStatus
from desktop_app.domain.uploads import ScanNotes
from desktop_app.engine.scan import EMPTY_FOLDERS_NAMED, FolderScan

_REPORT_EVERY = 500
_BLOCKED_TOLD = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """What a scan found so far; sizes in bytes."""

    files: int = 0
    """Those that can be sent, also if they are there already."""
    total_bytes: int = 0
    compared: bool = False
    """Whether the bucket was looked at, as a dry run does."""
    files_skipped: int = 0
    """Of them, those that are there already, if that was looked at."""
    skipped_bytes: int = 0
    blocked: tuple[tuple[str, str, str], ...] = ()
    """Path, title and reason of the first of them."""
    blocked_files: int = 0
    blocked_bytes: int = 0
    notes: ScanNotes = field(default_factory=ScanNotes)
    finished: bool = False


class PreviewTally:
    """What a preview is counted with: a million files make a million steps."""

    def __init__(self, *, compared: bool = False) -> None:
        self._compared = compared
        self._statuses = dict.fromkeys((FileStatus.PENDING, FileStatus.SKIPPED, FileStatus.BLOCKED), (0, 0))
        self._blocked: list[tuple[str, str, str]] = []
        self._notes = ScanNotes()

    def count(self, planned: Iterable[PlannedFile], scan: FolderScan, report: Callable[[Preview], None]) -> None:
        """Count all of one source."""
        for number, file in enumerate(planned):
            files, size = self._statuses[file.status]
            self._statuses[file.status] = (files + 1, size + file.size_bytes)
            if file.status is FileStatus.BLOCKED and len(self._blocked) < _BLOCKED_TOLD:
                self._blocked.append((text_form(file.path), file.error_title, file.error_message))
            if number % _REPORT_EVERY == 0:
                report(self.preview())
        self._notes = _added(self._notes, scan.notes)

    def preview(self, *, finished: bool = False) -> Preview:
        """What stands now."""
        there, there_bytes = self._statuses[FileStatus.SKIPPED]
        to_send, bytes_to_send = self._statuses[FileStatus.PENDING]
        blocked, blocked_bytes = self._statuses[FileStatus.BLOCKED]
        return Preview(
            files=to_send + there,
            total_bytes=bytes_to_send + there_bytes,
            compared=self._compared,
            files_skipped=there,
            skipped_bytes=there_bytes,
            blocked=tuple(self._blocked),
            blocked_files=blocked,
            blocked_bytes=blocked_bytes,
            notes=self._notes,
            finished=finished,
        )


def _added(one: ScanNotes, other: ScanNotes) -> ScanNotes:
    return ScanNotes(
        links_not_followed=one.links_not_followed + other.links_not_followed,
        excluded=one.excluded + other.excluded,
        cloud_only=one.cloud_only + other.cloud_only,
        empty_folders=one.empty_folders + other.empty_folders,
        empty_names=(*one.empty_names, *other.empty_names)[:EMPTY_FOLDERS_NAMED],
    )
