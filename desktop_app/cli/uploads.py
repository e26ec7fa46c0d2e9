"""Send folders, go on with them, and look at what was sent."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from desktop_app.bootstrap import Workspace
from desktop_app.cli.printing import counted, day_and_time, print_json, print_table, size
from desktop_app.cli.rates import Rate
from desktop_app.cli.root import as_json, check_is_free, cli, may_replace
from desktop_app.cli.sending import SOME_NOT_SENT, as_one_json, finish, print_preview, send_all, tell, transfer_executor
from desktop_app.cli.signing_in import opened, signed_in
from desktop_app.cli.taking_over import print_interrupted, taken_over
from desktop_app.domain.errors import InvalidValue, TakenOver
from desktop_app.domain.names import printable, text_form
from desktop_app.domain.uploads import FileUpload, UploadOptions, UploadSession
from desktop_app.services.receipts import save
from desktop_app.services.sources import sources_of


@cli.command()
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path(readable=False))
@click.option("--project", "project_name", required=True, metavar="P")
@click.option("--cycle", "cycle_name", required=True, metavar="C", help="The cycle's name or number.")
@click.option("--aws-profile", metavar="A")
@click.option("--max-workers", type=click.IntRange(0), default=0, metavar="N", help="Requests in flight at most.")
@click.option("--times-to-retry", type=click.IntRange(0), default=3, show_default=True, metavar="N")
@click.option(
    "--bandwidth-limit", type=Rate(), default=0, metavar="RATE", help="Bytes per second: 500K, 2M, 1.5G; 0 is none."
)
@click.option("--use-find", is_flag=True, help="Let the system's find walk the folder; not on Windows.")
@click.option("--follow-links", is_flag=True, help="Follow links to folders too.")
@click.option("--exclude", "excludes", multiple=True, metavar="PATTERN", help="As in .gitignore; may be given again.")
@click.option("--replace", is_flag=True, help="Replace what another folder sent to the same name.")
@click.option(
    "--dry-run", is_flag=True, help="Say what would be sent, what is there and what is blocked; write nothing."
)
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
    with signed_in(to_send=True) as workspace, transfer_executor() as executor:
        its_project = workspace.company.projects.find(project_name)
        its_cycle = workspace.company.cycles.find(its_project.id, cycle_name)
        upload_options = UploadOptions(**options)
        sources = sources_of(folders)
        if dry_run:
            preview = workspace.uploads.dry_run(sources, its_project, its_cycle, upload_options)
            print_preview(preview, as_json)
            sys.exit(SOME_NOT_SENT if preview.blocked_files else 0)
        runs = workspace.uploads.start_all(sources, its_project, its_cycle, upload_options, executor, tell)
        finish(workspace, send_all(workspace, runs, as_json), as_json, single=len(runs) == 1)


@cli.command()
@click.argument("session", required=False)
@click.option("--failed", is_flag=True, help="Try failed files again.")
@click.option("--take-over", is_flag=True, help="SESSION is another workstation's; without SESSION list those.")
@click.option("--folder", type=click.Path(), metavar="PATH", help="Where the files taken over are here.")
@click.option("--aws-profile", metavar="A", help="For what is taken over, if it is another here.")
@click.option("--exclude", "excludes", multiple=True, metavar="PATTERN", help="Left out of what is taken over.")
@as_json
def resume(
    session: str | None,
    failed: bool,
    take_over: bool,
    folder: str | None,
    aws_profile: str | None,
    excludes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Go on with what was interrupted: SESSION, or all that is unfinished."""
    if not take_over and (folder or aws_profile or excludes):
        raise click.UsageError("--folder, --aws-profile and --exclude go with --take-over.")
    with signed_in(to_send=True) as workspace, transfer_executor() as executor:
        if take_over and session is None:
            return print_interrupted(workspace, as_json)
        if take_over and session is not None:
            chosen = [taken_over(workspace, session, folder, aws_profile, excludes, quiet=as_json)]
        elif session is not None:
            chosen = [workspace.history.find(session)]
        else:
            chosen = workspace.uploads.unfinished()[::-1]
            if failed and not chosen:
                chosen = [one for one in workspace.history.here() if one.counts.files_failed][:1]
        if not chosen:
            for one in workspace.uploads.being_sent():
                click.echo(f"Upload {one.id} is being sent by another Waybill on this computer.", err=True)
            blocked = [one for one in workspace.history.here() if one.counts.files_blocked] if failed else []
            click.echo(_what_is_blocked(blocked[0]) if blocked else "Nothing was interrupted.", err=as_json)
            return print_json(**as_one_json([])) if as_json else None
        runs = []
        for one in chosen:
            try:
                runs.append(workspace.uploads.resume(one, executor, tell, failed=failed))
            except TakenOver as why:
                if len(chosen) == 1:
                    raise
                click.echo(f"Upload {one.id}: {why}", err=True)  # The others go on.
        if not runs:
            sys.exit(TakenOver.exit_status)
        finish(workspace, send_all(workspace, runs, as_json), as_json, single=len(runs) == 1)


