"""Send folders: look at them first, start, go on later."""

import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from desktop_app.domain import private
from desktop_app.domain.errors import EmptyFolder, NotPossibleNow, TakenOver, UploadBusy, WaybillError
from desktop_app.domain.events import Listener, RunEnded, no_listener
from desktop_app.domain.names import text_form
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.values import (
    Cycle,
    Destination,
    Progress,
    Project,
    ScanNotes,
    SignedIn,
    UploadOptions,
    UploadSession,
)
from desktop_app.engine.patience import with_patience
from desktop_app.engine.plan import decide
from desktop_app.engine.scan import FolderScan, folder_vanished
from desktop_app.engine.transfer import TransferEngine
from desktop_app.journal.journal import Journal

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

OpenBucket = Callable[[Destination, str | None], "Bucket"]
"""Opens the storage of a destination, with the AWS profile to use; raises StorageError."""

_REPORT_EVERY = 500


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


@dataclass(frozen=True, slots=True)
class Preview:
    """What a scan found so far; sizes in bytes."""

    files: int = 0
    total_bytes: int = 0
    blocked: tuple[tuple[str, str, str], ...] = ()
    """Path, title and reason of the first of them."""
    blocked_files: int = 0
    notes: ScanNotes = field(default_factory=ScanNotes)
    finished: bool = False


class UploadRun:
    """One upload session being sent by this process, from `UploadService`. `run` blocks and is called once."""

    def __init__(
        self, upload: UploadSession, engine: TransferEngine, lock: FileLock, running: "dict[str, UploadRun]"
    ) -> None:
        self.upload = upload
        self._engine = engine
        self._lock = lock
        self._running = running

    def run(self) -> RunEnded:
        """Send until it is done, paused, cancelled or stopped by trouble; see `TransferEngine.run`."""
        self._running[self.upload.client_uuid] = self
        try:
            return self._engine.run()
        finally:
            del self._running[self.upload.client_uuid]
            self._lock.release()

    def pause(self, because: WaybillError | None = None) -> None:
        """Stop after the requests under way; what was sent is kept. ``because`` is told at the end of the run."""
        self._engine.pause(because)

    def cancel(self) -> None:
        """Stop, and give up what has not been sent."""
        self._engine.cancel()

    def progress(self) -> Progress:
        """What stands now."""
        return self._engine.progress()


