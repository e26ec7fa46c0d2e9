"""How the command line prints: JSON, tables, sizes."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import click

from desktop_app.domain.findings import Finding

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def print_json(**values: Any) -> None:
    """Print one JSON object as a line; instants as ISO 8601 has them."""
    click.echo(json.dumps(values, default=_instant))


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as their widest cell. What would break a line is shown as a blank."""
    rows = [[_CONTROLS.sub(" ", cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_findings(findings: Iterable[Finding], *, verbose: bool = False) -> None:
    """Print what a check found, each with what to do about it; ``verbose`` names every part of what has many."""
    for finding in findings:
        click.echo(f"{'ok     ' if finding.ok else 'problem'}  {finding.about:<9}  {finding.message}")
        if finding.remedy:
            click.echo(f"{'':20}{finding.remedy}")
        if verbose:
            for detail in finding.details:
                click.echo(f"{'':20}- {detail}")
        elif len(finding.details) > 1:
            click.echo(f"{'':20}--verbose names them.")


def day_and_time(instant: datetime | None) -> str:
    """An instant by this computer's clock; nothing for none."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M") if instant else ""


def counted(count: int, thing: str) -> str:
    """``1 cycle``, ``2 cycles``."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def size(size_bytes: float) -> str:
    """Bytes for people."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size_bytes < 1024:
            return f"{size_bytes:,.0f} {unit}" if unit == "B" else f"{size_bytes:,.1f} {unit}"
        size_bytes /= 1024
    return f"{size_bytes:,.1f} TiB"


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"JSON has no {type(value).__name__}")
