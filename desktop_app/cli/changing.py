"""What commands that change or remove something share."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import click

from desktop_app.cli.root import INTERRUPTED

DECLINED = 1

assume_yes = click.option("--yes", is_flag=True, help="Do not ask.")


def one_of(kind: type[StrEnum]) -> click.Choice[str]:
    """An option's choices, by their values: click would take an enum's names."""
    return click.Choice([choice.value for choice in kind])


def given(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that a command was given; raises UsageError if there are none."""
    found = {name: value for name, value in changes.items() if value is not None}
    if not found:
        raise click.UsageError("Nothing is given to change.")
    return found


def require_somebody_to_ask(yes: bool) -> None:
    """Raise UsageError where neither ``--yes`` nor a person at a terminal can say that a removal is meant."""
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("Without a terminal nobody can be asked. Give --yes if the removal is meant.")


def confirm_removal(what_goes: str) -> None:
    """Ask whether something is to go; leave the command if it is not."""
    try:
        meant = click.confirm(f"{what_goes} Remove?", err=True)
    except click.Abort:
        click.echo("\nNothing was removed.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    if not meant:
        click.echo("Nothing was removed.", err=True)
        raise click.exceptions.Exit(DECLINED)
