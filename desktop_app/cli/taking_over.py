"""Take an upload over that another workstation began: `waybill resume --take-over`."""

import os

import click

from desktop_app.bootstrap import Workspace
from desktop_app.cli.printing import counted, day_and_time, print_json, print_table
from desktop_app.domain.errors import NotFound
from desktop_app.domain.uploads import UploadSession
from desktop_app.services.handover import Taken


def taken_over(
    workspace: Workspace,
    name: str,
    folder: str | None,
    aws_profile: str | None,
    excludes: tuple[str, ...],
    *,
    quiet: bool,
) -> UploadSession:
    """Take it over and say what was found; what is this workstation's already is just gone on with."""
    try:
        here = workspace.history.find(name)
    except NotFound:
        here = None
    if here is not None and not here.taken_over:
        return here
    session = workspace.handover.find(here.client_uuid if here is not None else name)
    root = os.fsencode(os.path.abspath(folder)) if folder else here.local_directory if here is not None else None
    taken = workspace.handover.take_over(session, root, aws_profile=aws_profile, excludes=excludes)
    click.echo(_sentence(session.workstation or "the other workstation", taken), err=quiet)
    return taken.upload


def print_interrupted(workspace: Workspace, as_json: bool) -> None:
    """List what can be taken over."""
    found = workspace.handover.interrupted()
    if as_json:
        return print_json(
            sessions=[
                {
                    "session": one.client_uuid,
                    "status": one.status,
                    "username": one.username,
                    "workstation": one.workstation,
                    "project_name": one.project_name,
                    "cycle_name": one.cycle_name,
                    "address": one.address,
                    "local_directory": one.local_directory,
                    "last_seen_at": one.last_seen_at,
                }
                for one in found
            ]
        )
    print_table(
        ("SESSION", "LAST SEEN", "WHO", "WHERE", "TO", "FROM"),
        [
            (
                one.client_uuid,
                day_and_time(one.last_seen_at or one.started_at),
                one.username,
                one.workstation,
                one.address,
                one.local_directory,
            )
            for one in found
        ],
    )


def _sentence(workstation: str, taken: Taken) -> str:
    parts = [f"Taken over from {workstation}: {counted(taken.there + taken.found, 'file')} in the bucket already"]
    if taken.begun:
        parts.append(f"{counted(taken.begun, 'file')} to be gone on with in the middle")
    if taken.differing:
        parts.append(f"{counted(taken.differing, 'file')} sent from there with other contents, left as sent")
    return ", ".join(parts) + "."
