"""List, add, change and remove the cycles of projects."""

from dataclasses import asdict
from typing import Any

import click

from desktop_app.cli.changing import assume_yes, confirm_removal, given, one_of, require_somebody_to_ask
from desktop_app.cli.printing import counted, print_json, print_table
from desktop_app.cli.root import as_json, cli
from desktop_app.cli.signing_in import signed_in
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.states import CycleStatus
from desktop_app.domain.uploads import SessionFilter

_of_project = click.option("--project", "project_name", required=True, metavar="P")


@cli.group()
def cycle() -> None:
    """List, add, change and remove the cycles of projects."""


@cycle.command("list")
@click.option("--project", "project_name", metavar="P", help="This project's only.")
@as_json
def cycle_list(project_name: str | None, as_json: bool) -> None:
    """List the company's cycles, or a project's."""
    with signed_in() as workspace:
        company = workspace.company
        its_project = None if project_name is None else company.projects.find(project_name)
        projects = company.projects.list() if its_project is None else [its_project]
        cycles = company.cycles.list(None if its_project is None else its_project.id)
    named = {one.id: one.project_name for one in projects}
    if as_json:
        print_json(cycles=[{"project_name": named.get(one.project_id, ""), **asdict(one)} for one in cycles])
    else:
        print_table(
            ("PROJECT", "NUMBER", "CYCLE", "STATUS", "PREFIX"),
            [
                (named.get(one.project_id, ""), str(one.cycle_number), one.cycle_name, one.status, one.s3_prefix)
                for one in cycles
            ],
        )


@cycle.command("add")
@click.argument("name")
@_of_project
@click.option("--number", required=True, type=int)
@click.option("--prefix", help="Where its files go in the bucket.  [default: cycle-NNN/]")
@click.option("--description", default="")
@as_json
def cycle_add(name: str, project_name: str, number: int, prefix: str | None, description: str, as_json: bool) -> None:
    """Add a cycle to a project."""
    with signed_in() as workspace:
        its_project = workspace.company.projects.find(project_name)
        added = workspace.company.cycles.add(its_project.id, name, number, prefix, description)
    if as_json:
        print_json(**asdict(added))
    else:
        click.echo(f"Added cycle {added.cycle_name} at {_place(its_project, added)}")


@cycle.command("update")
@click.argument("which", metavar="NAME_OR_NUMBER")
@_of_project
@click.option("--name", "cycle_name", help="Another name.")
@click.option("--number", "cycle_number", type=int, help="Another number; the prefix stays.")
@click.option("--status", type=one_of(CycleStatus))
@click.option("--prefix", "s3_prefix", help="Where its files go from now on; for admins.")
@click.option("--description")
@as_json
def cycle_update(which: str, project_name: str, as_json: bool, **options: Any) -> None:
    """Change a cycle. What was sent stays where it is."""
    changes = given(options)
    with signed_in() as workspace:
        its_project = workspace.company.projects.find(project_name)
        cycles = workspace.company.cycles
        changed = cycles.update(cycles.find(its_project.id, which).id, **changes)
    if as_json:
        print_json(**asdict(changed))
    else:
        click.echo(f"Changed cycle {changed.cycle_name} ({changed.status}) at {_place(its_project, changed)}")


@cycle.command("remove")
@click.argument("which", metavar="NAME_OR_NUMBER")
@_of_project
@assume_yes
@as_json
def cycle_remove(which: str, project_name: str, yes: bool, as_json: bool) -> None:
    """Remove a cycle with the records of what was sent there, never the objects. For admins."""
    require_somebody_to_ask(yes)
    with signed_in() as workspace:
        company = workspace.company
        its_project = company.projects.find(project_name)
        found = company.cycles.find(its_project.id, which)
        if not yes:
            uploads = company.uploads.list(SessionFilter(cycle_id=found.id), limit=1).total
            confirm_removal(
                f"The cycle {found.cycle_name} goes, with the records of {counted(uploads, 'upload')}. "
                f"The objects at {_place(its_project, found)} stay."
            )
        company.cycles.delete(found.id)
    if as_json:
        print_json(removed=found.cycle_name)
    else:
        click.echo(f"Removed cycle {found.cycle_name}. The objects at {_place(its_project, found)} are still there.")


def _place(its_project: Project, one: Cycle) -> str:
    return f"s3://{its_project.destination.bucket_name}/{one.s3_prefix}"
