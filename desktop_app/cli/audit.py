"""The company's audit log, for admins."""

from dataclasses import asdict

import click

from desktop_app.cli.printing import day_and_time, print_json
from desktop_app.cli.root import as_json, cli
from desktop_app.cli.signing_in import signed_in
from desktop_app.domain.company import AuditEntry, AuditFilter
from desktop_app.domain.names import printable
from desktop_app.services.audit_words import in_full

_AT_ONCE = 500


@cli.command()
@click.option("--action", default="", metavar="A", help="Only this: project_changed, sign_in_refused and the like.")
@click.option("--username", default="", metavar="U", help="Only what this person did.")
@click.option("--text", default="", metavar="T", help="Only what has this in its name.")
@click.option("--no-sign-ins", is_flag=True, help="Not that somebody signed in; who was refused is listed.")
@click.option(
    "--limit", type=click.IntRange(1), default=100, show_default=True, metavar="N", help="The newest N at most."
)
@as_json
def audit(action: str, username: str, text: str, no_sign_ins: bool, limit: int, as_json: bool) -> None:
    """List who did what, the newest first, with every change. For admins."""
    which = AuditFilter(action=action, username=username, text=text, without_sign_ins=no_sign_ins)
    entries: list[AuditEntry] = []
    total = limit
    with signed_in() as workspace:
        log = workspace.company.audit
        while len(entries) < min(limit, total):
            page = log.list(which, offset=len(entries), limit=min(_AT_ONCE, limit - len(entries)))
            entries += page.items
            total = page.total if page.items else 0
    if as_json:
        print_json(entries=[asdict(entry) for entry in entries])
        return
    for entry in entries:
        headline, *more = in_full(entry)
        click.echo(f"{day_and_time(entry.at)}  {printable(entry.username)}  {printable(headline)}")
        for line in more:
            click.echo(f"{'':18}{printable(line)}")
