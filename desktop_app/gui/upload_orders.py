"""What a person asked to be sent, and how each of it ended."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from desktop_app.bootstrap import Workspace
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.events import Listener, RunEnded
from desktop_app.domain.names import text_form
from desktop_app.domain.values import Cycle, Project, UploadOptions, UploadSession
from desktop_app.services.upload import Source, UploadRun, UploadService


@dataclass(frozen=True, slots=True)
class Order:
    """One upload that a person asked for: a source to be sent, or an upload session to go on with."""

    folder: str
    """As a person reads it."""
    address: str
    """``s3://bucket/prefix``."""
    begin: Callable[[Executor, Listener], UploadRun]
    """Checks the storage and makes the run; blocks, and raises WaybillError."""
    source: Source | None = None
    """What was chosen, so that it can be chosen again if it was never begun."""


def order_to_send(
    uploads: UploadService, source: Source, project: Project, cycle: Cycle, options: UploadOptions
) -> Order:
    """Send a source."""
    return Order(
        source.name,
        f"s3://{project.destination.bucket_name}/{cycle.s3_prefix}",
        lambda executor, listener: uploads.start(source, project, cycle, options, executor, listener),
        source,
    )


def order_to_resume(
    uploads: UploadService, upload: UploadSession, *, failed: bool = False, cancel: bool = False
) -> Order:
    """Go on with an upload session; with `failed` its failed files are tried again, with `cancel` it is given up."""

    def begin(executor: Executor, listener: Listener) -> UploadRun:
        run = uploads.resume(upload, executor, listener, failed=failed)
        if cancel:
            # Only a run frees the parts that the storage holds and says in the journal that it is over.
            run.cancel()
        return run

    return Order(text_form(upload.local_directory), upload.address, begin)


def order_to_send_again(workspace: Workspace, upload: UploadSession) -> Order:
    """Send the folder of an upload session as a new one, to the same place."""
    source = Source(upload.local_directory, upload.selection)

    def begin(executor: Executor, listener: Listener) -> UploadRun:
        project = workspace.company.projects.get(upload.project_id)
        cycle = workspace.company.cycles.get(upload.cycle_id)
        return workspace.uploads.start(source, project, cycle, upload.options, executor, listener)

    return Order(source.name, upload.address, begin, source)


def order_to_take_over(workspace: Workspace, client_uuid: str, address: str, folder: bytes) -> Order:
    """Go on here with what another workstation began."""

    def begin(executor: Executor, listener: Listener) -> UploadRun:
        taken = workspace.handover.take_over(workspace.handover.find(client_uuid), folder)
        return workspace.uploads.resume(taken.upload, executor, listener)

    return Order(text_form(folder), address, begin)


@dataclass(frozen=True, slots=True)
class Result:
    """How one upload session ended. `error` is what stopped it, if something did."""

    order: Order
    upload: UploadSession
    ended: RunEnded
    seconds: float


@dataclass(frozen=True, slots=True)
class JobEnded:
    """Nothing runs any more."""

    results: tuple[Result, ...]
    """Of every upload session that was begun, in order."""
    error: WaybillError | None
    """Why the first of `not_begun` could not be begun; the last run's own trouble is in its result."""
    not_begun: tuple[Order, ...]

    @property
    def last(self) -> Result | None:
        """The upload session that ran last."""
        return self.results[-1] if self.results else None
