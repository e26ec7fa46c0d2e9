"""The command line's verbs for users, projects and cycles, as an admin and as anybody uses them."""

from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.company import Cycle, Destination, Project
from tests.conftest import ADMIN, CompanyForTests
from tests.integration.command_line import TO, CommandLine
from tests.integration.terminal import run_in_terminal


@pytest.fixture
def admins(company: CompanyForTests, tmp_path: Path) -> CommandLine:
    """The admin's command line."""
    return CommandLine(tmp_path / "admin" / "home", company.address, *ADMIN)


@pytest.fixture(autouse=True)
def _homes(tmp_path: Path) -> None:
    (tmp_path / "admin").mkdir()


def named(listed: list[dict[str, Any]], column: str) -> dict[str, dict[str, Any]]:
    return {one[column]: one for one in listed}


# Users


def test_an_admin_adds_a_person_who_chooses_a_password_and_sends(
    admins: CommandLine, waybill: CommandLine, survey: tuple[Project, Cycle], folder: Path
) -> None:
    added = admins.json(
        "user", "add", "bea", "--full-name", "Bea B", "--email", "bea@example.com", "--generate-password"
    )
    first = added.pop("password")
    assert {name: added[name] for name in ("username", "full_name", "email", "role", "must_change_password")} == {
        "username": "bea",
        "full_name": "Bea B",
        "email": "bea@example.com",
        "role": "user",
        "must_change_password": True,
    }
    waybill.username, waybill.password = "bea", first
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == 3
    assert "Choose a new password" in refused.stderr
    assert "`waybill password`" in refused.stderr
    changed = waybill.run("password", environment={"WAYBILL_NEW_PASSWORD": "a password of her own"})
    assert (changed.returncode, changed.stderr) == (0, "")
    waybill.password = "a password of her own"
    assert waybill.json("upload", folder, *TO)["files_uploaded"] == 12
    shown = named(admins.json("user", "list")["users"], "username")["bea"]
    assert not shown["must_change_password"]
    assert shown["last_login"] is not None


def test_people_are_listed_for_eyes(waybill: CommandLine) -> None:
    listed = waybill.run("user", "list").stdout.splitlines()
    assert listed[0].split() == ["USERNAME", "NAME", "EMAIL", "ROLE", "STATUS", "LAST", "SIGN-IN"]
    assert listed[2].startswith("operator  Olga Operator         user   active")


def test_a_first_password_is_given_made_up_or_asked_for(admins: CommandLine) -> None:
    given = admins.run("user", "add", "anna", environment={"WAYBILL_NEW_PASSWORD": "annas first"})
    assert (given.returncode, given.stderr) == (0, "")
    assert "annas first" not in given.stdout
    asked = [("New password for bert: ", "berts first"), ("Repeat", "berts first")]
    status, shown = run_in_terminal(admins, "user", "add", "bert", "--role", "admin", answers=asked)
    assert status == 0, shown
    assert "Added bert (admin)." in shown
    assert "berts first" not in shown
    told = admins.run("user", "add", "carl")
    assert told.returncode == 2
    assert "WAYBILL_NEW_PASSWORD" in told.stderr
    people = named(admins.json("user", "list")["users"], "username")
    assert {name: person["role"] for name, person in people.items()} == {
        "admin": "admin",
        "anna": "user",
        "bert": "admin",
        "operator": "user",
    }


def test_an_admin_changes_people(admins: CommandLine, waybill: CommandLine) -> None:
    new = (
        "--username",
        "olga",
        "--full-name",
        "Olga O.",
        "--email",
        "o@example.com",
        "--role",
        "admin",
        "--deactivate",
    )
    changed = admins.json("user", "update", "operator", *new)
    expected = {"username": "olga", "full_name": "Olga O.", "email": "o@example.com", "role": "admin"}
    assert changed.items() >= {**expected, "is_active": False}.items()
    waybill.username = "olga"
    refused = waybill.run("whoami")
    assert refused.returncode == 3
    assert "not active" in refused.stderr
    assert admins.run("user", "update", "olga", "--activate").stdout == "Changed olga (admin, active).\n"
    assert waybill.json("whoami")["role"] == "admin"


