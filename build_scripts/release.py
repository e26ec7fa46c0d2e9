"""Make a release in one command: `python3 build_scripts/release.py 1.2.0`.

From a clean tree, on main: the version goes into desktop_app/__init__.py, and the entry *Unreleased* of
resources/CHANGELOG.md gets it with today's date; that is committed, packed by `dev.py package`, and tagged. Nothing is
pushed: that is for `git push --follow-tags`, after which GitHub packs for all systems. If packing fails, mend what is
wrong, commit that, and give the same command again: it goes on where it was.

    release.py VERSION [--no-packages]
    release.py --notes                  what the change log says of the present version

Standard library only, as dev.py.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BRANCH = "main"
CANNOT = 2

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_IN_SOURCE = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_UNRELEASED = "## Unreleased"


class CannotRelease(Exception):
    """Something has to be mended first; the message says what."""


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Make the release, or tell its notes; the exit status."""
    parser = argparse.ArgumentParser(prog="release.py", description=__doc__.partition("\n")[0])
    parser.add_argument("version", nargs="?", help="such as 1.2.0")
    parser.add_argument("--no-packages", action="store_true", help="commit and tag only; GitHub packs")
    parser.add_argument("--notes", action="store_true", help="print what the change log says of the present version")
    chosen = parser.parse_args(arguments)
    release = Release(root)
    try:
        if chosen.notes:
            print(notes_of(release.changes(), release.present()))
        elif chosen.version is None:
            parser.error("which version?")
        else:
            release.make(chosen.version, packages=not chosen.no_packages)
    except CannotRelease as reason:
        print(reason, file=sys.stderr)
        return CANNOT
    return 0


class Release:
    """A release of the repository in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._source = root / "desktop_app" / "__init__.py"
        self._changes = root / "resources" / "CHANGELOG.md"

    def make(self, version: str, *, packages: bool) -> None:
        """Check, write, commit, pack, tag; raises CannotRelease before anything is written if it cannot be."""
        self._require_clean_tree("Commit or stash these first")
        self._require_new(version)
        if self.present() == version and notes_of(self.changes(), version):
            print(f"{version} is committed already: going on.")
        else:
            self._write(version)
        if packages:
            self._pack()
        self._require_clean_tree("Packing has changed these")
        tag = f"v{version}"
        self._git("tag", "--annotate", tag, "--message", f"Waybill {version}\n\n{notes_of(self.changes(), version)}")
        print(f"Waybill {version} is tagged as {tag}. To publish it: git push --follow-tags")

    def present(self) -> str:
        """The version in the source."""
        found = _IN_SOURCE.search(self._source.read_text("utf-8"))
        if found is None:
            raise CannotRelease(f"{self._source.name} gives no __version__.")
        return found[1]

    def changes(self) -> str:
        """The change log."""
        if not self._changes.is_file():
            raise CannotRelease("CHANGELOG.md is missing.")
        return self._changes.read_text("utf-8")

    def _require_clean_tree(self, what: str) -> None:
        dirty = self._git("status", "--porcelain", "--untracked-files=all")
        if dirty:
            raise CannotRelease(f"The tree is not clean. {what}:\n{dirty}")

    def _require_new(self, version: str) -> None:
        wanted = _VERSION.fullmatch(version)
        if wanted is None:
            raise CannotRelease(f"A version is three numbers, such as 1.2.0, not {version!r}.")
        branch = self._git("symbolic-ref", "--short", "--quiet", "HEAD", may_fail=True)
        if branch != BRANCH:
            raise CannotRelease(f"Releases are made on {BRANCH}, and this is {branch or 'no branch'}.")
        tags = self._git("tag", "--list", "v*").splitlines()
        known = [found for found in (_VERSION.fullmatch(tag.removeprefix("v")) for tag in tags) if found]
        newest = max(map(_numbers, known), default=(-1,))
        if _numbers(wanted) <= newest:
            raise CannotRelease(f"{version} is not newer than the last release, {'.'.join(map(str, newest))}.")

    def _write(self, version: str) -> None:
        changes = self.changes()
        if not notes_of(changes, "Unreleased"):
            raise CannotRelease(f"CHANGELOG.md has nothing under {_UNRELEASED!r}: say what people get.")
        dated = f"## {version} - {datetime.now(UTC).date()}"
        source = self._source.read_text("utf-8")
        self._changes.write_text(changes.replace(_UNRELEASED, dated, 1), "utf-8", newline="\n")
        self._source.write_text(_IN_SOURCE.sub(f'__version__ = "{version}"', source), "utf-8", newline="\n")
        self._git("commit", "--quiet", "--message", f"Release {version}", str(self._source), str(self._changes))

    def _pack(self) -> None:
        command = [sys.executable, str(self._root / "build_scripts" / "dev.py"), "package"]
        if subprocess.run(command, cwd=self._root).returncode:
            raise CannotRelease(
                "Packing has failed; nothing is tagged. Mend it, commit, and give the same command again."
            )

    def _git(self, *arguments: str, may_fail: bool = False) -> str:
        done = subprocess.run(["git", *arguments], cwd=self._root, capture_output=True, text=True)
        if done.returncode and not may_fail:
            raise CannotRelease(f"git {arguments[0]} has failed: {done.stderr.strip()}")
        return done.stdout.strip()


def notes_of(changes: str, entry: str) -> str:
    """What a change log says under a version, or under "Unreleased"; empty if it has no such entry."""
    heading = re.compile(rf"^## {re.escape(entry)}(?: - .*)?$", re.MULTILINE)
    found = heading.search(changes)
    return changes[found.end() :].partition("\n## ")[0].strip() if found else ""


def _numbers(version: re.Match[str]) -> tuple[int, ...]:
    return tuple(map(int, version.groups()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