@cli.command()
@as_json
def sessions(as_json: bool) -> None:
    """List this workstation's upload sessions, of whoever signed in last; nobody need be signed in."""
    with opened() as application:
        found = application.sent_here()
        if notice := application.notice():
            click.echo(notice, err=True)
    if as_json:
        return print_json(sessions=[_session_json(one) for one in found])
    print_table(
        ("ID", "STARTED", "STATUS", "FILES", "SENT", "FAILED", "BLOCKED", "TO", "FROM"),
        [
            (
                str(one.id),
                day_and_time(one.created_at),
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
@click.argument("session_id", metavar="ID", required=False)
@click.option("--failed", is_flag=True, help="Only failed and blocked files.")
@as_json
def session(session_id: str | None, failed: bool, as_json: bool) -> None:
    """Show an upload session and its files; `waybill sessions` lists their IDs."""
    if session_id is None:
        raise click.UsageError("Which one? `waybill sessions` lists the uploads of this computer with their IDs.")
    with signed_in() as workspace:
        found = workspace.history.find(session_id)
        files = _files(workspace, found, failed)
        if as_json:
            rows = [
                {
                    "relative_path": text_form(file.path),
                    "size_bytes": file.size_bytes,
                    "status": file.status,
                    "attempts": file.attempts,
                    "error_code": file.error_code,
                    "etag": file.etag,
                    "checksum": file.checksum,
                    "error_message": file.error_message,
                }
                for file in files
            ]
            return print_json(**_session_json(found), files=rows)
        click.echo(f"{text_form(found.local_directory)} to {found.address}: {found.status.replace('_', ' ')}")
        if found.error_message:
            click.echo(printable(found.error_message))
        for file in files:
            told = f"{text_form(file.path)}  {printable(file.error_message)}"
            click.echo(f"{file.status:<10}{size(file.size_bytes):>12}  {told}".rstrip())


def _what_is_blocked(upload: UploadSession) -> str:
    blocked = counted(upload.counts.files_blocked, "file")
    return (
        f"Nothing failed that could be tried again. Of upload {upload.id}, {blocked} could not be sent: "
        f"`waybill session {upload.id} --failed` says why."
    )


@cli.command()
@click.argument("session_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@may_replace
def receipt(session_id: str, file: Path, force: bool) -> None:
    """Save what became of every file of an upload session, with checksums and times.

    As JSON where the name of FILE ends in .json, else as CSV. The window also saves a PDF.
    """
    if file.suffix.lower() == ".pdf":
        raise InvalidValue("file", "A PDF is saved in the window. Here the name ends in .csv or .json.")
    check_is_free(file, force)
    with signed_in() as workspace:
        found = workspace.history.find(session_id)
        save(workspace.history.receipt(found.id, workspace.signed_in.user.username), file)
    click.echo(f"The receipt of upload {found.id} is in {file}.")


def _files(workspace: Workspace, upload: UploadSession, failed: bool) -> Iterator[FileUpload]:
    if failed:
        yield from workspace.history.in_trouble(upload.id, limit=2**31)
        return
    first, step = 0, 1000
    while first < (page := workspace.history.files(upload.id, first, step)).total:
        yield from page.items
        first += step


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
