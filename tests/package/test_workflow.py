"""The workflow that packs for every system gives commands that there are, and signs only where it is given keys."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY

WORKFLOW = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "package.yml").read_text("utf-8"))
JOBS: dict[str, Any] = WORKFLOW["jobs"]
SYSTEMS = ("linux", "windows", "macos")


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = JOBS[job]["steps"]
    return found


def commands(job: str) -> str:
    return "\n".join(step.get("run", "") for step in steps(job))


@pytest.mark.parametrize("job", SYSTEMS)
def test_every_system_packs_by_the_one_command_and_tries_what_it_made(job: str) -> None:
    assert "build_scripts/dev.py package" in commands(job)
    assert "self-test" in commands(job) or "tests/package" in commands(job)


@pytest.mark.parametrize("job", JOBS)
def test_commands_of_ours_are_known(job: str) -> None:
    for command in re.findall(r"build_scripts/dev\.py (\w+)", commands(job)):
        known = subprocess.run(
            [sys.executable, "build_scripts/dev.py", "--help"], cwd=REPOSITORY, capture_output=True, text=True
        )
        assert re.search(rf"^    {command} ", known.stdout, re.MULTILINE), command
    for path in re.findall(r"\b((?:build_scripts|tests)/[\w./]+)", commands(job)):
        assert (REPOSITORY / path).exists(), path


def test_what_is_published_waits_for_all_systems_and_carries_sums_and_bills() -> None:
    assert set(JOBS["release"]["needs"]) == set(SYSTEMS)
    told = commands("release")
    assert "sha256sum" in told
    assert "--draft" in told
    for job in SYSTEMS:
        (upload,) = [step for step in steps(job) if "upload-artifact" in step.get("uses", "")]
        assert upload["with"]["path"] == "dist/waybill*"  # the bill of materials among them
        assert upload["with"]["if-no-files-found"] == "error"


def test_keys_are_asked_for_only_where_they_are_given() -> None:
    for job in JOBS:
        for step in steps(job):
            if any(
                word in str(step.get("run", ""))
                for word in ("base64 --decode", "FromBase64String", "gpg ", 'notary.p8"\n')
            ):
                assert "!= ''" in step["if"], step["name"]


def test_no_secret_is_pasted_into_a_script() -> None:
    for job in JOBS:
        assert "secrets." not in commands(job)
        assert "github.event" not in commands(job)


def test_only_the_release_may_write() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [job for job in JOBS if "permissions" in JOBS[job]] == ["release"]


@pytest.mark.parametrize("job", JOBS)
def test_its_shell_scripts_are_clean_to_shellcheck(job: str, tmp_path: Path) -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    for step in steps(job):
        if "run" in step and step.get("shell", "bash") == "bash":
            script = tmp_path / "step.sh"
            script.write_text("#!/usr/bin/env bash\nset -e\n" + step["run"])
            told = subprocess.run([shellcheck, "--exclude=SC2012,SC2035", script], capture_output=True, text=True)
            assert told.returncode == 0, told.stdout
