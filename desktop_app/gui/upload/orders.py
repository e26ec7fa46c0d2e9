"""What a person asked to be sent, and how each of it ended."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from desktop_app.bootstrap import Workspace
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.events import Listener, RunEnded
from desktop_app.domain.names import last_part, text_form
from desktop_app.domain.uploads import UploadOptions, UploadSession
from desktop_app.services.sources import Source
from desktop_app.services.upload import ALL_FAILED, FailedFiles, UploadRun, UploadService

Begin = Callable[["Order", Executor, Listener], UploadRun]
"""Checks the storage and makes the run of an order; blocks, and raises WaybillError."""


@dataclass(slots=True, eq=False)
class Order:
    """One upload that a person asked for: a source to be sent, or an upload session to go on with."""

    folder: str
    """As a person reads it."""
    address: str
    """``s3://bucket/prefix``."""
    begin: Begin
    source: Source | None = None
    """What was chosen, so that it can be chosen again if it was never begun."""
    upload: UploadSession | None = None
    """The upload session that stands in the journal, once there is one."""
    keep: Callable[["Order"], None] | None = None
    """Writes it into the journal if it does not stand there, so that a restart does not lose it; blocks."""
    withdrawn: bool = False

    def is_wanted(self) -> bool:
        """Whether nobody took it out of the queue; may change at any time, from the GUI thread."""
        return not self.withdrawn

    @property
    def name(self) -> str:
        """The folder's own name."""
        return last_part(self.folder)


def orders_to_send(
    uploads: UploadService, sources: Sequence[Source], project: Project, cycle: Cycle, options: UploadOptions
) -> list[Order]:
    """Send sources in turn, each as a new upload session."""
    address = f"s3://{project.destination.bucket_name}/{cycle.s3_prefix}"
    return _new_orders(uploads, sources, address, lambda: (project, cycle), options)


def order_to_send_again(workspace: Workspace, upload: UploadSession, *, replace_others: bool = False) -> Order:
    """Send the folder of an upload session as a new one, to the same place; with `replace_others` also over what other
    folders sent to the same names.
    """
    company = workspace.company
    options = replace(upload.options, replace=True) if replace_others else upload.options
    [order] = _new_orders(
        workspace.uploads,
        [source_of(upload)],
        upload.address,
        lambda: (company.projects.get(upload.project_id), company.cycles.get(upload.cycle_id)),
        options,
    )
    return order


def source_of(upload: UploadSession) -> Source:
    """What was chosen for an upload session."""
    return Source(upload.local_directory, upload.selection)


def _new_orders(
    uploads: UploadService,
    sources: Sequence[Source],
    address: str,
    find_place: Callable[[], tuple[Project, Cycle]],
    options: UploadOptions,
) -> list[Order]:
    """A storage that cannot be used is told before anything is written; once the first has begun the others stand in
    the journal too.

    `find_place` may ask the company, and block.
    """
    by_order: dict[Order, Source] = {}
    writing = threading.Lock()

    def keep(order: Order) -> None:
        with writing:
            if order.upload is None and order.is_wanted():
                order.upload = queued = uploads.queue(by_order[order], *find_place(), options)
                if not order.is_wanted():
                    uploads.withdraw(queued)

    def begin(order: Order, executor: Executor, listener: Listener) -> UploadRun:
        with writing:
            if order.upload is None:
                run = uploads.start(by_order[order], *find_place(), options, executor, listener)
                order.upload = run.upload
            else:
                run = uploads.resume(order.upload, executor, listener)
        for other in by_order:
            keep(other)
        return run

    for source in sources:
        by_order[Order(source.name, address, begin, source, keep=keep)] = source
    return list(by_order)


def order_to_resume(
    uploads: UploadService,
    upload: UploadSession,
    *,
    failed: bool = False,
    which: FailedFiles = ALL_FAILED,
    cancel: bool = False,
) -> Order:
    """Go on with an upload session; with `failed` its failed files are tried again, those of `which`, with `cancel` it
    is given up.
    """

    def begin(_order: Order, executor: Executor, listener: Listener) -> UploadRun:
        run = uploads.resume(upload, executor, listener, failed=failed, which=which)
        if cancel:
            # Only a run frees the parts that the storage holds and says in the journal that it is over.
            run.cancel()
        return run

    return Order(text_form(upload.local_directory), upload.address, begin, upload=upload)


def order_to_take_over(workspace: Workspace, client_uuid: str, address: str, folder: bytes) -> Order:
    """Go on here with what another workstation began."""

    def begin(_order: Order, executor: Executor, listener: Listener) -> UploadRun:
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
    """Why the first of `refused` could not be begun; the last run's own trouble is in its result."""
    refused: tuple[Order, ...]
    waiting: tuple[Order, ...]
    """Those whose turn did not come, or that are paused."""

    @property
    def not_begun(self) -> tuple[Order, ...]:
        """Those of which nothing was sent."""
        return (*self.refused, *self.waiting)

    @property
    def last(self) -> Result | None:
        """The upload session that ran last."""
        return self.results[-1] if self.results else None
