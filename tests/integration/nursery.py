"""Processes for the command line that have its imports behind them: those are most of what a command costs.

`Nursery` starts this file as a process that imports what commands import, and does nothing else but fork. Each child
then runs `python -m desktop_app`, from its first line to the interpreter's end, with arguments, an environment and
outputs of its own.
"""

import json
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

_AT_THE_START = ("LANG", "LC_", "PYTHON")
"""An interpreter has read these before any import."""


class Nursery:
    """Runs commands; one at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment` counts for what an interpreter reads at its start; see `takes`."""
        self._start = _at_the_start(environment)
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def takes(self, environment: Mapping[str, str]) -> bool:
        """Whether a command with this environment can be run here."""
        return _at_the_start(environment) == self._start

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        outputs: tuple[Path, Path],
        timeout: float,
    ) -> int:
        """Run a command in a folder with its outputs in files; its exit status, as subprocess has it."""
        order = {
            "arguments": list(arguments),
            "environment": dict(environment),
            "folder": str(folder),
            "outputs": [str(path) for path in outputs],
            "timeout": timeout,
        }
        orders, answers = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        orders.write(f"{json.dumps(order)}\n")
        orders.flush()
        answer = answers.readline()
        assert answer, "The nursery is gone."
        return int(answer)

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def _at_the_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_AT_THE_START)}


def _import_what_commands_import() -> None:
    import boto3  # noqa: F401
    import keyring.backends.SecretService  # noqa: F401
    import sqlalchemy.dialects.postgresql.psycopg
    import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401

    import desktop_app.cli
    import desktop_app.company.inspection
    import desktop_app.company.sql_store
    import desktop_app.engine.s3_open  # noqa: F401

    assert len(os.listdir("/proc/self/task")) == 1 if sys.platform == "linux" else threading.active_count() == 1, (
        "With another thread there is no telling what a fork takes along."
    )


def _next_order() -> dict[str, Any]:
    """What the process that this is by then has to do; the one that forks stays inside and never comes back."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        child = os.fork()
        if child == 0:
            return order
        sys.stdout.write(f"{_status_of(child, order['timeout'])}\n")
        sys.stdout.flush()
    sys.exit()


def _status_of(child: int, timeout: float) -> int:
    overdue = threading.Timer(timeout, os.kill, (child, 9))
    overdue.start()
    _, status = os.waitpid(child, 0)
    overdue.cancel()
    overdue.join()
    return os.waitstatus_to_exitcode(status)


def _become(order: Mapping[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    for number, path in enumerate((os.devnull, *order["outputs"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, closefd=False)
    sys.argv = ["waybill", *order["arguments"]]


if __name__ == "__main__":
    _import_what_commands_import()
    _become(_next_order())
    runpy.run_module("desktop_app", run_name="__main__", alter_sys=True)
