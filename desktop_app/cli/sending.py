"""Run an upload from the command line: progress for a terminal, Ctrl+C, and how it went."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager, suppress
from dataclasses import asdict
from types import FrameType
from typing import Any

import click

from desktop_app.bootstrap import Workspace
from desktop_app.cli.printing import counted, print_json, size
from desktop_app.cli.root import INTERRUPTED, in_words
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.events import Event, GoingOn, RunEnded, Waiting
from desktop_app.domain.names import printable, text_form
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import Counts, Progress, ScanNotes, UploadSession
from desktop_app.services.preview import Preview
from desktop_app.services.upload import UploadRun

WORKERS = 17
"""Threads: sixteen requests in flight and the scan."""
SOME_NOT_SENT = 1
NOT_AS_ASKED = 2
TROUBLE_SHOWN = 20
EMPTY_SHOWN = 5


@contextmanager
def transfer_executor() -> Iterator[ThreadPoolExecutor]:
    """The threads that an upload runs on."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="transfer") as executor:
        yield executor


def tell(event: Event) -> None:
    """Say on the terminal what a person may have to do something about."""
    if isinstance(event, Waiting):
        click.echo(f"\n{event.error.title}: {event.error}\nWaiting until that has passed; Ctrl+C pauses.", err=True)
    elif isinstance(event, GoingOn):
        click.echo("Going on.", err=True)


class Result:
    """One run of the command: how it ended and how long it took."""

    def __init__(self, upload: UploadSession, ended: RunEnded, seconds: float, interrupted: bool) -> None:
        self.upload = upload
        self.ended = ended
        self.seconds = seconds
        self.interrupted = interrupted

    @property
    def exit_status(self) -> int:
        """What the contract says."""
        if self.interrupted:
            return INTERRUPTED
        if self.ended.error is not None:
            status = self.ended.error.exit_status
            # It had begun, so it was possible as asked; what stopped it, a card that was pulled out say, came later.
            return SOME_NOT_SENT if status == NOT_AS_ASKED else status
        return 0 if self.ended.status is SessionStatus.COMPLETED else SOME_NOT_SENT

    def as_json(self) -> dict[str, Any]:
        """The contract's fields."""
        return {
            "session": self.upload.client_uuid,
            "status": self.ended.status,
            **asdict(self.ended.counts),
            "seconds": round(self.seconds, 3),
        }


def send_all(workspace: Workspace, runs: Sequence[UploadRun], as_json: bool) -> list[Result]:
    """Run uploads one after the other; once one is interrupted or stopped, those behind it wait for `resume`."""
    results: list[Result] = []
    stopped = False
    for run in runs:
        if stopped:
            results.append(Result(run.upload, RunEnded(SessionStatus.PENDING, Counts()), 0.0, interrupted=False))
        else:
            result = _send(workspace, run, as_json)
            results.append(result)
            stopped = result.interrupted or result.ended.status is SessionStatus.PAUSED
    return results


def _send(workspace: Workspace, run: UploadRun, as_json: bool) -> Result:
    """Run an upload while this thread shows progress and hears Ctrl+C."""
    began = time.monotonic()
    show = not as_json and sys.stderr.isatty()
    workspace.outbox.start()
    with _interruptible(run) as interrupted, ThreadPoolExecutor(1, thread_name_prefix="upload") as conductor:
        ended = _wait(conductor.submit(run.run), run, show)
    if show:
        click.echo("\r\033[K", nl=False, err=True)
    return Result(run.upload, ended, time.monotonic() - began, interrupted.is_set())


@contextmanager
def _interruptible(run: UploadRun) -> Iterator[threading.Event]:
    """Pause at Ctrl+C or SIGTERM, and say so by the event; a second one ends the program at once.

    Handlers, not KeyboardInterrupt: that may come anywhere, also where nothing catches it and all threads are awaited.
    """
    interrupted = threading.Event()

    def hear(_signal: int, _frame: FrameType | None) -> None:
        if interrupted.is_set():
            # What was sent is in the journal, and requests under way are sent again on resume.
            os._exit(INTERRUPTED)
        interrupted.set()
        run.pause()
        # Not by a stream, which this may have interrupted in its own writing.
        with suppress(OSError):
            os.write(2, b"\nPausing. What was sent is kept.\n")

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(future: "Future[RunEnded]", run: UploadRun, show: bool) -> RunEnded:
    while True:
        try:
            return future.result(timeout=0.1)
        except NotYet:
            if show:
                click.echo("\r\033[K" + _progress_line(run.progress()), nl=False, err=True)


def _progress_line(progress: Progress) -> str:
    width = 30
    filled = int(progress.fraction * width)
    found = "" if progress.plan_finished else " found so far"
    return (
        f"[{'#' * filled}{'.' * (width - filled)}] {progress.fraction:4.0%}  {progress.done_files:,} of"
        f" {progress.total_files:,} files{found}, {size(progress.done_bytes)} of {size(progress.total_bytes)}"
    )


def as_one_json(results: Sequence[Result]) -> dict[str, Any]:
    """The contract's fields for several folders: each one's, and all together."""
    counts = [asdict(result.ended.counts) for result in results]
    return {
        "sessions": [result.as_json() for result in results],
        "status": _status_of_all({result.ended.status for result in results}),
        **{name: sum(each[name] for each in counts) for name in asdict(Counts())},
        "seconds": round(sum(result.seconds for result in results), 3),
    }


