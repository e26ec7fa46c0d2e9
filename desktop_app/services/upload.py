"""Send folders: look at them first, start, go on later."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from desktop_app.domain.bandwidth import NO_HOURS, BandwidthHours
from desktop_app.domain.company import Cycle, Destination, Project, SignedIn
from desktop_app.domain.errors import NotPossibleNow, TakenOver, WaybillError
from desktop_app.domain.events import Listener, RunEnded, no_listener
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Progress, UploadOptions, UploadSession
from desktop_app.engine.patience import with_patience
from desktop_app.engine.plan import decide, dry_run, scan_of
from desktop_app.engine.probing import learn_habits
from desktop_app.engine.readiness import Readiness, readiness_of
from desktop_app.engine.scan import FolderScan
from desktop_app.engine.transfer import TransferEngine
from desktop_app.journal.journal import Journal
from desktop_app.services.awake import kept_awake
from desktop_app.services.locks import hold, is_being_sent
from desktop_app.services.preview import Preview, PreviewTally
from desktop_app.services.sources import Source, check_not_empty

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

OpenBucket = Callable[[Destination, str | None, str], "Bucket"]
"""Opens the storage of a destination, with the AWS profile to use, for what lies below a prefix; raises StorageError,
and what `Cycles.lend_credentials` does where its credentials are lent."""


@dataclass(frozen=True, slots=True)
class FailedFiles:
    """Some of the failed files of an upload session; the plain one is all of them."""

    cause: str = ""
    """Those that failed for this reason: a `WaybillError.code`."""
    ids: tuple[int, ...] = ()
    """Those with these ids in the journal."""


ALL_FAILED = FailedFiles()


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
            with kept_awake("Sending files"):  # No names: everybody on the computer may read why.
                return self._engine.run()
        finally:
            del self._running[self.upload.client_uuid]
            self._lock.release()

    def pause(self, because: WaybillError | None = None) -> None:
        """Stop within seconds; what was sent is kept. ``because`` is told at the end of the run."""
        self._engine.pause(because)

    def cancel(self) -> None:
        """Stop, and give up what has not been sent."""
        self._engine.cancel()

    def limit_bandwidth(self, bytes_per_second: int) -> None:
        """Send no more than so many bytes per second from now on; 0 is no limit."""
        self._engine.bandwidth.bytes_per_second = bytes_per_second

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
        *,
        patience: float = 0.0,
        check_holder: Callable[[UploadSession], None] = lambda _: None,
        hours: BandwidthHours = NO_HOURS,
    ) -> None:
        """Serve an account.

        Args:
            journal: the workstation's.
            account_id: in the journal.
            signed_in: whose account it is.
            open_bucket: opens the storage.
            locks: the folder of locks on upload sessions.
            workstation: what this one is called.
            patience: seconds that a run waits for a storage that is away before it pauses.
            check_holder: raises TakenOver if another workstation sends an upload session since.
            hours: how fast may be sent when.
        """
        self._journal = journal
        self._account_id = account_id
        self._signed_in = signed_in
        self._open_bucket = open_bucket
        self._locks = locks
        self._workstation = workstation
        self._patience = patience
        self._check_holder = check_holder
        self.hours = hours
        """How fast may be sent when."""
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
        tally = PreviewTally()
        for source in sources:
            scan = FolderScan.of(source.folder, source.selection, options, stopped)
            planned = (decide(item, s3_prefix) for item in scan)
            tally.count(planned, scan, report)
        return tally.preview(finished=True)

    def dry_run(
        self,
        sources: Iterable[Source],
        project: Project,
        cycle: Cycle,
        options: UploadOptions,
        *,
        by_content: bool = True,
        report: Callable[[Preview], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Preview:
        """What `start_all` would do with each file, by the same rule: the bucket is listed, and nothing is written.

        Without ``by_content`` no file is read: one that only its bytes could tell from what is there counts as to be
        sent.

        Raises:
            FolderVanished: a folder is not there.
            InvalidValue: an exclude pattern is none.
            StorageError: the bucket cannot be listed.
        """
        bucket = self._open_bucket(project.destination, options.aws_profile, cycle.s3_prefix)
        tally = PreviewTally(compared=True)
        for source in sources:
            upload = self._planned_upload(source, project, cycle, options)
            scan = scan_of(upload, stopped)
            planned = dry_run(self._journal, bucket, upload, scan, stopped, by_content=by_content)
            tally.count(planned, scan, report)
        return tally.preview(finished=True)

    def check(self, project: Project, cycle: Cycle, options: UploadOptions) -> Readiness:
        """See whether the storage is ready for an upload into a cycle; `start_all` asks the same again.

        Raises:
            StorageError: the bucket is missing, not reachable, or may not be written.
        """
        bucket = self._open_bucket(project.destination, options.aws_profile, cycle.s3_prefix)
        bucket.check(cycle.s3_prefix)
        learn_habits(bucket, cycle.s3_prefix)
        return readiness_of(bucket)

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
            raise NotPossibleNow(
                tr(
                    "The project {project_name} is not active. Ask your admin to activate it.",
                    project_name=project.project_name,
                )
            )
        for source in sources:
            check_not_empty(source, options)
        bucket = self._checked_bucket(project.destination, options, cycle.s3_prefix)
        uploads = [self.queue(source, project, cycle, options) for source in sources]
        return [self._run(upload, bucket, executor, listener, self._locked(upload)) for upload in uploads]

    def queue(self, source: Source, project: Project, cycle: Cycle, options: UploadOptions) -> UploadSession:
        """Write an upload session to be gone on with when its turn comes, also after a restart.

        Nothing is checked: `resume` does, and finds what there is by then.
        """
        upload = self._planned_upload(source, project, cycle, options)
        return self._journal.sessions.add(self._account_id, upload)

    def withdraw(self, upload: UploadSession) -> None:
        """Give up an upload session that is queued; one that has begun stays, and can be gone on with.

        Raises:
            UploadBusy: a process sends it.
        """
        with self._locked(upload):
            if self._journal.sessions.get(upload.id).status is SessionStatus.PENDING:
                self._journal.sessions.set_status(upload.id, SessionStatus.CANCELLED)

    def _planned_upload(self, source: Source, project: Project, cycle: Cycle, options: UploadOptions) -> UploadSession:
        """An upload session that is not in the journal."""
        return UploadSession(
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
        )

    def resume(
        self,
        upload: UploadSession,
        executor: Executor,
        listener: Listener = no_listener,
        *,
        failed: bool = False,
        which: FailedFiles = ALL_FAILED,
    ) -> UploadRun:
        """Go on with an upload session; with ``failed`` its failed files are tried again, also after its end: those
        that ``which`` names.

        Raises:
            NotPossibleNow: it is finished, and nothing of it failed.
            FolderVanished: it was queued, and its folder is not there.
            EmptyFolder: it was queued, and holds nothing to send.
            TakenOver: another workstation sends it since.
            UploadBusy: another process sends it.
            StorageError: the storage cannot be used; the upload session stays as it is.
        """
        lock = self._locked(upload)
        try:
            upload = self._journal.sessions.get(upload.id)
            if upload.taken_over:
                raise TakenOver(upload.taken_over)
            self._check_holder(upload)
            if not upload.status.unfinished and not (failed and upload.counts.files_failed):
                raise _nothing_left(upload)
            if upload.status is SessionStatus.PENDING and not upload.plan_finished and not upload.counts.total_files:
                check_not_empty(Source(upload.local_directory, upload.selection), upload.options)
            bucket = self._checked_bucket(upload.destination, upload.options, upload.s3_prefix)
            if failed:
                self._journal.files.retry_failed(upload.id, cause=which.cause, ids=which.ids)
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
        bucket = self._open_bucket(destination, options.aws_profile, s3_prefix)
        with_patience(lambda: bucket.check(s3_prefix), options.times_to_retry)
        with_patience(lambda: learn_habits(bucket, s3_prefix), options.times_to_retry)
        return bucket

    def _run(
        self, upload: UploadSession, bucket: "Bucket", executor: Executor, listener: Listener, lock: FileLock
    ) -> UploadRun:
        engine = TransferEngine(
            self._journal, bucket, upload, executor, listener, patience=self._patience, hours=self.hours
        )
        return UploadRun(upload, engine, lock, self._running)

    def _locked(self, upload: UploadSession) -> FileLock:
        return hold(self._locks, upload.client_uuid, f"Upload {upload.id}")


def _nothing_left(upload: UploadSession) -> NotPossibleNow:
    """Why an upload session that has ended cannot be gone on with, and what can be done instead."""
    told = [
        tr(
            "Upload {id} is {status}; there is nothing to go on with.",
            id=upload.id,
            status=upload.status.replace("_", " "),
        )
    ]
    if upload.counts.files_failed:
        told.append(tr("Its failed files can be tried again (--failed)."))
    if upload.counts.files_blocked:
        told.append(tr("What was blocked is looked at anew when the folder is sent again."))
    return NotPossibleNow(" ".join(told))
