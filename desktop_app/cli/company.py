"""Make companies."""

import click

from desktop_app import bootstrap
from desktop_app.cli.root import cli
from desktop_app.cli.signing_in import ask_password
from desktop_app.settings import Settings


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
    secret = password.get_secret_value() if password else ask_password(f"Password for {admin}", confirm=True)
    bootstrap.create_company(url, name=name, code=code, admin=admin, password=secret)
    click.echo(f"Made company {name}. Its address is {url}")
