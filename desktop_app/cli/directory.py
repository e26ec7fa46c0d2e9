"""List and add projects and cycles."""

from dataclasses import asdict
from typing import Any

import click

from desktop_app.cli.printing import print_json, print_table
from desktop_app.cli.root import as_json, cli
from desktop_app.cli.signing_in import signed_in
from desktop_app.domain.values import ChecksumAlgorithm, Destination, Project


@cli.group()
def project() -> None:
    """List and add projects."""


@project.command("list")
@as_json
def project_list(as_json: bool) -> None:
    """List the company's projects."""
    with signed_in() as workspace:
        projects = workspace.company.projects()
        if as_json:
            print_json(projects=[_project_json(one) for one in projects])
        else:
            print_table(
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
    with signed_in() as workspace:
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
    with signed_in() as workspace:
        cycles = workspace.company.cycles(workspace.company.project(project_name).id)
        if as_json:
            print_json(cycles=[asdict(one) for one in cycles])
        else:
            print_table(
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
    with signed_in() as workspace:
        its_project = workspace.company.project(project_name)
        added = workspace.company.add_cycle(its_project.id, name, number, prefix, description)
        click.echo(f"Added cycle {added.cycle_name} at s3://{its_project.destination.bucket_name}/{added.s3_prefix}")


def _project_json(one: Project) -> dict[str, Any]:
    return {"id": one.id, "project_name": one.project_name, "description": one.description, **asdict(one.destination)}
