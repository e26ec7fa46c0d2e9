"""`waybill self-test`: the whole job in the real window on a throw-away demo, to see that an installation works."""

import faulthandler
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import click

from desktop_app import __version__
from desktop_app.domain.errors import WaybillError

LIMIT_SECONDS = 120
"""After that it says where every thread stands, and ends the process: a self-test that hangs tells nobody anything."""


@dataclass(frozen=True, slots=True)
class Step:
    """How one step went; ``detail`` is what was seen, or why it failed."""

    name: str
    ok: bool
    seconds: float
    detail: str


def run_self_test(screenshots: Path | None, *, as_json: bool) -> int:
    """Do it and print a line for each step; 0 if all went well, else 1.

    Pictures of every page go into `screenshots`. With `as_json` the last line is one JSON object: ok, version, steps.
    """
    from desktop_app.gui.program import has_no_display

    if has_no_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with _limited(LIMIT_SECONDS), _uncaught() as mistakes:
        steps = _run(screenshots, mistakes)
    ok = all(step.ok for step in steps)
    if as_json:
        told = {"ok": ok, "version": __version__, "steps": [asdict(step) for step in steps]}
        click.echo(json.dumps(told, ensure_ascii=False))
    return 0 if ok else 1


def _run(screenshots: Path | None, mistakes: list[BaseException]) -> list[Step]:
    from desktop_app.gui.look.theme import Theme
    from desktop_app.gui.program import qt_application
    from desktop_app.gui.self_test.steps import SelfTest

    app = qt_application()
    theme = Theme("light")
    theme.apply(app)
    test = SelfTest(theme, screenshots)
    steps: list[Step] = []
    for name, work in test.steps():
        steps.append(_step(name, work, mistakes))
        if not steps[-1].ok:
            break
    steps.append(_step("close the window", test.close, mistakes))
    return steps


def _step(name: str, work: Callable[[], str | None], mistakes: list[BaseException]) -> Step:
    from desktop_app.gui.self_test.hands import NotSeen

    began = time.monotonic()
    try:
        ok, detail = True, work() or ""
    except (NotSeen, WaybillError) as error:
        ok, detail = False, str(error)
    except Exception as error:  # Whatever it is, it is this step that failed, and the window still has to be closed.
        mistakes.append(error)
        ok, detail = False, ""
    if mistakes:
        ok, detail = False, "; ".join([detail, *map(repr, mistakes)]).removeprefix("; ")
        mistakes.clear()
    step = Step(name, ok, round(time.monotonic() - began, 2), detail)
    click.echo(f"{'ok    ' if ok else 'FAILED'}  {step.seconds:5.1f} s  {name}{': ' if detail else ''}{detail}")
    return step


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End the process after that time, whatever it waits for."""
    if sys.stderr is None:  # A program without a console has none.
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def _uncaught() -> Iterator[list[BaseException]]:
    """Collect what is raised in slots, where nobody else would see it."""
    mistakes: list[BaseException] = []

    def collect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        mistakes.append(error)
        before(kind, error, trace)

    before, sys.excepthook = sys.excepthook, collect
    try:
        yield mistakes
    finally:
        sys.excepthook = before
