"""Signing in to a company whose login has a password, and with a password that an admin gave."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.company.connect.addresses import CompanyAddress
from tests.companies import PostgresCompany
from tests.conftest import ADMIN, OPERATOR, CompanyForTests
from tests.integration.command_line import CommandLine
from tests.integration.terminal import run_in_terminal

pytestmark = pytest.mark.usefixtures("keychain", "own_keychain")


@pytest.fixture
def workstation(company_in_postgres: PostgresCompany, tmp_path: Path) -> CommandLine:
    """A workstation where nobody has signed in yet, and nothing is given by its environment."""
    return CommandLine(tmp_path / "home", "", "", None)


def secret_address(company: PostgresCompany) -> str:
    return company.address.replace("@", f":{company.password}@", 1)


def remembered(waybill: CommandLine) -> dict[str, str]:
    kept: dict[str, str] = json.loads((waybill.home / "remembered.json").read_text())
    return kept


def written(waybill: CommandLine) -> bytes:
    """All that the program has written at a workstation."""
    return b"".join(path.read_bytes() for path in waybill.home.rglob("*") if path.is_file())


def test_the_companys_password_is_asked_for_once(
    workstation: CommandLine, company_in_postgres: PostgresCompany
) -> None:
    sign_in = ("sign-in", "--company", company_in_postgres.address, "--username", OPERATOR[0])
    mine, companys = ("Password for operator: ", OPERATOR[1]), ("Company password: ", company_in_postgres.password)
    status, shown = run_in_terminal(workstation, *sign_in, answers=[mine, companys])
    assert status == 0, shown
    assert f"wants the password of its login {company_in_postgres.role}" in shown
    assert f"operator (user) at Company, {company_in_postgres.address}" in shown
    assert company_in_postgres.password not in shown
    assert workstation.json("whoami")["company"] == company_in_postgres.address
    assert workstation.run("sign-out").returncode == 0
    assert workstation.run("whoami").returncode == 3
    status, shown = run_in_terminal(workstation, "sign-in", answers=[mine])
    assert status == 0, shown
    assert workstation.run("sign-out").returncode == 0
    assert remembered(workstation) == {"company": company_in_postgres.address, "username": "operator"}
    assert company_in_postgres.password.encode() not in written(workstation)


def test_a_wrong_company_password_is_not_kept(workstation: CommandLine, company_in_postgres: PostgresCompany) -> None:
    sign_in = ("sign-in", "--company", company_in_postgres.address, "--username", OPERATOR[0])
    mine = ("Password for operator: ", OPERATOR[1])
    status, shown = run_in_terminal(workstation, *sign_in, answers=[mine, ("Company password: ", "wrong")])
    assert status == 3
    assert "does not take this login and password" in shown
    right = ("Company password: ", company_in_postgres.password)
    assert run_in_terminal(workstation, *sign_in, answers=[mine, right])[0] == 0
    assert workstation.run("sign-out").returncode == 0


def test_a_companys_password_that_was_changed_is_asked_for(
    workstation: CommandLine, company_in_postgres: PostgresCompany
) -> None:
    person = {"WAYBILL_USERNAME": OPERATOR[0], "WAYBILL_PASSWORD": OPERATOR[1]}
    signed_in = workstation.run("sign-in", "--company", secret_address(company_in_postgres), environment=person)
    assert signed_in.returncode == 0, signed_in.stderr
    fresh = company_in_postgres.reset_login()
    refused = workstation.run("whoami")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "Company password changed: The company at" in refused.stderr
    assert "`waybill sign-in` asks for it" in refused.stderr
    status, shown = run_in_terminal(workstation, "whoami", answers=[("Company password: ", "wrong")])
    assert status == 3
    assert "does not take this login and password" in shown
    status, shown = run_in_terminal(workstation, "whoami", answers=[("Company password: ", fresh)])
    assert status == 0, shown
    assert "operator (user) at Company" in shown
    assert workstation.json("whoami")["username"] == "operator", "it is kept, and so is the sign-in"
    assert workstation.run("sign-out").returncode == 0


def test_ones_own_password_is_changed_where_the_companys_has_to_be_asked_for(
    workstation: CommandLine, company_in_postgres: PostgresCompany
) -> None:
    person = {"WAYBILL_COMPANY": company_in_postgres.address, "WAYBILL_USERNAME": OPERATOR[0]}
    asked = [
        ("Present password for operator: ", OPERATOR[1]),
        ("New password for operator: ", "one of my own"),
        ("Repeat for confirmation: ", "one of my own"),
        ("Company password: ", company_in_postgres.password),
    ]
    status, shown = run_in_terminal(workstation, "password", answers=asked, environment=person)
    assert status == 0, shown


def test_a_script_is_told_how_to_give_the_companys_password(
    workstation: CommandLine, company_in_postgres: PostgresCompany
) -> None:
    script = replace(workstation, company=company_in_postgres.address, username=OPERATOR[0], password=OPERATOR[1])
    refused = script.run("whoami")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "WAYBILL_COMPANY_PASSWORD" in refused.stderr
    given = {"WAYBILL_COMPANY_PASSWORD": company_in_postgres.password}
    assert script.json("whoami", environment=given)["username"] == "operator"
    assert script.run("whoami").returncode == 3, "what the environment gives is kept nowhere"


@pytest.mark.parametrize("by", ["option", "environment", "terminal"])
def test_a_password_in_the_address_goes_into_the_keychain_and_is_never_shown_again(
    workstation: CommandLine, company_in_postgres: PostgresCompany, by: str
) -> None:
    secret = company_in_postgres.password
    address = secret_address(company_in_postgres)
    person = {"WAYBILL_USERNAME": OPERATOR[0], "WAYBILL_PASSWORD": OPERATOR[1]}
    if by == "option":
        done = workstation.run("sign-in", "--company", address, environment=person)
        shown = done.stdout + done.stderr
    elif by == "environment":
        done = workstation.run("sign-in", environment={**person, "WAYBILL_COMPANY": address})
        shown = done.stdout + done.stderr
    else:
        answers = [("Company address: ", address)]
        _, shown = run_in_terminal(workstation, "sign-in", answers=answers, environment=person)
        shown = shown.replace(address, "what was typed", 1)
    assert f"operator (user) at Company, {company_in_postgres.address}" in shown
    assert secret not in shown
    told = workstation.run("whoami", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    assert secret not in told.stdout
    assert remembered(workstation)["company"] == company_in_postgres.address
    assert secret.encode() not in written(workstation)
    assert workstation.run("sign-out").returncode == 0


def test_an_address_that_cannot_be_used_is_not_quoted(workstation: CommandLine) -> None:
    for address in ("postgresql://u:top@secret@host/c", "postgresql://u:topsecret@ho st/c", "mysql://u:topsecret@h/c"):
        refused = workstation.run(
            "sign-in", "--company", address, "--username", "x", environment={"WAYBILL_PASSWORD": "password"}
        )
        assert refused.returncode == 2
        assert "secret" not in refused.stderr + refused.stdout + written(workstation).decode("utf-8", "replace")


def test_a_password_that_an_admin_gave_is_changed_first(
    company: CompanyForTests, waybill: CommandLine, tmp_path: Path
) -> None:
    store, _ = company.admin()
    store.users.reset_password(store.users.find("operator").id, "from the admin")
    waybill.password, waybill.username, waybill.company = None, "", ""
    sign_in = ("sign-in", "--company", company.address, "--username", "Operator")
    status, shown = run_in_terminal(waybill, *sign_in, answers=[("Password for Operator: ", "from the admin")])
    assert status == 3
    assert "Choose a new password: The password was given by an admin." in shown
    assert "`waybill password`" in shown
    assert waybill.run("whoami").returncode == 3, "nobody is signed in by that"
    asked = [
        ("Present password for Operator: ", "from the admin"),
        ("New password for Operator: ", "one of my own"),
        ("Repeat for confirmation: ", "one of my own"),
    ]
    status, shown = run_in_terminal(waybill, "password", answers=asked)
    assert status == 0, shown
    assert "Your password is changed." in shown
    assert "one of my own" not in shown
    status, shown = run_in_terminal(waybill, "sign-in", answers=[("Password for operator: ", "one of my own")])
    assert status == 0, shown
    assert waybill.json("whoami")["username"] == "operator"
    assert waybill.run("sign-out").returncode == 0


def test_changing_the_password_signs_out_everywhere_else(
    company: CompanyForTests, waybill: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = CommandLine(tmp_path / "other" / "home", company.address, *ADMIN)
    waybill.username, waybill.password = ADMIN
    assert other.run("sign-in").returncode == 0
    other.username, other.password, other.company = "", None, ""
    assert other.run("whoami").returncode == 0
    changed = waybill.run("password", environment={"WAYBILL_NEW_PASSWORD": "another one"})
    assert (changed.returncode, changed.stderr) == (0, "")
    assert other.run("whoami").returncode == 3
    assert waybill.run("whoami").returncode == 3, "the old one is not taken any more"
    waybill.password = "another one"
    assert waybill.run("whoami").returncode == 0


@pytest.mark.parametrize(
    ("old", "new", "status", "told"),
    [
        ("wrong password", "another one", 3, "Wrong username or password"),
        (OPERATOR[1], "short", 2, "at least 8 characters"),
        (OPERATOR[1], OPERATOR[1], 2, "the password you have"),
        (OPERATOR[1], "", 2, "WAYBILL_NEW_PASSWORD"),
    ],
)
def test_a_password_that_cannot_be_changed_stays(
    waybill: CommandLine, old: str, new: str, status: int, told: str
) -> None:
    refused = waybill.run("password", environment={"WAYBILL_PASSWORD": old, "WAYBILL_NEW_PASSWORD": new})
    assert (refused.returncode, refused.stdout) == (status, "")
    assert told in refused.stderr
    assert waybill.run("whoami").returncode == 0


def test_an_address_reads_the_same_without_its_password(company_in_postgres: PostgresCompany) -> None:
    assert CompanyAddress.parse(secret_address(company_in_postgres)).text == company_in_postgres.address
