"""What `waybill company adopt` tells."""

from dataclasses import asdict
from datetime import datetime

import click

from desktop_app.cli.printing import print_json, print_table
from desktop_app.domain.adoption import AdoptionReport, Finding

_MOST_ITEMS = 50
_MOST_IDS = 10


def tell(report: AdoptionReport) -> None:
    """Print a report for people."""
    if report.taken_over_before:
        _tell_since(report)
        return
    if report.dry_run:
        click.echo("Nothing has been changed. This is what `waybill company adopt` would do:\n")
    head = ("Table", "There", "Would be taken over" if report.dry_run else "Taken over")
    print_table(head, [(table.name, f"{table.found:,}", f"{table.taken_over:,}") for table in report.tables])
    for finding in report.findings:
        _tell_finding(finding)
    _tell_logins(report)
    if report.hardening:
        left = "would be left" if report.dry_run else "is left"
        click.echo(
            f"\nOne thing {left}, and only a superuser can do it: run this in the database.\n\n{report.hardening}"
        )


def tell_json(report: AdoptionReport) -> None:
    """Print it as one JSON object, with every id."""
    print_json(
        adopted_at=_iso(report.adopted_at),
        dry_run=report.dry_run,
        taken_over_before=report.taken_over_before,
        tables=[asdict(table) for table in report.tables],
        findings=[asdict(finding) for finding in report.findings],
        logins=[
            {
                "company_id": login.company_id,
                "company_name": login.company_name,
                "company_code": login.company_code,
                "company": login.address,
                "company_password": login.password,
            }
            for login in report.logins
        ],
        hardening=report.hardening,
        since=[asdict(table) for table in report.since],
    )


def _tell_since(report: AdoptionReport) -> None:
    click.echo(f"This database was taken over on {_iso(report.adopted_at)}. Nothing has been changed now.")
    if any(table.added or table.gone for table in report.since):
        click.echo("Something still writes to the old tables, past Waybill. Since then:\n")
    else:
        click.echo("Nothing was added to the old tables since:\n")
    rows = [(table.name, f"{table.taken_over:,}", f"{table.added:,}", f"{table.gone:,}") for table in report.since]
    print_table(("Table", "Taken over", "Added since", "Gone since"), rows)


def _tell_finding(finding: Finding) -> None:
    click.echo(f"\n{finding.message}")
    for item in finding.items[:_MOST_ITEMS]:
        # A text about one row names it; one about many does not name them all.
        ids = [f"{number}" for number in item.ids[:_MOST_IDS]] if len(item.ids) > 2 else []
        more = f" and {len(item.ids) - _MOST_IDS:,} more" if len(item.ids) > _MOST_IDS else ""
        click.echo(f"  {item.text}" + (f" (ids {', '.join(ids)}{more})" if ids else ""))
    if len(finding.items) > _MOST_ITEMS:
        click.echo(f"  and {len(finding.items) - _MOST_ITEMS:,} more; --json lists them all")


def _tell_logins(report: AdoptionReport) -> None:
    would = "would be" if report.dry_run else "is"
    for login in report.logins:
        click.echo(f"\nThe address of {login.company_name} (code {login.company_code}) {would} {login.address}")
        if login.password is not None:
            click.echo(f"Its company password, which workstations ask for once: {login.password}")
    if report.logins and not report.dry_run:
        click.echo(
            "\nHand each out apart from its address, to that company only. They are shown this once; `waybill company "
            "reset-login` makes another. People sign in with the names and passwords they have."
        )


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
