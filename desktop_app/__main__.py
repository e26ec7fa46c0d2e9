"""``python -m desktop_app``: the window, or the command line if arguments follow."""

import atexit
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

import click

_OBJECTS_PER_COLLECTION = 50_000
"""Python's own 700 has a start look through what it imports some hundred times: a fifth of a short command's time."""


@click.command("open")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path))
def open_paths(paths: tuple[Path, ...]) -> None:
    """Open the window with folders or files in its drop area; one that is open already takes them."""
    from desktop_app.gui.program import open_window

    sys.exit(open_window(paths))


@click.command()
def demo() -> None:
    """Open the window on a company and a storage that exist only as long as it is open."""
    from desktop_app.gui.demo import open_demo

    sys.exit(open_demo())


@click.command("self-test")
@click.option(
    "--screenshots", type=click.Path(path_type=Path, file_okay=False), help="Save a picture of every page there."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def self_test(screenshots: Path | None, as_json: bool) -> None:
    """Do the whole job in the real window on a throw-away demo, and say whether it works."""
    from desktop_app.gui.self_test.run import run_self_test

    sys.exit(run_self_test(screenshots, as_json=as_json))


@click.command("demo-storage", hidden=True)
def demo_storage() -> None:
    """Serve the demo's storage: what a frozen program starts as its child."""
    from desktop_app.services.demo_storage import serve_demo_storage

    serve_demo_storage()


def all_commands() -> click.Group:
    """The command line with the commands that open the window or serve."""
    from desktop_app.api.commands import serve, worker
    from desktop_app.cli import cli

    for command in (open_paths, demo, self_test, demo_storage, serve, worker):
        cli.add_command(command)
    return cli


def run_command_line(arguments: Sequence[str]) -> int:
    """Run a command; its exit status."""
    commands = all_commands()
    from desktop_app.cli import run_command

    return run_command(commands, arguments)


def main() -> None:
    """Run the program and leave with its exit status. The window does not wait for the command line's imports."""
    gc.set_threshold(_OBJECTS_PER_COLLECTION)
    # The interpreter's last look for garbage, through all that was imported, took a fifth of a short command's time.
    atexit.register(gc.freeze)
    if sys.argv[1:2] == [open_paths.name]:
        open_paths.main(sys.argv[2:], prog_name="waybill open")
    if len(sys.argv) > 1:
        sys.exit(run_command_line(sys.argv[1:]))
    from desktop_app.gui.program import open_window

    sys.exit(open_window())


if __name__ == "__main__":
    main()
