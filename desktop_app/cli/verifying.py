"""Verify what was sent: `waybill verify`."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click

from desktop_app.cli.printing import counted, print_json, size
from desktop_app.cli.root import INTERRUPTED, as_json, cli
from desktop_app.cli.signing_in import signed_in
from desktop_app.domain.names import text_form
from desktop_app.domain.uploads import UploadSession
from desktop_app.domain.verification import Difference, Method, Verification, VerifyProgress
from desktop_app.services.verification import WORKERS

NAMED_IN_JSON = 100
"""Differences that the JSON names; the text names every one."""
METHODS: Mapping[Method, str] = {
    Method.CHECKSUM: "by the storage's checksum",
    Method.MD5: "by the MD5 of their bytes",
    Method.MD5_OF_PARTS: "by the MD5 of their parts",
    Method.ETAG: "by the checksum they were sent with and the ETag that confirmed it",
    Method.SIZE: "by their size alone",
}


@cli.command()
@click.argument("session_id", metavar="SESSION")
@click.option("--thorough", is_flag=True, help="Ask the storage for each object by itself; slower.")
@as_json
def verify(session_id: str, thorough: bool, as_json: bool) -> None:
    """Compare every object of an upload session with the disk and the journal.

    Every file is read. Exit status: 0 all right, 1 something differs, 4 the storage cannot be reached.
    """
    with signed_in(to_send=True) as workspace, ThreadPoolExecutor(WORKERS, thread_name_prefix="verify") as executor:
        upload = workspace.history.find(session_id)
        tell = _ignore if as_json else _tell
        verifier = workspace.verification.prepare(upload, executor, thorough=thorough, found=tell)
        with _interruptible(verifier.stop), ThreadPoolExecutor(1, thread_name_prefix="verifying") as conductor:
            future = conductor.submit(verifier.run)
            show = not as_json and sys.stderr.isatty()
            while True:
                try:
                    result = future.result(timeout=0.1)
                    break
                except NotYet:
                    if show:
                        click.echo("\r\033[K" + _progress_line(verifier.progress()), nl=False, err=True)
        if show:
            click.echo("\r\033[K", nl=False, err=True)
        if as_json:
            print_json(**_as_json(upload, result))
        else:
            click.echo(sentence(upload, result))
        sys.exit(INTERRUPTED if result.stopped else 0 if result.all_right else 1)


def sentence(upload: UploadSession, result: Verification) -> str:
    """What was found, in a few lines."""
    lines = []
    if result.stopped:
        lines.append(f"Stopped: {result.files_verified:,} of {counted(result.total_files, 'file')} verified so far.")
    elif result.all_right:
        all_files = f"All {result.total_files:,} files are" if result.total_files != 1 else "The file is"
        lines.append(f"{all_files} in {upload.address} as when sent.")
    else:
        wrong = (
            (result.files_missing, "missing there"),
            (result.files_differ, "not the same"),
            (result.files_not_sent, "in the folder and not sent"),
        )
        told = ", ".join(f"{number:,} {words}" for number, words in wrong if number)
        lines.append(
            f"Not everything is as it should be. Keep the card. {result.files_verified:,} of "
            f"{counted(result.total_files, 'file')} verified in {upload.address}; {told}."
        )
    lines += [f"  {number:,} {METHODS[method]}" for method, number in result.by.items()]
    if result.folder_gone:
        lines.append(f"The folder {text_form(upload.local_directory)} is not here: compared with the journal alone.")
    elif result.files_gone_here:
        lines.append(
            f"{counted(result.files_gone_here, 'file')} no longer on this disk: compared with the journal alone."
        )
    if result.all_right and not result.by.get(Method.SIZE) and not result.folder_gone:
        lines.append("It is safe to erase what was sent.")
    return "\n".join(lines)


def _tell(difference: Difference) -> None:
    click.echo(f"{difference.finding.replace('_', ' ')}: {text_form(difference.path)}: {difference.message}")


def _ignore(_: Difference) -> None:
    """Told by the JSON."""


def _as_json(upload: UploadSession, result: Verification) -> dict[str, Any]:
    return {
        "session": upload.client_uuid,
        "status": result.status,
        "total_files": result.total_files,
        "files_verified": result.files_verified,
        "files_differ": result.files_differ,
        "files_missing": result.files_missing,
        "files_gone_here": result.files_gone_here,
        "files_not_sent": result.files_not_sent,
        "folder_gone": result.folder_gone,
        "by": {str(method): number for method, number in result.by.items()},
        "seconds": round(result.seconds, 3),
        "differences": [
            {
                "relative_path": text_form(each.path),
                "s3_key": each.key,
                "finding": each.finding,
                "message": each.message,
            }
            for each in result.differences[:NAMED_IN_JSON]
        ],
    }


def _progress_line(progress: VerifyProgress) -> str:
    width = 30
    filled = int(progress.fraction * width)
    return (
        f"[{'#' * filled}{'.' * (width - filled)}] {progress.fraction:4.0%}  {progress.files:,} of"
        f" {progress.total_files:,} files, {size(progress.done_bytes)} of {size(progress.total_bytes)}"
    )


@contextmanager
def _interruptible(stop: Callable[[], None]) -> Iterator[None]:
    """Stop at Ctrl+C or SIGTERM; a second one ends the program at once."""
    stopping = threading.Event()

    def hear(_signal: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            os._exit(INTERRUPTED)
        stopping.set()
        stop()

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
