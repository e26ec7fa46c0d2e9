"""The command line: the same services as the window, and a listener that prints.

Commands, options, the JSON of ``--json`` and the exit statuses are a contract (ARCHITECTURE): scripts rely on them.
"""

from desktop_app.cli import (  # noqa: F401 (each adds its commands to the root)
    audit,
    cleaning,
    company,
    cycles,
    doctor,
    projects,
    signing_in,
    support,
    uploads,
    users,
    verifying,
)
from desktop_app.cli.root import as_json, cli, run_command

__all__ = ["as_json", "cli", "run_command"]
