"""List, add, change and remove projects."""

from dataclasses import asdict
from typing import Any

import click

from desktop_app.cli.changing import assume_yes, confirm_removal, given, one_of, require_somebody_to_ask
from desktop_app.cli.printing import counted, print_json, print_table
from desktop_app.cli.root import as_json, cli
from desktop_app.cli.signing_in import signed_in
from desktop_app.domain.company import Destination, Project
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.uploads import SessionFilter


@cli.group()
def project() -> None:
    """List, add, change and remove projects."""


@project.command("list")
@as_json
def project_list(as_json: bool) -> None:
    """List the company's projects."""
    with signed_in() as workspace:
        projects = workspace.company.projects.list()
    if as_json:
        print_json(projects=[_json(one) for one in projects])
    else:
        print_table(
            ("PROJECT", "BUCKET", "STATUS", "DESCRIPTION"),
            [(one.project_name, one.destination.bucket_name, _status(one), one.description) for one in projects],
        )


@project.command("add")
@click.argument("name")
@click.option("--bucket", required=True)
@click.option("--region", default="us-east-1", show_default=True)
@click.option("--endpoint-url", help="For storage other than AWS.")
@click.option(
    "--checksum", type=one_of(ChecksumAlgorithm), default=ChecksumAlgorithm.CRC64NVME.value, show_default=True
)
@click.option("--never-overwrite", is_flag=True, help="Refuse keys that are taken.")
@click.option("--description", default="")
@as_json
def project_add(
    name: str,
    bucket: str,
    region: str,
    endpoint_url: str | None,
    checksum: str,
    never_overwrite: bool,
    description: str,
    as_json: bool,
) -> None:
    """Add a project: a name for a bucket."""
    destination = Destination(
        bucket, region, endpoint_url, checksum_algorithm=ChecksumAlgorithm(checksum), never_overwrite=never_overwrite
    )
    with signed_in() as workspace:
        added = workspace.company.projects.add(name, destination, description)
    if as_json:
        print_json(**_json(added))
    else:
        click.echo(f"Added project {added.project_name} in s3://{added.destination.bucket_name}")


@project.command("update")
@click.argument("which", metavar="NAME")
@click.option("--name", "project_name", help="Another name.")
@click.option("--description")
@click.option("--bucket", "bucket_name")
@click.option("--region")
@click.option("--endpoint-url", help="For storage other than AWS; '' for AWS.")
@click.option("--checksum", "checksum_algorithm", type=one_of(ChecksumAlgorithm))
@click.option("--never-overwrite/--overwrite", default=None, help="Refuse keys that are taken, or replace them.")
@click.option(
    "--credentials",
    "credentials_source",
    type=click.Choice(["chain", "server"]),
    help="The workstation's own AWS credentials (chain), or those that the company's server lends.",
)
@click.option("--role-arn", metavar="ARN", help="The role that the server lends them of; '' for its only one.")
@click.option("--activate/--deactivate", "is_active", default=None, help="Take uploads, or none any more.")
@as_json
def project_update(which: str, as_json: bool, **options: Any) -> None:
    """Change a project. Where its data go is for admins to change; what was sent stays where it is."""
    changes = given(options)
    with signed_in() as workspace:
        projects = workspace.company.projects
        changed = projects.update(projects.find(which).id, **changes)
    if as_json:
        print_json(**_json(changed))
    else:
        click.echo(
            f"Changed project {changed.project_name} in s3://{changed.destination.bucket_name} ({_status(changed)})."
        )


@project.command("remove")
@click.argument("name")
@assume_yes
@as_json
def project_remove(name: str, yes: bool, as_json: bool) -> None:
    """Remove a project with its cycles and the records of what was sent there, never the objects. For admins."""
    require_somebody_to_ask(yes)
    with signed_in() as workspace:
        company = workspace.company
        found = company.projects.find(name)
        if not yes:
            cycles = len(company.cycles.list(found.id))
            uploads = company.uploads.list(SessionFilter(project_id=found.id), limit=1).total
            confirm_removal(
                f"The project {found.project_name} goes, with {counted(cycles, 'cycle')} and the records of "
                f"{counted(uploads, 'upload')}. The objects in s3://{found.destination.bucket_name} stay."
            )
        company.projects.delete(found.id)
    if as_json:
        print_json(removed=found.project_name)
    else:
        click.echo(f"Removed project {found.project_name}. Its objects are still in the bucket.")


def _json(one: Project) -> dict[str, Any]:
    return {
        "id": one.id,
        "project_name": one.project_name,
        "description": one.description,
        "is_active": one.is_active,
        **asdict(one.destination),
    }


def _status(one: Project) -> str:
    return "active" if one.is_active else "inactive"
