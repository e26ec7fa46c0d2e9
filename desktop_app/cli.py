"""The command line: the same services as the window, and a listener that prints.

Commands, options, the JSON of ``--json`` and the exit statuses are a contract (ARCHITECTURE): scripts rely on them.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from desktop_app import __version__, bootstrap
from desktop_app.bootstrap import Application, Workspace
from desktop_app.domain.errors import SignedOut, WaybillError
from desktop_app.domain.events import RunEnded
from desktop_app.domain.names import text_form
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.values import (
    ChecksumAlgorithm,
    Destination,
    Progress,
    Project,
    UploadOptions,
    UploadSession,
)
from desktop_app.services.upload import UploadRun, sources_of
from desktop_app.settings import Settings

INTERRUPTED = 130
WORKERS = 17
"""Threads: sixteen requests in flight and the scan."""
_TROUBLE_SHOWN = 20

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="waybill")
def cli() -> None:
    """Send folders to S3, checked end to end and resumable. Without a command: the window."""


# The company


@cli.group()
def company() -> None:
    """Make companies."""


@company.command("create")
@click.argument("url")
@click.option("--name", required=True, help="The company's name.")
@click.option("--code", required=True, help="A short code for it.")
@click.option("--admin", required=True, metavar="USERNAME", help="The first admin.")
def company_create(url: str, name: str, code: str, admin: str) -> None:
    """Make a company at URL with its first admin, whose password is WAYBILL_PASSWORD or asked for."""
    password = Settings().password
    secret = password.get_secret_value() if password else _ask_password(f"Password for {admin}", confirm=True)
    bootstrap.create_company(url, name=name, code=code, admin=admin, password=secret)
    click.echo(f"Made company {name}. Its address is {url}")


# Signing in


@cli.command("sign-in")
@click.option("--company", "address", metavar="URL", help="The company's address.")
@click.option("--username", metavar="U")
def sign_in(address: str | None, username: str | None) -> None:
    """Sign in and stay signed in: a token goes into the system's keychain, never the password."""
    with _application() as application:
        remembered_address, remembered_username = application.settings.remembered()
        address = address or remembered_address or click.prompt("Company address")
        username = username or remembered_username or click.prompt("Username")
        kept = application.settings.password
        secret = kept.get_secret_value() if kept else _ask_password(f"Password for {username}")
        workspace = application.sign_in(address, username, secret, keep=True)
        click.echo(_who(workspace))
        workspace.close()


@cli.command("sign-out")
def sign_out() -> None:
    """Sign out: the token ends, here and at the company."""
    with _application() as application:
        workspace = application.resume_sign_in()
        application.forget_sign_in(workspace.signed_in)
        application.sign_out(workspace)
        click.echo("Signed out.")


@cli.command()
@as_json
def whoami(as_json: bool) -> None:
    """Say who is signed in where."""
    with _workspace() as workspace:
        user, its_company = workspace.signed_in.user, workspace.signed_in.company
        if as_json:
            _print_json(
                username=user.username,
                role=user.role,
                company_name=its_company.company_name,
                company_code=its_company.company_code,
                company=workspace.signed_in.company_address,
            )
        else:
            click.echo(_who(workspace))


# Projects and cycles


@cli.group()
def project() -> None:
    """List and add projects."""


@project.command("list")
@as_json
def project_list(as_json: bool) -> None:
    """List the company's projects."""
    with _workspace() as workspace:
        projects = workspace.company.projects()
        if as_json:
            _print_json(projects=[_project_json(one) for one in projects])
        else:
            _print_table(
                ("PROJECT", "BUCKET", "DESCRIPTION"),
                [(one.project_name, one.destination.bucket_name, one.description) for one in projects],
            )


@project.command("add")
@click.argument("name")
@click.option("--bucket", required=True)
@click.option("--region", default="us-east-1", show_default=True)
@click.option("--endpoint-url", help="For storage other than AWS.")
@click.option(
    "--checksum", type=click.Choice([*ChecksumAlgorithm]), default=ChecksumAlgorithm.CRC64NVME, show_default=True
)
@click.option("--never-overwrite", is_flag=True, help="Refuse keys that are taken.")
@click.option("--description", default="")
def project_add(
    name: str,
    bucket: str,
    region: str,
    endpoint_url: str | None,
    checksum: str,
    never_overwrite: bool,
    description: str,
) -> None:
    """Add a project: a name for a bucket."""
    destination = Destination(
        bucket, region, endpoint_url, checksum_algorithm=ChecksumAlgorithm(checksum), never_overwrite=never_overwrite
    )
    with _workspace() as workspace:
        added = workspace.company.add_project(name, destination, description)
        click.echo(f"Added project {added.project_name} in s3://{added.destination.bucket_name}")