def _status_of_all(statuses: set[SessionStatus]) -> SessionStatus:
    if len(statuses) == 1:
        return next(iter(statuses))
    for status in (SessionStatus.PAUSED, SessionStatus.PENDING, SessionStatus.CANCELLED):
        if status in statuses:
            return status
    return SessionStatus.COMPLETED_WITH_ERRORS if statuses else SessionStatus.COMPLETED


def finish(
    workspace: Workspace,
    results: Sequence[Result],
    as_json: bool,
    *,
    single: bool,
) -> None:
    """Say how it went and leave with the contract's exit status."""
    workspace.outbox.close()
    try:
        workspace.outbox.deliver()
        for why in workspace.outbox.refused():
            click.echo(f"The company refused records: {why}", err=True)
    except WaybillError as error:
        click.echo(f"Records wait to be delivered to the company: {in_words(error)}", err=True)
    for result in results:
        if not as_json:
            _print_result(workspace, result)
        elif result.ended.error is not None:
            click.echo(f"{result.ended.error.title}: {result.ended.error}", err=True)
    if as_json:
        print_json(**(results[0].as_json() if single else as_one_json(results)))
    statuses = [result.exit_status for result in results]
    sys.exit(INTERRUPTED if INTERRUPTED in statuses else max(statuses))


def _print_result(workspace: Workspace, result: Result) -> None:
    counts, upload = result.ended.counts, workspace.history.get(result.upload.id)
    if result.ended.status is SessionStatus.PENDING:
        click.echo(
            f"{text_form(upload.local_directory)} was not begun. `waybill resume {upload.id}` sends it.", err=True
        )
        return
    if result.ended.status is SessionStatus.COMPLETED:
        checked = upload.destination.checksum_algorithm is not ChecksumAlgorithm.NONE
        click.echo(
            (f"All {counts.total_files:,} files are" if counts.total_files != 1 else "The file is")
            + f" in {upload.address}"
            f" ({size(counts.total_bytes)}, {result.seconds:.1f} s)."
            + (
                f" {counts.files_skipped:,} {_were(counts.files_skipped)} there already."
                if counts.files_skipped
                else ""
            )
        )
        click.echo(
            "Every checksum is confirmed: it is safe to erase what was sent."
            if checked
            else f"No checksum went along: `waybill verify {upload.id}` before you erase anything."
        )
    else:
        there = counts.files_uploaded + counts.files_skipped
        wrong = ((counts.files_failed, "failed"), (counts.files_blocked, "blocked"))
        told = ", ".join(f"{number:,} {word}" for number, word in wrong if number)
        click.echo(
            f"{there:,} of {counted(counts.total_files, 'file')} {'is' if there == 1 else 'are'} in {upload.address}"
            f"{'; ' if told else ''}{told}."
        )
        for file in workspace.history.in_trouble(upload.id, limit=TROUBLE_SHOWN):
            click.echo(f"  {text_form(file.path)}: {printable(file.error_message)}")
        if counts.files_failed + counts.files_blocked > TROUBLE_SHOWN:
            click.echo(f"  and more: `waybill session {upload.id} --failed` lists them all.")
    if result.ended.error is not None:
        click.echo(f"{result.ended.error.title}: {result.ended.error}", err=True)
    if result.ended.status is SessionStatus.PAUSED:
        click.echo(f"`waybill resume {upload.id}` goes on.", err=True)
    _print_notes(upload.notes, EMPTY_SHOWN)


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def print_preview(preview: Preview, as_json: bool) -> None:
    """Say what a dry run found."""
    to_send, bytes_to_send = preview.files - preview.files_skipped, preview.total_bytes - preview.skipped_bytes
    if as_json:
        return print_json(
            total_files=preview.files,
            total_bytes=preview.total_bytes,
            files_to_send=to_send,
            bytes_to_send=bytes_to_send,
            files_skipped=preview.files_skipped,
            bytes_skipped=preview.skipped_bytes,
            files_blocked=preview.blocked_files,
            bytes_blocked=preview.blocked_bytes,
            empty_folders=preview.notes.empty_folders,
            empty_names=preview.notes.empty_names,
        )
    click.echo(f"{_files(to_send, bytes_to_send)} would be sent.")
    click.echo(f"{_files(preview.files_skipped, preview.skipped_bytes)} would be skipped: there already.")
    click.echo(f"{_files(preview.blocked_files, preview.blocked_bytes)} would be blocked.")
    for path, _, why in preview.blocked[:TROUBLE_SHOWN]:
        click.echo(f"  {path}: {why}")
    _print_notes(preview.notes, len(preview.notes.empty_names))
    return None


def _files(number: int, size_bytes: int) -> str:
    return f"{number:,} file{'' if number == 1 else 's'} ({size(size_bytes)})"


def _print_notes(notes: ScanNotes, names: int) -> None:
    """Say what a scan passed over, with so many names of empty folders."""
    for count, one, several in (
        (
            notes.links_not_followed,
            "link to a folder was not followed (--follow-links does).",
            "links to folders were not followed (--follow-links does).",
        ),
        (
            notes.cloud_only,
            "file is in a cloud alone; its program fetches it as it is sent.",
            "files are in a cloud alone; its program fetches them as they are sent.",
        ),
        (notes.excluded, "file or folder was left out by patterns.", "files or folders were left out by patterns."),
        (
            notes.empty_folders,
            "folder is empty, and S3 keeps no folders.",
            "folders are empty, and S3 keeps no folders.",
        ),
    ):
        if count:
            click.echo(f"{count:,} {one if count == 1 else several}")
    for name in notes.empty_names[:names]:
        click.echo(f"  {name}")
    if names and notes.empty_folders > names:
        click.echo("  and more.")
