"""The command line's root, and how a command is run."""

import io
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from desktop_app import __version__
from desktop_app.domain.errors import (
    CompanyPasswordChanged,
    CompanyPasswordNeeded,
    InvalidValue,
    MustChangePassword,
    WaybillError,
)

INTERRUPTED = 130

_COMPANY_PASSWORD = "`waybill sign-in` asks for it; WAYBILL_COMPANY_PASSWORD gives it to any command."  # noqa: S105
_HERE: Mapping[type[WaybillError], str] = {
    MustChangePassword: "`waybill password` does it.",
    CompanyPasswordNeeded: _COMPANY_PASSWORD,
    CompanyPasswordChanged: _COMPANY_PASSWORD,
}
"""What one can do about an error on the command line, beyond what is the same everywhere."""

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
may_replace = click.option("--force", is_flag=True, help="Replace FILE if it is there already.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="waybill")
def cli() -> None:
    """Send folders to S3, checked end to end and resumable. Without a command: the window."""


def check_is_free(file: Path, force: bool) -> None:
    """See that a file may be written, as `may_replace` says; raises InvalidValue."""
    if not force and os.path.lexists(file):
        raise InvalidValue("file", f"{file} is there already. Give another name, or replace it with --force.")


def in_words(error: WaybillError) -> str:
    """What happened, and what one can do about it here."""
    return f"{error} {_HERE.get(type(error), '')}".rstrip()


def run_command(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command of the command line; its exit status. Errors go to standard error, in words."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # Names of files need not fit the terminal's encoding.
    try:
        # What Exit was raised with comes back, as does what a command returns: nothing.
        status = command.main(list(arguments), prog_name="waybill", standalone_mode=False)
    except WaybillError as error:
        click.echo(f"{error.title}: {in_words(error)}", err=True)
        return error.exit_status
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        # Somebody who was asked something did not want to answer; the question's line is not ended.
        click.echo("\nCancelled.", err=True)
        return INTERRUPTED
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return status if isinstance(status, int) else 0
