"""`waybill doctor`: whether this workstation has what an upload needs, and what to do where it has not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from desktop_app.bootstrap import Application, Workspace, updater_of, use_network
from desktop_app.cli import checkups
from desktop_app.cli.printing import print_findings, print_json
from desktop_app.cli.root import as_json, cli
from desktop_app.domain.errors import JournalError, KeychainUnusable, SettingsDamaged, SignedOut, WaybillError
from desktop_app.domain.findings import Finding
from desktop_app.domain.redaction import without_secrets
from desktop_app.domain.uploads import UploadOptions
from desktop_app.services.keychain import Keychain
from desktop_app.services.support_bundle import about
from desktop_app.settings import ApartSettings, Settings

_MOST_STORAGES = 10


@cli.command()
@click.option("--aws-profile", metavar="A", help="To look at the storages with, if it is not the usual one.")
@as_json
def doctor(aws_profile: str | None, as_json: bool) -> None:
    """Look at all that an upload needs: settings, folders, keychain, proxy, company, clock, storages, updates.

    Nothing is sent, and nothing but a probe that is taken back is written. The exit status is 1 if something is wrong.
    """
    secrets: list[str] = []
    found = []
    for finding in _findings(aws_profile, secrets):
        shown = _without_secrets(finding, secrets)
        found.append(shown)
        if not as_json:
            print_findings([shown])
    well = all(finding.ok for finding in found)
    if as_json:
        print_json(ok=well, about=about(), findings=[asdict(finding) for finding in found])
    if not well:
        raise click.exceptions.Exit(1)


def _findings(aws_profile: str | None, secrets: list[str]) -> Iterator[Finding]:
    """All of them as they are found; ``secrets`` fills with those that are met on the way."""
    yield checkups.program()
    try:
        settings = Settings()
        use_network(settings)
    except SettingsDamaged as error:
        yield checkups.trouble("settings", error)
        # The folders are worth a look all the same; what leaves the computer would go another way than is meant.
        home = os.environ.get("WAYBILL_HOME")
        yield from checkups.folders(ApartSettings(home=Path(home)) if home else ApartSettings())
        return
    keychain = Keychain()
    given = (settings.password, settings.company_password, settings.new_password)
    secrets += [secret.get_secret_value() for secret in given if secret is not None]
    yield from checkups.policy(settings)
    yield from checkups.folders(settings)
    yield checkups.keychain(keychain, settings)
    yield from checkups.proxy()
    address, _ = settings.remembered()
    password = settings.company_password.get_secret_value() if settings.company_password else None
    with suppress(KeychainUnusable):
        secrets += keychain.tokens(*settings.remembered())
        password = password or keychain.company_password(address)
    secrets += [password] if password else []
    company = list(checkups.company(address, password, allow_insecure=settings.insecure_company))
    yield from company
    if all(finding.ok for finding in company):
        yield from _behind_sign_in(settings, aws_profile)
    yield checkups.updates(updater_of(settings), settings)


def _behind_sign_in(settings: Settings, aws_profile: str | None) -> Iterator[Finding]:
    """What only somebody who is signed in can look at: the projects' storages."""
    try:
        with _signed_in(settings) as workspace:
            user = workspace.signed_in.user
            yield Finding("sign-in", True, f"{user.username} is signed in.")
            yield from _storages(workspace, aws_profile)
    except KeychainUnusable:  # Told with the keychain.
        yield Finding("sign-in", True, "Nobody is kept signed in, so the storages were not asked.")
    except SignedOut as error:
        yield Finding("sign-in", True, f"Nobody is signed in, so the storages were not asked. {error}")
    except JournalError as error:
        yield checkups.trouble("journal", error)
    except WaybillError as error:
        yield checkups.trouble("sign-in", error)


def _storages(workspace: Workspace, aws_profile: str | None) -> Iterator[Finding]:
    projects = [project for project in workspace.company.projects.list() if project.is_active]
    asked, without = 0, list[str]()
    for project in projects:
        cycle = next(iter(workspace.company.cycles.list(project.id)), None)
        if cycle is None:
            without.append(project.project_name)
            continue
        if asked == _MOST_STORAGES:
            continue
        asked += 1
        check = partial(workspace.uploads.check, project, cycle, UploadOptions(aws_profile=aws_profile))
        endpoint_url = project.destination.endpoint_url
        yield from checkups.storage(f"The storage of {project.project_name}", endpoint_url, check)
    if without:
        yield Finding("storage", True, f"Not asked, for there is no cycle to send into: {', '.join(without)}.")
    if left := len(projects) - asked - len(without):
        yield Finding("storage", True, f"Not asked, for the first {_MOST_STORAGES} tell enough: {left} more.")


@contextmanager
def _signed_in(settings: Settings) -> Iterator[Workspace]:
    """Whoever the environment or the keychain signs in; nobody is asked for anything."""
    application = Application(settings)
    try:
        address, username = application.remembered()
        if settings.username and settings.password:
            workspace = application.sign_in(address, username, settings.password.get_secret_value(), remember=False)
            try:
                yield workspace
            finally:
                application.sign_out(workspace)
        else:
            workspace = application.resume_sign_in()
            try:
                yield workspace
            finally:
                workspace.close()
    finally:
        application.close()


def _without_secrets(finding: Finding, secrets: list[str]) -> Finding:
    message, remedy = (without_secrets(text, secrets) for text in (finding.message, finding.remedy))
    details = tuple(without_secrets(text, secrets) for text in finding.details)
    return Finding(finding.about, finding.ok, message, remedy, details)