@cli.group()
def cycle() -> None:
    """List and add cycles."""


@cycle.command("list")
@click.option("--project", "project_name", required=True, metavar="P")
@as_json
def cycle_list(project_name: str, as_json: bool) -> None:
    """List a project's cycles."""
    with _workspace() as workspace:
        cycles = workspace.company.cycles(workspace.company.project(project_name).id)
        if as_json:
            _print_json(cycles=[asdict(one) for one in cycles])
        else:
            _print_table(
                ("NUMBER", "CYCLE", "STATUS", "PREFIX"),
                [(str(one.cycle_number), one.cycle_name, one.status, one.s3_prefix) for one in cycles],
            )


@cycle.command("add")
@click.argument("name")
@click.option("--project", "project_name", required=True, metavar="P")
@click.option("--number", required=True, type=int)
@click.option("--prefix", help="Where its files go in the bucket.  [default: cycle-NNN/]")
@click.option("--description", default="")
def cycle_add(name: str, project_name: str, number: int, prefix: str | None, description: str) -> None:
    """Add a cycle to a project."""
    with _workspace() as workspace:
        its_project = workspace.company.project(project_name)
        added = workspace.company.add_cycle(its_project.id, name, number, prefix, description)
        click.echo(f"Added cycle {added.cycle_name} at s3://{its_project.destination.bucket_name}/{added.s3_prefix}")


# Uploads


