"""`waybill company adopt`."""

from pathlib import Path

import psycopg
import pytest

from tests.integration.adopt.old_company import PASSWORDS, OldCompany
from tests.integration.command_line import CommandLine


@pytest.fixture
def waybill(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home", "")


def test_trying_adopting_and_adopting_again(filled: OldCompany, waybill: CommandLine) -> None:
    tried = waybill.run("company", "adopt", filled.address, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert tried.stdout.startswith("Nothing has been changed. This is what `waybill company adopt` would do:")
    assert "Would be taken over" in tried.stdout
    assert "company password" not in tried.stdout

    done = waybill.run("company", "adopt", filled.address)
    assert done.returncode == 0, done.stderr
    assert "file_uploads   8      5" in done.stdout
    assert "  anna (id 11), ANNA (id 13) in Shoreline (id 3)\n" in done.stdout
    assert done.stdout.count("Its company password") == 3

    again = waybill.run("company", "adopt", filled.address)
    assert again.returncode == 0, again.stderr
    assert "Nothing has been changed now." in again.stdout
    assert "Nothing was added to the old tables since" in again.stdout
    filled.run("INSERT INTO users (username) VALUES ('late')")
    assert "Something still writes to the old tables" in waybill.run("company", "adopt", filled.address).stdout


def test_scripts_get_every_id_and_the_addresses_that_people_sign_in_at(
    filled: OldCompany, waybill: CommandLine
) -> None:
    report = waybill.json("company", "adopt", filled.address)
    (overlapping,) = (one for one in report["findings"] if one["code"] == "overlapping_prefixes")
    assert [item["ids"] for item in overlapping["items"]][:2] == [[31, 34], [31, 37]]
    (inland,) = (login for login in report["logins"] if login["company_id"] == 7)
    environment = {
        "WAYBILL_COMPANY": inland["company"],
        "WAYBILL_COMPANY_PASSWORD": inland["company_password"],
        "WAYBILL_USERNAME": "bea",
        "WAYBILL_PASSWORD": PASSWORDS[4],
    }
    assert waybill.json("whoami", environment=environment)["company_code"] == "C7"


def test_what_cannot_be_has_status_2_and_says_why(old: OldCompany, waybill: CommandLine) -> None:
    refused = waybill.run("company", "adopt", old.address)
    assert refused.returncode == 2
    assert "holds no earlier uploader's tables" in refused.stderr
    assert waybill.run("company", "adopt", "sqlite:////tmp/company.db").returncode == 2
    assert waybill.run("company", "adopt", old.address.replace(old.database, "nothing")).returncode == 4


def test_an_earlier_system_that_is_in_the_middle_of_writing_is_waited_for_and_then_told(
    filled: OldCompany, waybill: CommandLine
) -> None:
    with psycopg.connect(filled.address) as writing:
        writing.execute("UPDATE users SET full_name = 'in the middle'")
        refused = waybill.run("company", "adopt", filled.address)
    assert refused.returncode == 2
    assert "Stop the earlier system" in refused.stderr
