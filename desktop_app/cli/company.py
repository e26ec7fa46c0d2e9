"""Make companies and look after their databases."""

from dataclasses import asdict

import click

from desktop_app.bootstrap import use_network
from desktop_app.cli.adoption import tell, tell_json
from desktop_app.cli.printing import counted, print_findings, print_json, print_table
from desktop_app.cli.root import as_json, cli
from desktop_app.cli.signing_in import ask_password
from desktop_app.services.owner import OwnerService
from desktop_app.settings import Settings


@cli.group()
def company() -> None:
    """Make companies and look after their databases.

    URL is the database's, by a login that owns it or a superuser's: postgresql://owner@host/database. Its password is
    WAYBILL_COMPANY_PASSWORD, or stands in PGPASSFILE. Or it is a file on this computer: sqlite:////folder/company.db.
    """


@company.command("create")
@click.argument("url")
@click.option("--name", required=True, help="The company's name.")
@click.option("--code", required=True, help="A short code for it.")
@click.option("--admin", required=True, metavar="USERNAME", help="The first admin.")
@as_json
def company_create(url: str, name: str, code: str, admin: str, as_json: bool) -> None:
    """Make a company at URL with its first admin, whose password is WAYBILL_PASSWORD or asked for.

    In PostgreSQL a second company in the same database is made by running this again.
    """
    owner = owner_of(url)
    password = Settings().password
    secret = password.get_secret_value() if password else ask_password(f"Password for {admin}", confirm=True)
    made = owner.create(name=name, code=code, admin=admin, password=secret)
    if as_json:
        print_json(company=made.address, company_password=made.password, hardening=made.hardening)
        return
    click.echo(f"Made company {name}. Its address is {made.address}")
    _print_login(made.password)
    if made.hardening:
        click.echo(
            "\nOne thing is left, and only a superuser can do it. Let one run this in the database:\n\n"
            + made.hardening
        )


@company.command("upgrade")
@click.argument("url")
def company_upgrade(url: str) -> None:
    """Bring the database at URL to this Waybill's schema. Nothing is lost; if something fails, nothing is changed."""
    before, after = owner_of(url).upgrade()
    click.echo(f"Upgraded from schema {before} to {after}." if before != after else f"Schema {after} is up to date.")


@company.command("check")
@click.argument("url")
@click.option("--hardening", is_flag=True, help="Print what a superuser has to run once in the database.")
@click.option("--verbose", is_flag=True, help="Name every part of a problem that has many.")
@as_json
def company_check(url: str, hardening: bool, verbose: bool, as_json: bool) -> None:
    """Look whether the database at URL is as it should be. Workstations' address will do. Nothing is changed.

    The exit status is 1 if something is not.
    """
    if hardening:
        click.echo(owner_of(url).hardening())
        return
    found = owner_of(url).check(allow_insecure=Settings().insecure_company)
    well = all(finding.ok for finding in found)
    if as_json:
        print_json(ok=well, findings=[asdict(finding) for finding in found])
    else:
        print_findings(found, verbose=verbose)
    if not well:
        raise click.exceptions.Exit(1)


@company.command("list")
@click.argument("url")
@as_json
def company_list(url: str, as_json: bool) -> None:
    """List the companies of the database at URL, with the addresses of their workstations."""
    found = owner_of(url).companies()
    if as_json:
        print_json(companies=[asdict(one) for one in found])
    else:
        print_table(
            ("CODE", "COMPANY", "STATUS", "ADDRESS"),
            [
                (one.company_code, one.company_name, "active" if one.is_active else "not active", one.address)
                for one in found
            ],
        )


@company.command("reset-login")
@click.argument("url")
@click.option("--code", help="Which company, if the database has several.")
@as_json
def company_reset_login(url: str, code: str | None, as_json: bool) -> None:
    """Give a company's login a new password, and end what is connected by the old one.

    Workstations are refused until they are given it; what they have to tell the company waits.
    """
    login = owner_of(url).reset_login(code)
    if as_json:
        print_json(
            company=login.address,
            company_password=login.password,
            connections_ended=login.ended,
            still_open=login.still_open,
        )
        return
    click.echo(f"The login at {login.address} has a new password.")
    _print_login(login.password)
    if login.still_open:
        click.echo(
            "\nWhat is connected by the old password stays so, since the login of this URL may not end it. Let a "
            f"superuser run this in the database:\n\n{login.still_open}"
        )
    else:
        click.echo(f"{counted(login.ended, 'connection')} by the old password ended.")


@company.command("adopt")
@click.argument("url")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@as_json
def company_adopt(url: str, dry_run: bool, as_json: bool) -> None:
    """Take over the company database of an earlier uploader at URL, with everything in it.

    All companies, people, projects, cycles and uploads of its schema public are copied, with their ids, in one
    transaction: all or nothing. The old tables stay as they are; nobody can write to them meanwhile. People sign in
    with the passwords they have. What is not as it should be is listed. A second run changes nothing.
    """
    report = owner_of(url).adopt(dry_run=dry_run)
    (tell_json if as_json else tell)(report)


def owner_of(url: str) -> OwnerService:
    """The database at a URL, by its owner's login."""
    settings = Settings()
    use_network(settings)
    password = settings.company_password
    return OwnerService(url, password.get_secret_value() if password else None)


def _print_login(password: str | None) -> None:
    if password is not None:
        click.echo(f"Its company password, which workstations ask for once: {password}")
        click.echo(
            "Hand it out apart from the address. It is shown this once; `waybill company reset-login` makes another."
        )