@cli.command()
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path())
@click.option("--project", "project_name", required=True, metavar="P")
@click.option("--cycle", "cycle_name", required=True, metavar="C", help="The cycle's name or number.")
@click.option("--aws-profile", metavar="A")
@click.option("--max-workers", type=click.IntRange(0), default=0, metavar="N", help="Requests in flight at most.")
@click.option("--times-to-retry", type=click.IntRange(0), default=3, show_default=True, metavar="N")
@click.option("--follow-links", is_flag=True, help="Follow links to folders too.")
@click.option("--exclude", "excludes", multiple=True, metavar="PATTERN", help="As in .gitignore; may be given again.")
@click.option("--dry-run", is_flag=True, help="Scan and say what would be sent.")
@as_json
def upload(
    folders: tuple[str, ...],
    project_name: str,
    cycle_name: str,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Send folders, each one as an upload session of its own."""
    with _workspace() as workspace, _executor() as executor:
        its_project = workspace.company.project(project_name)
        its_cycle = workspace.company.cycle(its_project.id, cycle_name)
        upload_options = UploadOptions(**options)
        sources = sources_of(folders)
        if dry_run:
            preview = workspace.uploads.preview(sources, its_cycle.s3_prefix, upload_options)
            return _print_preview(preview, as_json)
        results = []
        for source in sources:
            run = workspace.uploads.start(source, its_project, its_cycle, upload_options, executor)
            results.append(_send(workspace, run, as_json))
            if results[-1].ended.status is SessionStatus.PAUSED:
                break
        _finish(workspace, results, as_json, single=len(sources) == 1)


@cli.command()
@click.argument("session", required=False)
@click.option("--failed", is_flag=True, help="Try failed files again.")
@as_json
def resume(session: str | None, failed: bool, as_json: bool) -> None:
    """Go on with what was interrupted: SESSION, or the newest that is unfinished."""
    with _workspace() as workspace, _executor() as executor:
        if session is not None:
            chosen = workspace.history.find(session)
        else:
            candidates = workspace.uploads.unfinished()
            if failed:
                candidates += [one for one in workspace.history.here() if one.counts.files_failed]
            if not candidates:
                click.echo("Nothing was interrupted.", err=as_json)
                return _print_json(sessions=[]) if as_json else None
            chosen = candidates[0]
        run = workspace.uploads.resume(chosen, executor, failed=failed)
        _finish(workspace, [_send(workspace, run, as_json)], as_json, single=True)


@cli.command()
@as_json
def sessions(as_json: bool) -> None:
    """List this workstation's upload sessions."""
    with _workspace() as workspace:
        found = workspace.history.here()
        if as_json:
            return _print_json(sessions=[_session_json(one) for one in found])
        _print_table(
            ("ID", "STARTED", "STATUS", "FILES", "SENT", "FAILED", "BLOCKED", "TO", "FROM"),
            [
                (
                    str(one.id),
                    one.created_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                    "interrupted" if one.interrupted else one.status.replace("_", " "),
                    str(one.counts.total_files),
                    str(one.counts.files_uploaded + one.counts.files_skipped),
                    str(one.counts.files_failed),
                    str(one.counts.files_blocked),
                    one.address,
                    text_form(one.local_directory),
                )
                for one in found
            ],
        )


@cli.command()
@click.argument("session_id", metavar="ID")
@click.option("--failed", is_flag=True, help="Only failed and blocked files.")
@as_json
def session(session_id: str, failed: bool, as_json: bool) -> None:
    """Show an upload session and its files."""
    with _workspace() as workspace:
        found = workspace.history.find(session_id)
        files = _files(workspace, found, failed)
        if as_json:
            rows = [
                {
                    "relative_path": text_form(file.path),
                    "size_bytes": file.size_bytes,
                    "status": file.status,
                    "attempts": file.attempts,
                    "etag": file.etag,
                    "checksum": file.checksum,
                    "error_message": file.error_message,
                }
                for file in files
            ]
            return _print_json(**_session_json(found), files=rows)
        click.echo(f"{text_form(found.local_directory)} to {found.address}: {found.status.replace('_', ' ')}")
        if found.error_message:
            click.echo(found.error_message)
        for file in files:
            click.echo(f"{file.status:<10}{_size(file.size_bytes):>12}  {text_form(file.path)}  {file.error_message}")


# Running an upload


class _Result:
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
            return self.ended.error.exit_status
        return 0 if self.ended.status is SessionStatus.COMPLETED else 1

    def as_json(self) -> dict[str, Any]:
        """The contract's fields."""
        return {
            "session": self.upload.client_uuid,
            "status": self.ended.status,
            **asdict(self.ended.counts),
            "seconds": round(self.seconds, 3),
        }


def _send(workspace: Workspace, run: UploadRun, as_json: bool) -> _Result:
    """Run an upload while this thread shows progress and hears Ctrl+C."""
    began = time.monotonic()
    show = not as_json and sys.stderr.isatty()
    interrupted = False
    workspace.outbox.start()
    with ThreadPoolExecutor(1, thread_name_prefix="upload") as conductor:
        future = conductor.submit(run.run)
        while True:
            try:
                ended = _wait(future, run, show)
                break
            except KeyboardInterrupt:
                if interrupted:
                    # Asked twice: what was sent is in the journal, and requests under way are sent again on resume.
                    os._exit(INTERRUPTED)
                interrupted = True
                run.pause()
                click.echo("\nPausing. What was sent is kept.", err=True)
    if show:
        click.echo("\r\033[K", nl=False, err=True)
    return _Result(run.upload, ended, time.monotonic() - began, interrupted)


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
    counts = progress.counts
    found = "" if progress.plan_finished else " found so far"
    return (
        f"[{'#' * filled}{'.' * (width - filled)}] {progress.fraction:4.0%}  {progress.done_files:,} of"
        f" {counts.total_files:,} files{found}, {_size(progress.done_bytes)} of {_size(counts.total_bytes)}"
    )


def _finish(workspace: Workspace, results: Sequence[_Result], as_json: bool, *, single: bool) -> None:
    """Say how it went and leave with the contract's exit status."""
    workspace.outbox.close()
    try:
        workspace.outbox.deliver()
    except WaybillError as error:
        click.echo(f"{workspace.outbox.waiting():,} records wait to be delivered to the company: {error}", err=True)
    for result in results:
        if not as_json:
            _print_result(workspace, result)
        elif result.ended.error is not None:
            click.echo(f"{result.ended.error.title}: {result.ended.error}", err=True)
    if as_json:
        objects = [result.as_json() for result in results]
        _print_json(**objects[0]) if single else _print_json(sessions=objects)
    statuses = [result.exit_status for result in results]
    sys.exit(INTERRUPTED if INTERRUPTED in statuses else max(statuses))


def _print_result(workspace: Workspace, result: _Result) -> None:
    counts, upload = result.ended.counts, workspace.history.get(result.upload.id)
    if result.ended.status is SessionStatus.COMPLETED:
        click.echo(
            f"All {counts.total_files:,} files are in {upload.address}"
            f" ({_size(counts.total_bytes)}, {result.seconds:.1f} s)."
            + (f" {counts.files_skipped:,} were there already." if counts.files_skipped else "")
        )
    else:
        click.echo(
            f"{counts.files_uploaded + counts.files_skipped:,} of {counts.total_files:,} files are in {upload.address};"
            f" {counts.files_failed:,} failed, {counts.files_blocked:,} are blocked."
        )
        for file in workspace.history.in_trouble(upload.id, limit=_TROUBLE_SHOWN):
            click.echo(f"  {text_form(file.path)}: {file.error_message}")
        if counts.files_failed + counts.files_blocked > _TROUBLE_SHOWN:
            click.echo(f"  and more: `waybill session {upload.id} --failed` lists them all.")
    if result.ended.error is not None:
        click.echo(f"{result.ended.error.title}: {result.ended.error}", err=True)
    if result.ended.status is SessionStatus.PAUSED:
        click.echo(f"`waybill resume {upload.id}` goes on.", err=True)
    for count, what in (
        (upload.notes.links_not_followed, "links to folders were not followed (--follow-links does)."),
        (upload.notes.excluded, "files or folders were left out by patterns."),
        (upload.notes.empty_folders, "folders are empty."),
    ):
        if count:
            click.echo(f"{count:,} {what}")


def _print_preview(preview: Any, as_json: bool) -> None:
    if as_json:
        return _print_json(
            total_files=preview.files, total_bytes=preview.total_bytes, files_blocked=preview.blocked_files
        )
    click.echo(
        f"{preview.files:,} files, {_size(preview.total_bytes)}, would be looked at;"
        f" {preview.blocked_files:,} are blocked."
    )
    for path, _, why in preview.blocked[:_TROUBLE_SHOWN]:
        click.echo(f"  {path}: {why}")
    return None


# Helpers


@contextmanager
def _application() -> Iterator[Application]:
    application = Application(Settings())
    try:
        yield application
    finally:
        application.close()


@contextmanager
def _workspace() -> Iterator[Workspace]:
    """Who is signed in: by the environment for this run alone, else by the keychain."""
    with _application() as application:
        settings = application.settings
        unattended = settings.username and settings.password is not None
        if unattended and settings.password is not None:
            address, username = settings.remembered()
            workspace = application.sign_in(address, username, settings.password.get_secret_value())
        else:
            workspace = application.resume_sign_in()
        try:
            yield workspace
        finally:
            if unattended:
                _sign_out_quietly(application, workspace)
            else:
                workspace.close()


def _sign_out_quietly(application: Application, workspace: Workspace) -> None:
    try:
        application.sign_out(workspace)
    except WaybillError as error:
        # The work is done and told; a token that could not be ended ends by itself.
        click.echo(f"The sign-in of this run could not be ended: {error}", err=True)
        workspace.close()


@contextmanager
def _executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="transfer") as executor:
        yield executor