def test_a_password_is_reset(admins: CommandLine, waybill: CommandLine) -> None:
    reset = admins.run(
        "user", "update", "operator", "--reset-password", environment={"WAYBILL_NEW_PASSWORD": "from the admin"}
    )
    assert (reset.returncode, reset.stderr) == (0, "")
    assert "from the admin" not in reset.stdout
    assert waybill.run("whoami").returncode == 3
    waybill.password = "from the admin"
    assert "Choose a new password" in waybill.run("whoami").stderr
    made_up = admins.run("user", "update", "operator", "--generate-password").stdout
    waybill.password = made_up.splitlines()[1].removeprefix("The password, shown this once: ")
    assert "Choose a new password" in waybill.run("whoami").stderr


def test_a_person_is_removed(admins: CommandLine) -> None:
    assert admins.run("user", "remove", "OPERATOR", "--yes").stdout == "Removed operator.\n"
    assert list(named(admins.json("user", "list")["users"], "username")) == ["admin"]


# Projects and cycles


def test_a_project_is_added_changed_and_removed(admins: CommandLine) -> None:
    added = admins.json("project", "add", "Coast", "--bucket", "one", "--region", "eu-central-1", "--description", "x")
    assert added.items() >= {"project_name": "Coast", "bucket_name": "one", "region": "eu-central-1"}.items()
    storage = ("--bucket", "two", "--endpoint-url", "https://s3.example", "--checksum", "sha256", "--never-overwrite")
    words = ("--name", "Sea", "--description", "y", "--region", "us-west-2", "--deactivate")
    changed = admins.json("project", "update", "coast", *storage, *words)
    assert (
        changed.items()
        >= {
            "id": added["id"],
            "project_name": "Sea",
            "description": "y",
            "bucket_name": "two",
            "region": "us-west-2",
            "endpoint_url": "https://s3.example",
            "checksum_algorithm": "sha256",
            "never_overwrite": True,
            "is_active": False,
        }.items()
    )
    back = admins.run("project", "update", "Sea", "--activate", "--overwrite", "--endpoint-url", "")
    assert back.stdout == "Changed project Sea in s3://two (active).\n"
    (listed,) = admins.json("project", "list")["projects"]
    assert (listed["is_active"], listed["never_overwrite"], listed["endpoint_url"]) == (True, False, None)
    assert admins.json("project", "remove", "Sea", "--yes") == {"removed": "Sea"}
    assert admins.json("project", "list") == {"projects": []}


def test_a_cycle_is_added_changed_and_removed(admins: CommandLine, company: CompanyForTests) -> None:
    store, _ = company.admin()
    store.projects.add("Sea", Destination("two"))
    assert admins.json("cycle", "add", "First", "--project", "Sea", "--number", "1")["s3_prefix"] == "cycle-001/"
    new = ("--name", "Spring", "--number", "4", "--status", "active", "--prefix", "spring", "--description", "z")
    changed = admins.json("cycle", "update", "1", "--project", "Sea", *new)
    expected = {"cycle_name": "Spring", "cycle_number": 4, "status": "active", "s3_prefix": "spring/"}
    assert changed.items() >= {**expected, "description": "z", "completed_at": None}.items()
    assert changed["started_at"]
    assert admins.json("cycle", "list") == {"cycles": [{"project_name": "Sea"} | changed]}
    assert admins.run("cycle", "list", "--project", "sea").stdout.splitlines()[1].split() == [
        *("Sea", "4", "Spring", "active", "spring/")
    ]
    gone = admins.run("cycle", "remove", "spring", "--project", "Sea", "--yes").stdout
    assert gone == "Removed cycle Spring. The objects at s3://two/spring/ are still there.\n"
    assert store.cycles.list() == []


# Asking, and being refused


def test_a_removal_says_what_goes_and_asks(
    admins: CommandLine, waybill: CommandLine, survey: tuple[Project, Cycle], folder: Path, bucket_name: str
) -> None:
    assert waybill.run("upload", folder, *TO).returncode == 0
    status, shown = run_in_terminal(admins, "project", "remove", "survey", answers=[("[y/N]", "n")])
    assert status == 1
    assert "The project Survey goes, with 1 cycle and the records of 1 upload." in shown
    assert f"The objects in s3://{bucket_name} stay." in shown
    assert "Nothing was removed." in shown
    end_of_input = "\x04"
    status, shown = run_in_terminal(admins, "project", "remove", "survey", answers=[("[y/N]", end_of_input)])
    assert status == 130
    assert shown.endswith("\nNothing was removed.\r\n")
    status, shown = run_in_terminal(admins, "cycle", "remove", "One", "--project", "Survey", answers=[("[y/N]", "y")])
    assert status == 0
    assert "The cycle One goes, with the records of 1 upload." in shown
    assert admins.json("cycle", "list") == {"cycles": []}
    status, shown = run_in_terminal(admins, "user", "remove", "operator", answers=[("[y/N]", "y")])
    assert status == 0, shown


