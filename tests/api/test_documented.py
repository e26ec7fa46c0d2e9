"""The OpenAPI document is what the server does: schemathesis sends what it allows, and what it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import ADMIN, FUZZED, OPERATOR, Companies, Person

EXAMPLES = 15
"""Requests of each kind for each operation; `--soak` sends ten times as many."""

NOT_CHECKED = ("positive_data_acceptance", "use_after_free", "ensure_resource_availability")
"""Rules that JSON Schema cannot say refuse much of what it allows; and what one made, another run deletes."""


def schemathesis(companies: Companies, person: Person, folder: Path, examples: int) -> None:
    ran = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{companies.address}/openapi.json"),
            *("--header", f"Authorization: Bearer {person.access_token}"),
            # They end the sign-in that all others need.
            *("--exclude-path", "/api/auth/logout", "--exclude-path", "/api/auth/password"),
            # A stream goes on as long as the upload does.
            *("--exclude-path", "/api/uploads/events/{session_id}"),
            *("--checks", "all", "--exclude-checks", ",".join(NOT_CHECKED)),
            *("--max-examples", str(examples), "--seed", "1", "--workers", "2", "--no-color"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=3000,
    )
    assert ran.returncode == 0, ran.stdout[-20000:] + ran.stderr[-2000:]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("username", [OPERATOR, ADMIN])
def test_nothing_is_answered_that_is_not_documented(companies: Companies, tmp_path: Path, username: str) -> None:
    # The operator first: to the admin it may happen to deactivate them.
    person = companies.sign_in(username, FUZZED)
    project = person.post("/api/projects/", project_name=username, bucket_name=f"bucket-of-{username}")["id"]
    cycle = person.post("/api/cycles/", project_id=project, cycle_name="C", cycle_number=1)["id"]
    person.post("/api/sessions/", project_id=project, cycle_id=cycle, local_directory="/data")
    schemathesis(companies, person, tmp_path, EXAMPLES)
