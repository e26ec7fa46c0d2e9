"""Sign in and out, and who is signed in for a command."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from desktop_app.bootstrap import Application, Workspace
from desktop_app.cli.printing import print_json
from desktop_app.cli.root import as_json, cli
from desktop_app.domain.errors import CompanyError, CompanyPasswordNeeded, InvalidValue, KeychainUnusable, WaybillError
from desktop_app.settings import Settings


@cli.command("sign-in")
@click.option("--company", "address", metavar="URL", help="The company's address.")
@click.option("--username", metavar="U")
def sign_in(address: str | None, username: str | None) -> None:
    """Sign in and stay signed in: a token goes into the system's keychain, never the password."""
    with opened() as application:
        remembered_address, remembered_username = application.remembered()
        address = address or remembered_address or click.prompt("Company address")
        username = username or remembered_username or click.prompt("Username")
        kept = application.settings.password
        secret = kept.get_secret_value() if kept else ask_password(f"Password for {username}")
        workspace = _sign_in(application, address, username, secret, keep=True)
        click.echo(who(workspace))
        workspace.close()


@cli.command("password")
def change_password() -> None:
    """Choose another password for yourself. Everywhere else you are signed out."""
    with opened() as application:
        address, username = application.remembered()
        address = address or click.prompt("Company address")
        username = username or click.prompt("Username")
        kept = application.settings.password
        old = kept.get_secret_value() if kept else ask_password(f"Present password for {username}")
        new = new_password(f"New password for {username}")
        _knowing_company_password(
            lambda company_password: application.change_password(
                address, username, old, new, company_password=company_password
            )
        ).close()
        click.echo("Your password is changed. Sign in again where you want to stay signed in: `waybill sign-in`.")


@cli.command("sign-out")
def sign_out() -> None:
    """Sign out: the token ends, here and at the company."""
    with opened() as application:
        try:
            application.sign_out(application.resume_sign_in())
        except CompanyError as error:
            # Whoever leaves a workstation is not to stay signed in because the company is away.
            application.forget_sign_in()
            click.echo(f"The company does not know of it yet: there it ends within 7 days. {error}", err=True)
        click.echo("Signed out.")


@cli.command()
@as_json
def whoami(as_json: bool) -> None:
    """Say who is signed in where."""
    with signed_in() as workspace:
        user, its_company = workspace.signed_in.user, workspace.signed_in.company
        if as_json:
            print_json(
                username=user.username,
                role=user.role,
                company_name=its_company.company_name,
                company_code=its_company.company_code,
                company=workspace.signed_in.company_address,
            )
        else:
            click.echo(who(workspace))


@contextmanager
def opened() -> Iterator[Application]:
    """The program with its journal open, nobody signed in."""
    application = Application(Settings())
    try:
        yield application
    finally:
        application.close()


@contextmanager
def signed_in(*, to_send: bool = False) -> Iterator[Workspace]:
    """Who is signed in: by the environment for this run alone, else by the keychain, else by asking at a terminal."""
    with opened() as application:
        application.will_send = to_send
        settings = application.settings
        address, username = application.remembered()
        password = settings.password.get_secret_value() if settings.username and settings.password else ""
        workspace = None
        if not password:
            try:
                workspace = _resume(application)
            except KeychainUnusable:
                if not sys.stdin.isatty():
                    raise
                password = ask_password(f"Password for {username}")
        for_this_run = workspace is None
        if workspace is None:
            workspace = _sign_in(application, address, username, password, remember=False)
        try:
            yield workspace
        finally:
            if for_this_run:
                _sign_out_quietly(application, workspace)
            else:
                workspace.close()


def _sign_in(
    application: Application, address: str, username: str, password: str, *, keep: bool = False, remember: bool = True
) -> Workspace:
    return _knowing_company_password(
        lambda company_password: application.sign_in(
            address, username, password, company_password=company_password, keep=keep, remember=remember
        )
    )


def _resume(application: Application) -> Workspace:
    return _knowing_company_password(
        lambda company_password: application.resume_sign_in(company_password=company_password)
    )


def _knowing_company_password(sign_in: Callable[[str | None], Workspace]) -> Workspace:
    """Sign in, asking at a terminal for the company's password where the one that is known, if any, will not do."""
    try:
        workspace = sign_in(None)
    except CompanyPasswordNeeded as needed:
        if not sys.stdin.isatty():
            raise
        click.echo(needed, err=True)
        workspace = sign_in(ask_password("Company password"))
    if workspace.notice:
        click.echo(workspace.notice, err=True)
    return workspace


def _sign_out_quietly(application: Application, workspace: Workspace) -> None:
    try:
        application.sign_out(workspace)
    except WaybillError as error:
        # The work is done and told; a token that could not be ended ends by itself.
        click.echo(f"The sign-in of this run could not be ended: {error}", err=True)
        workspace.close()


def who(workspace: Workspace) -> str:
    """Who is signed in where, in one line."""
    user, its_company = workspace.signed_in.user, workspace.signed_in.company
    return f"{user.username} ({user.role}) at {its_company.company_name}, {workspace.signed_in.company_address}"


def ask_password(prompt: str, *, confirm: bool = False, variable: str = "WAYBILL_PASSWORD") -> str:
    """Ask without showing what is typed.

    Raises:
        InvalidValue: there is nobody at a terminal to ask; ``variable`` is where a script gives it.
    """
    if not sys.stdin.isatty():
        raise InvalidValue("password", f"No password is given. Set {variable} for an unattended run.")
    answer: str = click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True)
    return answer


def new_password(prompt: str) -> str:
    """Another password: WAYBILL_NEW_PASSWORD, or asked for twice; raises InvalidValue as `ask_password` does."""
    given = Settings().new_password
    if given is not None:
        return given.get_secret_value()
    return ask_password(prompt, confirm=True, variable="WAYBILL_NEW_PASSWORD")
