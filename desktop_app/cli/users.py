"""List, add, change and remove the company's people."""

from dataclasses import asdict
from typing import Any

import click

from desktop_app.bootstrap import Workspace
from desktop_app.cli.changing import assume_yes, confirm_removal, given, one_of, require_somebody_to_ask
from desktop_app.cli.printing import day_and_time, print_json, print_table
from desktop_app.cli.root import as_json, cli
from desktop_app.cli.signing_in import new_password, signed_in
from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.domain.company import User
from desktop_app.domain.states import Role
from desktop_app.services.first_password import first_password

_generate = click.option(
    "--generate-password", "generate", is_flag=True, help="Make up the password and print it once."
)


@cli.group()
def user() -> None:
    """List the company's people; admins add, change and remove them."""


@user.command("list")
@as_json
def user_list(as_json: bool) -> None:
    """List the company's people."""
    with signed_in() as workspace:
        users = workspace.company.users.list()
    if as_json:
        print_json(users=[asdict(one) for one in users])
    else:
        print_table(
            ("USERNAME", "NAME", "EMAIL", "ROLE", "STATUS", "LAST SIGN-IN"),
            [
                (one.username, one.full_name, one.email, one.role, _status(one), day_and_time(one.last_login))
                for one in users
            ],
        )


@user.command("add")
@click.argument("username")
@click.option("--full-name", default="")
@click.option("--email", default="")
@click.option("--role", type=one_of(Role), default=Role.USER.value, show_default=True)
@_generate
@as_json
def user_add(username: str, full_name: str, email: str, role: str, generate: bool, as_json: bool) -> None:
    """Add a person.

    Their first password is WAYBILL_NEW_PASSWORD, or asked for, or made up; they choose another when they first sign in.
    """
    password = _password(username, generate)
    with signed_in() as workspace:
        added = workspace.company.users.add(username, password, full_name=full_name, email=email, role=Role(role))
    if as_json:
        print_json(**asdict(added), **_to_hand_over(password, generate))
    else:
        click.echo(f"Added {added.username} ({added.role}).")
        _print_to_hand_over(workspace, added.username, password, generate)


@user.command("update")
@click.argument("which", metavar="USERNAME")
@click.option("--username", help="Another username.")
@click.option("--full-name")
@click.option("--email")
@click.option("--role", type=one_of(Role))
@click.option("--activate/--deactivate", "is_active", default=None, help="Let them in, or not any more.")
@click.option("--reset-password", "reset", is_flag=True, help="Give them another password, as `user add` does.")
@_generate
@as_json
def user_update(which: str, reset: bool, generate: bool, as_json: bool, **options: Any) -> None:
    """Change a person. Whoever is demoted, deactivated or given another password is signed out everywhere."""
    reset = reset or generate
    changes = given({**options, "reset": reset or None})
    changes.pop("reset", None)
    password = _password(which, generate) if reset else ""
    with signed_in() as workspace:
        users = workspace.company.users
        found = users.find(which)
        changed = users.update(found.id, **changes) if changes else found
        if reset:
            users.reset_password(found.id, password)
            changed = users.get(found.id)
    if as_json:
        print_json(**asdict(changed), **_to_hand_over(password, generate))
        return
    click.echo(f"Changed {changed.username} ({changed.role}, {_status(changed)}).")
    if reset:
        _print_to_hand_over(workspace, changed.username, password, generate)


@user.command("remove")
@click.argument("username")
@assume_yes
@as_json
def user_remove(username: str, yes: bool, as_json: bool) -> None:
    """Remove a person who has sent nothing yet; `user update --deactivate` keeps others out."""
    require_somebody_to_ask(yes)
    with signed_in() as workspace:
        users = workspace.company.users
        found = users.find(username)
        if not yes:
            confirm_removal(f"The account of {found.username} goes, with all its sign-ins.")
        users.delete(found.id)
    if as_json:
        print_json(removed=found.username)
    else:
        click.echo(f"Removed {found.username}.")


def _password(username: str, generate: bool) -> str:
    return first_password() if generate else new_password(f"New password for {username}")


def _to_hand_over(password: str, generated: bool) -> dict[str, str]:
    return {"password": password} if generated else {}


def _print_to_hand_over(workspace: Workspace, username: str, password: str, generated: bool) -> None:
    if generated:
        click.echo(f"The password, shown this once: {password}")
    click.echo(f"{username} chooses another when signing in: in the window, or by `waybill password`.")
    if CompanyAddress.parse(workspace.signed_in.company_address).kind is AddressKind.POSTGRESQL:
        click.echo("A new computer asks for the company password too; hand that over apart from this.")


def _status(one: User) -> str:
    if not one.is_active:
        return "deactivated"
    return "must change password" if one.must_change_password else "active"