class UploadService:
    """Uploads of one signed-in person from this workstation."""

    def __init__(
        self,
        journal: Journal,
        account_id: int,
        signed_in: SignedIn,
        open_bucket: OpenBucket,
        locks: Path,
        workstation: str,
    ) -> None:
        self._journal = journal
        self._account_id = account_id
        self._signed_in = signed_in
        self._open_bucket = open_bucket
        self._locks = locks
        self._workstation = workstation
        self._running: dict[str, UploadRun] = {}

    def stop(self, client_uuid: str, because: WaybillError) -> None:
        """Stop an upload session, if it is being sent here: the company has given it to somebody else."""
        if (run := self._running.get(client_uuid)) is not None:
            run.pause(because)

    def preview(
        self,
        sources: Iterable[Source],
        s3_prefix: str,
        options: UploadOptions,
        *,
        report: Callable[[Preview], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Preview:
        """Scan without writing anything; ``report`` hears of what was found so far, every few hundred files.

        Raises:
            FolderVanished: a folder is not there.
        """
        preview = Preview()
        for source in sources:
            scan = _scan(source, options, stopped)
            before = preview.notes
            for number, item in enumerate(scan):
                planned = decide(item, s3_prefix)
                if planned.status is FileStatus.BLOCKED:
                    told = (text_form(planned.path), planned.error_title, planned.error_message)
                    preview = replace(
                        preview,
                        blocked=(*preview.blocked, told)[:100],
                        blocked_files=preview.blocked_files + 1,
                    )
                else:
                    preview = replace(
                        preview, files=preview.files + 1, total_bytes=preview.total_bytes + planned.size_bytes
                    )
                if number % _REPORT_EVERY == 0:
                    report(preview)
            preview = replace(preview, notes=_added(before, scan.notes))
        return replace(preview, finished=True)

    def start(
        self,
        source: Source,
        project: Project,
        cycle: Cycle,
        options: UploadOptions,
        executor: Executor,
        listener: Listener = no_listener,
    ) -> UploadRun:
        """`start_all` for one source."""
        return self.start_all([source], project, cycle, options, executor, listener)[0]

    def start_all(
        self,
        sources: Sequence[Source],
        project: Project,
        cycle: Cycle,
        options: UploadOptions,
        executor: Executor,
        listener: Listener = no_listener,
    ) -> list[UploadRun]:
        """Check the folders and the storage, and write an upload session for each, ready to run one after the other.

        Raises:
            FolderVanished: a folder is not there.
            EmptyFolder: one holds nothing to send.
            InvalidValue: an exclude pattern is none.
            NotPossibleNow: the project is not active.
            StorageError: the bucket is missing, not reachable, or may not be written. Nothing was kept.
        """
        if not project.is_active:
            raise NotPossibleNow(f"The project {project.project_name} is not active. Ask your admin to activate it.")
        for source in sources:
            if next(iter(_scan(source, options)), None) is None:
                raise EmptyFolder(f"There is no file in {source.name}. Choose another folder.")
        bucket = self._checked_bucket(project.destination, options, cycle.s3_prefix)
        uploads = [self._new_upload(source, project, cycle, options) for source in sources]
        return [self._run(upload, bucket, executor, listener, self._locked(upload)) for upload in uploads]

    def _new_upload(self, source: Source, project: Project, cycle: Cycle, options: UploadOptions) -> UploadSession:
        return self._journal.sessions.add(
            self._account_id,
            UploadSession(
                id=0,
                client_uuid=str(uuid.uuid4()),
                workstation=self._workstation,
                company_id=self._signed_in.company.id,
                user_id=self._signed_in.user.id,
                project_id=project.id,
                project_name=project.project_name,
                cycle_id=cycle.id,
                cycle_name=cycle.cycle_name,
                destination=project.destination,
                s3_prefix=cycle.s3_prefix,
                local_directory=source.folder,
                selection=source.selection,
                options=options,
            ),
        )

    def resume(
        self, upload: UploadSession, executor: Executor, listener: Listener = no_listener, *, failed: bool = False
    ) -> UploadRun:
        """Go on with an upload session; with ``failed`` its failed files are tried again, also after its end.

        Raises:
            NotPossibleNow: it is finished, and nothing of it failed.
            TakenOver: another workstation sends it since.
            UploadBusy: another process sends it.
            StorageError: the storage cannot be used; the upload session stays as it is.
        """
        lock = self._locked(upload)
        try:
            upload = self._journal.sessions.get(upload.id)
            if upload.taken_over:
                raise TakenOver(upload.taken_over)
            if not upload.status.unfinished and not (failed and upload.counts.files_failed):
                raise NotPossibleNow(
                    f"Upload {upload.id} is {upload.status.replace('_', ' ')}; there is nothing to go on with."
                    + (" Its failed files can be tried again (--failed)." if upload.counts.files_failed else "")
                )
            bucket = self._checked_bucket(upload.destination, upload.options, upload.s3_prefix)
            if failed:
                self._journal.files.retry_failed(upload.id)
            return self._run(upload, bucket, executor, listener, lock)
        except BaseException:
            lock.release()
            raise

    def unfinished(self) -> list[UploadSession]:
        """What can be gone on with, newest first; what another process is sending is not among it."""
        unfinished = self._journal.sessions.unfinished(self._account_id)
        return [upload for upload in unfinished if not is_being_sent(self._locks, upload)]

    def being_sent(self) -> list[UploadSession]:
        """What this process or another is sending, newest first."""
        unfinished = self._journal.sessions.unfinished(self._account_id)
        return [upload for upload in unfinished if is_being_sent(self._locks, upload)]

    def _checked_bucket(self, destination: Destination, options: UploadOptions, s3_prefix: str) -> "Bucket":
        bucket = self._open_bucket(destination, options.aws_profile)
        with_patience(lambda: bucket.check(s3_prefix), options.times_to_retry)
        return bucket

    def _run(
        self, upload: UploadSession, bucket: "Bucket", executor: Executor, listener: Listener, lock: FileLock
    ) -> UploadRun:
        return UploadRun(upload, TransferEngine(self._journal, bucket, upload, executor, listener), lock, self._running)

    def _locked(self, upload: UploadSession) -> FileLock:
        return locked(self._locks, upload)


def locked(locks: Path, upload: UploadSession) -> FileLock:
    """One process per upload session: an OS lock, which ends with its process however that ends; raises UploadBusy."""
    private.make_folder(locks)
    lock = FileLock(locks / f"{upload.client_uuid}.lock", mode=private.FILE_MODE, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UploadBusy(f"Upload {upload.id} is being sent by another Waybill on this computer.") from error
    return lock


def is_being_sent(locks: Path, upload: UploadSession) -> bool:
    """Whether a process of this workstation sends it."""
    try:
        locked(locks, upload).release()
    except UploadBusy:
        return True
    return False


def as_it_stands(locks: Path, upload: UploadSession) -> UploadSession:
    """An upload session, abandoned if the process that sent it was ended before it could say so."""
    said_to_run = upload.status is SessionStatus.IN_PROGRESS
    return replace(upload, abandoned=said_to_run and not is_being_sent(locks, upload))


def _scan(source: Source, options: UploadOptions, stopped: Callable[[], bool] = lambda: False) -> FolderScan:
    return FolderScan(
        source.folder, source.selection, follow_links=options.follow_links, excludes=options.excludes, stopped=stopped
    )


def _added(one: ScanNotes, other: ScanNotes) -> ScanNotes:
    return ScanNotes(*(getattr(one, name) + getattr(other, name) for name in ScanNotes.__slots__))
