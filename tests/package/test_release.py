"""A release is one command, from a clean tree, and every place tells the same version."""

import re
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

import desktop_app
from build_scripts import release
from build_scripts.package import about
from tests.conftest import REPOSITORY

CHANGES = "# Changes\n\n## Unreleased\n\n- Cards are sent\n\n## 0.1.0 - 2026-01-01\n\n- The first\n"
PACKER = """
import pathlib, sys

pathlib.Path('dist').mkdir(exist_ok=True)
pathlib.Path('dist/made').write_text(sys.argv[1])
"""


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    done = subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small one, with the release of 0.1.0 behind it."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "t")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "t@example.com")
    for name, text in (
        ("desktop_app/__init__.py", '"""Waybill."""\n\n__version__ = "0.1.0"\n'),
        ("build_scripts/dev.py", PACKER),
        ("resources/CHANGELOG.md", CHANGES),
        (".gitignore", "dist/\n"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "first")
    git(tmp_path, "tag", "v0.1.0")
    return tmp_path


def refused(repository: Path, capsys: pytest.CaptureFixture[str], version: str = "0.2.0") -> str:
    """Why; and nothing was changed."""
    before = git(repository, "rev-parse", "HEAD"), git(repository, "tag"), git(repository, "status", "--porcelain")
    assert release.main([version], repository) == release.CANNOT
    after = git(repository, "rev-parse", "HEAD"), git(repository, "tag"), git(repository, "status", "--porcelain")
    assert before == after
    return capsys.readouterr().err


def test_one_command_writes_commits_packs_and_tags(repository: Path) -> None:
    assert release.main(["0.2.0"], repository) == 0
    assert '__version__ = "0.2.0"' in (repository / "desktop_app" / "__init__.py").read_text()
    assert (
        f"## 0.2.0 - {datetime.now(UTC).date()}\n\n- Cards are sent"
        in (repository / "resources" / "CHANGELOG.md").read_text()
    )
    assert git(repository, "rev-parse", "v0.2.0^{commit}") == git(repository, "rev-parse", "HEAD")
    assert "- Cards are sent" in git(repository, "tag", "--list", "--format=%(contents)", "v0.2.0")
    assert git(repository, "status", "--porcelain") == ""
    assert (repository / "dist" / "made").read_text() == "package"


@pytest.mark.parametrize("name", ["resources/CHANGELOG.md", "new.txt"])
def test_a_dirty_tree_is_refused(repository: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with (repository / name).open("a") as file:
        file.write("more\n")
    assert name in refused(repository, capsys)


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9", "0.2", "v0.2.0", "0.02.0", "0.2.0rc1"])
def test_a_version_that_is_none_or_not_newer_is_refused(
    repository: Path, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(repository, capsys, version)


def test_ten_is_newer_than_nine(repository: Path) -> None:
    git(repository, "tag", "v0.9.0")
    assert release.main(["0.10.0", "--no-packages"], repository) == 0


def test_a_change_log_that_says_nothing_is_refused(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "resources" / "CHANGELOG.md").write_text(CHANGES.replace("- Cards are sent\n", ""))
    git(repository, "commit", "--quiet", "--all", "--message", "nothing to tell")
    assert "CHANGELOG.md" in refused(repository, capsys)


def test_another_branch_is_refused(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "checkout", "--quiet", "-b", "side")
    assert "side" in refused(repository, capsys)


def test_what_could_not_be_packed_is_not_tagged_and_gone_on_with(repository: Path) -> None:
    packer = repository / "build_scripts" / "dev.py"
    packer.write_text("raise SystemExit(1)\n")
    git(repository, "commit", "--quiet", "--all", "--message", "broken")
    assert release.main(["0.2.0"], repository) == release.CANNOT
    assert git(repository, "tag") == "v0.1.0"
    packer.write_text(PACKER)
    git(repository, "commit", "--quiet", "--all", "--message", "mended")
    assert release.main(["0.2.0"], repository) == 0
    assert git(repository, "log", "--format=%s").splitlines() == ["mended", "Release 0.2.0", "broken", "first"]
    assert "v0.2.0" in git(repository, "tag")


def test_packing_that_changes_the_tree_is_not_tagged(repository: Path) -> None:
    (repository / "build_scripts" / "dev.py").write_text("open('left', 'w').close()\n")
    git(repository, "commit", "--quiet", "--all", "--message", "untidy")
    assert release.main(["0.2.0"], repository) == release.CANNOT
    assert git(repository, "tag") == "v0.1.0"


def test_notes_are_those_of_the_present_version(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["--notes"], repository) == 0
    assert capsys.readouterr().out == "- The first\n"


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "desktop_app/__init__.py"
    assert about.version() == desktop_app.__version__
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    telling = re.compile(rf'version(?:__)?\s*[=:]\s*"?{re.escape(desktop_app.__version__)}\b', re.IGNORECASE)
    places = [name for name in listed.splitlines() if name.endswith((".py", ".toml", ".nsi", ".plist", ".xml", ".yml"))]
    found = [name for name in places if telling.search((REPOSITORY / name).read_text("utf-8"))]
    assert [name for name in found if not name.startswith("tests/")] == ["desktop_app/__init__.py"]


def test_the_change_log_is_read_alike_by_releases_and_by_packages() -> None:
    dated = about.releases(CHANGES)
    assert [(one.version, str(one.on), one.notes) for one in dated] == [("0.1.0", "2026-01-01", "- The first")]
    assert release.notes_of(CHANGES, "0.1.0") == dated[0].notes