def _files(workspace: Workspace, upload: UploadSession, failed: bool) -> Iterator[Any]:
    if failed:
        yield from workspace.history.in_trouble(upload.id, limit=2**31)
        return
    first, step = 0, 1000
    while first < (page := workspace.history.files(upload.id, first, step)).total:
        yield from page.items
        first += step


def _who(workspace: Workspace) -> str:
    user, its_company = workspace.signed_in.user, workspace.signed_in.company
    return f"{user.username} ({user.role}) at {its_company.company_name}, {workspace.signed_in.company_address}"


def _project_json(one: Project) -> dict[str, Any]:
    return {"id": one.id, "project_name": one.project_name, "description": one.description, **asdict(one.destination)}


def _session_json(one: UploadSession) -> dict[str, Any]:
    return {
        "session": one.client_uuid,
        "id": one.id,
        "status": one.status,
        "interrupted": one.interrupted,
        "project_name": one.project_name,
        "cycle_name": one.cycle_name,
        "address": one.address,
        "local_directory": text_form(one.local_directory),
        "error_message": one.error_message,
        **asdict(one.counts),
    }


def _print_json(**values: Any) -> None:
    click.echo(json.dumps(values))


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _size(size_bytes: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size_bytes < 1024:
            return f"{size_bytes:,.0f} {unit}" if unit == "B" else f"{size_bytes:,.1f} {unit}"
        size_bytes /= 1024
    return f"{size_bytes:,.1f} TiB"


def _ask_password(prompt: str, *, confirm: bool = False) -> str:
    if not sys.stdin.isatty():
        raise SignedOut("No password is given. Set WAYBILL_PASSWORD for an unattended run.")
    answer: str = click.prompt(prompt, hide_input=True, confirmation_prompt=confirm)
    return answer


def run_command(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command of the command line; its exit status. Errors go to standard error, in words."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        command.main(list(arguments), prog_name="waybill", standalone_mode=False)
    except WaybillError as error:
        click.echo(f"{error.title}: {error}", err=True)
        return error.exit_status
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. What was sent is kept.", err=True)
        return INTERRUPTED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0
