"""What helps those who help."""

from pathlib import Path

import click

from desktop_app.cli.root import check_is_free, cli, may_replace
from desktop_app.cli.signing_in import opened


@cli.command("support-bundle")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--names", is_flag=True, help="Names of files and folders may be in it.")
@may_replace
def support_bundle(file: Path, names: bool, force: bool) -> None:
    """Save log, versions, settings and the latest uploads into a ZIP file, without passwords, keys and tokens."""
    check_is_free(file, force)
    with opened() as application:
        application.save_support_bundle(file, names)
    click.echo(f"The support bundle is in {file}.")
