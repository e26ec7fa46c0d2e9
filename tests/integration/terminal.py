"""A terminal of one's own for a command, and somebody who answers what it asks."""

import contextlib
import os
import select
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.integration.command_line import CommandLine

SILENT_SECONDS = 40
"""A command that says nothing for so long waits for an answer that nobody gives."""


def run_in_terminal(
    waybill: CommandLine,
    *arguments: str | Path,
    answers: Sequence[tuple[str, str]] = (),
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run a command on a terminal of its own; its exit status and everything it wrote there.

    ``answers`` are typed in turn, each when the command has shown what stands before it.
    """
    import pty  # Not on Windows.

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        waybill.command(*arguments),
        env=waybill.environment_of({"TERM": "xterm"} | dict(environment or {})),
        cwd=waybill.home.parent,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, answered_to, waiting = b"", 0, list(answers)
    with contextlib.suppress(OSError):  # Linux says EIO when the last one has left the terminal.
        while select.select([ours], [], [], SILENT_SECONDS)[0] and (piece := os.read(ours, 65536)):
            shown += piece
            while waiting and (found := shown.find(waiting[0][0].encode(), answered_to)) >= 0:
                question, answer = waiting.pop(0)
                answered_to = found + len(question)
                os.write(ours, answer.encode() + b"\n")
    os.close(ours)  # Whoever still waits for an answer gets none.
    text = shown.decode(errors="replace")
    status = process.wait(60)
    assert not waiting, f"It did not ask for {waiting[0][0]!r}, but said:\n{text}"
    return status, text