@pytest.mark.parametrize(
    "arguments",
    [("user", "remove", "operator"), ("project", "remove", "Survey"), ("cycle", "remove", "1", "--project", "Survey")],
)
def test_without_a_terminal_a_removal_takes_yes(admins: CommandLine, arguments: tuple[str, ...]) -> None:
    refused = admins.run(*arguments)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "update", "operator"),
        ("project", "update", "Survey"),
        ("cycle", "update", "1", "--project", "Survey"),
    ],
)
def test_nothing_to_change_is_wrong_usage(admins: CommandLine, arguments: tuple[str, ...]) -> None:
    refused = admins.run(*arguments)
    assert refused.returncode == 2
    assert "Nothing is given to change" in refused.stderr
    assert "Usage:" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("user", "add", "anna", "--generate-password"), "Only an admin may manage users"),
        (("user", "update", "admin", "--full-name", "X"), "Only an admin may change other people's accounts"),
        (("user", "update", "operator", "--role", "admin"), "Only an admin may give somebody another role"),
        (("user", "update", "operator", "--username", "olga"), "Only an admin may rename or deactivate an account"),
        (("user", "remove", "admin", "--yes"), "Only an admin may manage users"),
        (("project", "update", "Survey", "--bucket", "elsewhere"), "Only an admin may change the bucket"),
        (("project", "remove", "Survey", "--yes"), "Only an admin may delete projects"),
        (("cycle", "update", "1", "--project", "Survey", "--prefix", "x"), "Only an admin may change the prefix"),
        (("cycle", "remove", "1", "--project", "Survey", "--yes"), "Only an admin may delete cycles"),
    ],
)
@pytest.mark.usefixtures("survey")
def test_what_is_for_admins_is_refused_in_words(waybill: CommandLine, arguments: tuple[str, ...], told: str) -> None:
    refused = waybill.run(*arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert told in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("user", "add", "Operator", "--generate-password"), "There is a user Operator already"),
        (("user", "update", "nobody", "--role", "admin"), "There is no user nobody"),
        (("user", "update", "admin", "--role", "user"), "Ask another admin"),
        (("user", "update", "operator", "--email", "x"), "looks like name@example.com"),
        (("user", "update", "admin", "--generate-password"), "Your own password is changed with the old one"),
        (("project", "update", "No", "--region", "x"), "There is no project No"),
        (("project", "update", "Survey", "--bucket", "!"), "A bucket's name is"),
        (("cycle", "update", "9", "--project", "Survey", "--status", "active"), "There is no cycle 9"),
        (("cycle", "add", "Two", "--project", "Survey", "--number", "1"), "There is a cycle 1"),
        (("cycle", "update", "1", "--project", "Survey", "--status", "ACTIVE"), "is not one of 'planned', 'active'"),
    ],
)
@pytest.mark.usefixtures("survey")
def test_what_cannot_be_is_refused_in_words(admins: CommandLine, arguments: tuple[str, ...], told: str) -> None:
    refused = admins.run(*arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert told in refused.stderr


# The audit log


def test_an_admin_reads_who_did_what_with_every_change(admins: CommandLine, waybill: CommandLine) -> None:
    assert admins.run("project", "add", "Coast", "--bucket", "coast").returncode == 0
    moved = ("--bucket", "elsewhere", "--endpoint-url", "https://storage.example", "--region", "eu-central-1")
    assert admins.run("project", "update", "Coast", *moved, "--description", "New").returncode == 0
    told = admins.run("audit", "--text", "coast")
    assert told.returncode == 0, told.stderr
    changed, *changes, added = told.stdout.splitlines()
    assert changed.endswith("  admin  Project changed: Coast")
    assert [change.strip() for change in changes] == [
        "Bucket: coast → elsewhere",
        "Endpoint: (empty) → https://storage.example",
        "Region: us-east-1 → eu-central-1",
        "Description: (empty) → New",
    ]
    assert added.endswith("  admin  Project added: Coast")
    found = admins.json("audit", "--action", "project_changed", "--username", "admin")["entries"]
    assert found[0]["details"]["bucket_name"] == ["coast", "elsewhere"]
    assert len(admins.json("audit", "--limit", "2")["entries"]) == 2
    refused = waybill.run("audit")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "admin" in refused.stderr
