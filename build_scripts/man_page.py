"""The man page, from the commands themselves: `python build_scripts/man_page.py` writes resources/waybill.1."""

import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "resources" / "waybill.1"

_HEAD = r""".TH WAYBILL 1 "" "Waybill" "User commands"
.SH NAME
waybill \- send folders to S3, checked end to end and resumable
.SH SYNOPSIS
.B waybill
[\fICOMMAND\fR [\fIARGUMENTS\fR]]
.SH DESCRIPTION
Without a command the window opens. The commands do the same job from a terminal or a script: they sign in at a
company, send folders into the S3 bucket of one of its projects, and keep a history. With \fB\-\-json\fR a command
prints one JSON object as the last line.
.SH COMMANDS
"""
_FOOT = r""".SH EXIT STATUS
.TP
.B 0
All was sent; nothing was found.
.TP
.B 1
Some files failed or are blocked, or a check found something.
.TP
.B 2
Wrong usage.
.TP
.B 3
The sign-in was refused.
.TP
.B 4
The company or the storage cannot be reached.
.TP
.B 130
Interrupted; what was sent is kept.
.SH ENVIRONMENT
.TP
.B WAYBILL_COMPANY, WAYBILL_USERNAME, WAYBILL_PASSWORD
Sign in for one command.
.TP
.B WAYBILL_COMPANY_PASSWORD
The password of the company's login in PostgreSQL.
.TP
.B WAYBILL_NEW_PASSWORD
Where a command gives somebody another password.
.TP
.B WAYBILL_HOME
Where journal, remembered sign-in and log are.
.TP
.B WAYBILL_LANGUAGE
What the window speaks: en or de.
.PP
AWS credentials come from where the AWS tools look for them.
.SH FILES
.TP
.B /etc/waybill/settings.toml
What IT presets and locks for everybody at this computer; the README's chapter "For IT" says what may stand there.
.SH SEE ALSO
The manual comes with the program, as help in the window (F1).
"""


def page() -> str:
    """The whole man page, in roff."""
    sys.path.insert(0, str(ROOT))
    from desktop_app.__main__ import all_commands

    return _HEAD + "\n".join(_lines((), all_commands())) + "\n" + _FOOT


def _lines(names: Sequence[str], command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            if not below.hidden:
                yield from _lines((*names, name), below)
        return
    with click.Context(command, info_name=names[-1]) as context:
        arguments = [
            one.make_metavar(context) for one in command.get_params(context) if isinstance(one, click.Argument)
        ]
        yield ".SS " + _plain(" ".join((*names, *arguments)))
        for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
            yield ".PP\n" + _plain(" ".join(paragraph.split()))
        for option in command.get_params(context):
            if (
                isinstance(option, click.Option)
                and (told := option.get_help_record(context))
                and "--help" not in option.opts
            ):
                yield ".TP\n.B " + _plain(told[0])
                yield _plain(told[1]) or "\\&"


def _plain(text: str) -> str:
    """A text as roff shows it: hyphens are those of options, and nothing begins a command."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("\b", "")
    return "\\&" + text if text.startswith((".", "'")) else text


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
