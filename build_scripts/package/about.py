"""What the packages say of the program, each thing from the one place where it is kept."""

import os
import re
import subprocess
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
BUILD = ROOT / "build"
HERE = Path(__file__).resolve().parent

NAME = "waybill"
TITLE = "Waybill"
IDENTIFIER = "app.waybill.Waybill"
"""In reverse domain order, as AppStream and macOS want it; never changes, or an update is another program."""
MAINTAINER = "Waybill maintainers <maintainers@waybill.invalid>"
OPEN_WITH = {"": "Open with Waybill", "de": "Mit Waybill öffnen"}
"""In file managers, by language."""
SUMMARY = {"": "Send folders to S3, checked end to end", "de": "Ordner nach S3 senden, durchgehend geprüft"}

_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_RELEASE = re.compile(r"^## \[?(?P<version>\d[^\s\]]*)\]?\s*[-–(]*\s*(?P<on>\d{4}-\d\d-\d\d)\)?\s*$", re.MULTILINE)
_HEADING = re.compile(r"^## ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Release:
    """An entry of the change log."""

    version: str
    on: date
    notes: str


def version() -> str:
    """The program's version, which desktop_app/__init__.py keeps."""
    return version_in((ROOT / "desktop_app" / "__init__.py").read_text("utf-8"))


def version_in(source: str) -> str:
    """The version that this source text of desktop_app/__init__.py gives; raises ValueError if it gives none."""
    found = _VERSION.search(source)
    if found is None:
        raise ValueError("desktop_app/__init__.py gives no __version__.")
    return found[1]


@cache
def project() -> dict[str, str]:
    """The table [project] of pyproject.toml."""
    table: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def releases(changes: str) -> list[Release]:
    """The dated entries of a change log, as they stand there: the newest first."""
    entries = list(_RELEASE.finditer(changes))
    found = []
    for entry in entries:
        rest = changes[entry.end() :]
        following = _HEADING.search(rest)
        notes = rest[: following.start()] if following else rest
        found.append(Release(entry["version"], date.fromisoformat(entry["on"]), notes.strip()))
    return found


def source_date() -> datetime:
    """When what is packed was committed: two builds of one commit carry the same times. UTC, whole seconds."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if not told:
        asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
        told = asked.stdout.strip()
    return datetime.fromtimestamp(int(told), UTC) if told else datetime.now(UTC).replace(microsecond=0)
