"""Write constraints.txt from a venv into which Waybill was just installed; `dev.py pins` makes that venv and runs this.

A resolver answers for the machine it runs on. What only other systems or Pythons need (colorama on Windows, say) is
found here: the requirements of every package are walked for each system and Python we support, and pip is asked about
those that this venv lacks. Each pin carries the marker under which it is needed.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from itertools import product
from pathlib import Path

from packaging.requirements import Requirement

HEADER = """\
# What Waybill and its tools are built and tested with: every dependency of every extra, direct and transitive.
# Made by `python3 build_scripts/dev.py pins` with the oldest Python we support; never edited by hand.
"""
ROOT = Requirement("waybill[demo,dev,package,server]")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "darwin": {"os_name": "posix", "platform_system": "Darwin", "platform_machine": "arm64"},
    "linux": {"os_name": "posix", "platform_system": "Linux", "platform_machine": "x86_64"},
    "win32": {"os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
}


def constraints() -> str:
    """Return the text of constraints.txt."""
    needed_in: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for system, python in product(SYSTEMS, PYTHONS):
        for line in pinned_in(system, python):
            needed_in[line].add((system, python))
    lines = [line + marker(needed_in[line]) for line in sorted(needed_in, key=lambda line: line.lower().split("=="))]
    return HEADER + "\n".join(lines) + "\n"


def pinned_in(system: str, python: str) -> set[str]:
    """Name with its version everything that Waybill reaches on one system with one Python."""
    environment = {"sys_platform": system, "python_version": python, "python_full_version": f"{python}.0"}
    environment |= SYSTEMS[system]
    waiting = [ROOT]
    walked: set[tuple[str, str]] = set()
    lines: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        name, version, requirements = resolved(wanted.name, str(wanted.specifier))
        if wanted.name != ROOT.name:
            lines.add(f"{name}=={version}")
        for extra in {"", *wanted.extras} - {extra for known, extra in walked if known == name}:
            walked.add((name, extra))
            for requirement in map(Requirement, requirements):
                if requirement.marker is None or requirement.marker.evaluate(environment | {"extra": extra}):
                    waiting.append(requirement)
    return lines


@cache
def resolved(name: str, specifier: str) -> tuple[str, str, tuple[str, ...]]:
    """Return a package's own name, its version here (or the one pip would take) and its requirements."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        options = ["--dry-run", "--no-deps", "-qq", "--disable-pip-version-check", "--report", "-"]
        command = [sys.executable, "-m", "pip", "install", *options, name + specifier]
        report = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        about = json.loads(report)["install"][0]["metadata"]
        return about["name"], about["version"], tuple(about.get("requires_dist", ()))
    return found.name, found.version, tuple(found.requires or ())


def marker(environments: Iterable[tuple[str, str]]) -> str:
    """Say where a pin counts; nothing if everywhere."""
    pythons_of: defaultdict[str, list[str]] = defaultdict(list)
    for system, python in sorted(environments, key=lambda pair: PYTHONS.index(pair[1])):
        pythons_of[system].append(python)
    systems_with: defaultdict[str, list[str]] = defaultdict(list)
    for system in sorted(pythons_of):
        systems_with[python_marker(pythons_of[system])].append(system)
    clauses = []
    for pythons, systems in systems_with.items():
        system = "" if len(systems) == len(SYSTEMS) else " or ".join(f"sys_platform == '{name}'" for name in systems)
        parts = [f"({part})" if " or " in part else part for part in (system, pythons) if part]
        clauses.append(" and ".join(parts))
    text = " or ".join(clauses)
    return f" ; {text}" if text else ""


def python_marker(pythons: list[str]) -> str:
    """Say which Pythons need a pin; nothing if all do."""
    if len(pythons) == len(PYTHONS):
        return ""
    if pythons[0] == PYTHONS[0]:
        return f"python_version <= '{pythons[-1]}'"
    return f"python_version >= '{pythons[0]}'"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(constraints(), encoding="utf-8", newline="\n")
