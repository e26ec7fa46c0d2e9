"""`waybill company` in PostgreSQL, and the whole job there, as the people of a company do it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.company import setup
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.engines import open_engine
from desktop_app.company.passwords import hash_password
from desktop_app.company.setup import SCHEMA_VERSION
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import disk, objects
from tests.integration.command_line import CommandLine
from tests.integration.terminal import run_in_terminal
from tests.postgres import PostgresServer

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ADAS = "ada's own password"
OLGAS = "olga's own password"


@dataclass
class Owner:
    """Who runs the database: a superuser, whose password is in the environment only."""

    waybill: CommandLine
    server: PostgresServer
    database: str

    @property
    def address(self) -> str:
        return CompanyAddress.parse(self.server.url(self.database)).text

    @property
    def password(self) -> str:
        return CompanyAddress.parse(self.server.url(self.database)).password or ""

    def make(self, code: str, admin: str = "ada") -> tuple[str, str]:
        """A company; its address and its login's password, as they are printed."""
        names = ("--name", f"Company {code}", "--code", code, "--admin", admin)
        made = self.waybill.run("company", "create", self.address, *names)
        assert (made.returncode, made.stderr) == (0, ""), made.stderr
        found = re.search(r"Its address is (\S+)\nIts company password, [^:]*: (\S+)\n", made.stdout)
        assert found, made.stdout
        return found[1], found[2]


@pytest.fixture
def owner(postgres: PostgresServer, tmp_path: Path) -> Iterator[Owner]:
    """An empty database and who runs it."""
    database = postgres.create_database()
    (tmp_path / "owner").mkdir()
    waybill = CommandLine(tmp_path / "owner" / "home", "", "", ADAS)
    owner = Owner(waybill, postgres, database)
    waybill.environment = {"WAYBILL_COMPANY_PASSWORD": owner.password}
    yield owner
    postgres.drop_database(database)


def person(tmp_path: Path, company: tuple[str, str], username: str, password: str) -> CommandLine:
    """A person at a workstation of their own that knows the company's password by its environment."""
    address, company_password = company
    (tmp_path / username).mkdir()
    return CommandLine(
        tmp_path / username / "home", address, username, password, {"WAYBILL_COMPANY_PASSWORD": company_password}
    )


def written(folder: Path) -> bytes:
    """All that programs have written below a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_whole_job_in_postgresql(
    owner: Owner, storage: DemoStorage, s3: "S3Client", bucket_name: str, folder: Path, tmp_path: Path
) -> None:
    company = owner.make("SHORE")
    ada = person(tmp_path, company, "ada", ADAS)
    bucket = ("--bucket", bucket_name, "--endpoint-url", storage.endpoint_url)
    assert ada.run("project", "add", "Survey", *bucket).returncode == 0
    assert ada.run("cycle", "add", "One", "--project", "Survey", "--number", "1").returncode == 0
    told = ada.run("user", "add", "olga", "--generate-password").stdout
    assert "A new computer asks for the company password too" in told
    (first,) = re.findall(r"shown this once: (\S+)", told)
    olga = person(tmp_path, company, "olga", first)
    assert "`waybill password`" in olga.run("whoami").stderr
    assert olga.run("password", environment={"WAYBILL_NEW_PASSWORD": OLGAS}).returncode == 0
    olga.password = OLGAS
    sent = olga.run("upload", folder, "--project", "Survey", "--cycle", "1")
    assert (sent.returncode, sent.stderr) == (0, "")
    assert "All 12 files are in" in sent.stdout
    assert objects(s3, bucket_name) == disk(folder)
    (listed,) = olga.json("sessions")["sessions"]
    assert (listed["status"], listed["files_uploaded"], listed["project_name"]) == ("completed", 12, "Survey")
    kept = owner.server.run(
        owner.database,
        "SELECT s.client_uuid, s.status, u.username, (SELECT count(*) FROM app.file_uploads f WHERE f.session_id = s.id"
        " AND f.status = 'uploaded') FROM app.sync_sessions s JOIN app.users u ON u.id = s.user_id",
    )
    assert kept == [(listed["session"], "completed", "olga", 12)]
    secrets = (company[1], ADAS, OLGAS, first, owner.password)
    workstations = written(tmp_path / "ada") + written(tmp_path / "olga") + written(tmp_path / "owner")
    assert company[0].encode() in workstations, "the address is remembered"
    assert [secret for secret in secrets if secret.encode() in workstations or secret in owner.server.log] == []


def test_a_second_company_is_made_by_doing_it_again(owner: Owner, tmp_path: Path) -> None:
    first, second = owner.make("FIRST"), owner.make("SECOND", "bea")
    assert first[0] != second[0]
    ada, bea = person(tmp_path, first, "ada", ADAS), person(tmp_path, second, "bea", ADAS)
    assert ada.json("whoami")["company_code"] == "FIRST"
    assert [user["username"] for user in bea.json("user", "list")["users"]] == ["bea"]
    bea.username = "ada"
    assert bea.run("whoami").returncode == 3
    again = owner.waybill.run(
        *("company", "create", owner.address, "--name", "Other", "--code", "first", "--admin", "ada")
    )
    assert (again.returncode, again.stdout) == (2, "")
    assert "code first" in again.stderr


def test_the_owner_lists_the_companies_of_a_database(owner: Owner, tmp_path: Path) -> None:
    south, north = owner.make("SOUTH"), owner.make("NORTH")
    listed = owner.waybill.run("company", "list", owner.address)
    assert listed.returncode == 0, listed.stderr
    head, *rows = [re.split(r" {2,}", line) for line in listed.stdout.splitlines()]
    assert head == ["CODE", "COMPANY", "STATUS", "ADDRESS"]
    assert rows == [
        ["NORTH", "Company NORTH", "active", north[0]],
        ["SOUTH", "Company SOUTH", "active", south[0]],
    ]
    of_workstation = {"WAYBILL_COMPANY_PASSWORD": north[1]}
    refused = owner.waybill.run("company", "list", north[0], environment=of_workstation)
    assert (refused.returncode, refused.stdout) == (2, "")
    file = f"sqlite:///{tmp_path / 'company.db'}"
    made = owner.waybill.run("company", "create", file, "--name", "In a file", "--code", "FILE", "--admin", "ada")
    assert made.returncode == 0, made.stderr
    assert owner.waybill.json("company", "list", file)["companies"] == [
        {"company_code": "FILE", "company_name": "In a file", "is_active": True, "address": file}
    ]


def test_a_company_is_made_by_a_person_at_a_terminal_or_by_a_script(owner: Owner) -> None:
    create = ("company", "create", owner.server.url(owner.database), "--name", "N", "--admin", "ada", "--code")
    owner.waybill.environment, owner.waybill.password = {}, None
    asked = [("Password for ada: ", ADAS), ("Repeat", ADAS)]
    status, shown = run_in_terminal(owner.waybill, *create, "TYPED", answers=asked)
    assert status == 0, shown
    assert ADAS not in shown
    assert owner.password not in shown, "an address is shown without its password"
    owner.waybill.password = ADAS
    made = owner.waybill.json(*create, "SCRIPTED")
    assert made.keys() == {"company", "company_password", "hardening"}
    assert made["hardening"] == "", "a superuser has done it"


def test_what_cannot_be_made_says_why(owner: Owner) -> None:
    create = ("company", "create", owner.address, "--name", "N", "--code", "N", "--admin", "ada")
    owner.waybill.environment = {"WAYBILL_COMPANY_PASSWORD": "wrong"}
    refused = owner.waybill.run(*create)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "Company password needed" in refused.stderr
    assert "WAYBILL_COMPANY_PASSWORD" in refused.stderr
    owner.waybill.environment = {"WAYBILL_COMPANY_PASSWORD": owner.password}
    refused = owner.waybill.run(*create, environment={"WAYBILL_PASSWORD": "admin123"})
    assert refused.returncode == 2
    assert "the demo's password" in refused.stderr
    away = owner.waybill.run("company", "create", "postgresql://postgres@127.0.0.1:9/c", *create[3:])
    assert away.returncode == 4
    assert "does not answer" in away.stderr


def test_a_way_on_which_others_can_listen_is_refused(waybill: CommandLine) -> None:
    waybill.company = "postgresql://uploader_x@database.example/company?sslmode=require"
    refused = waybill.run("whoami")
    assert refused.returncode == 4
    assert "Connection is not safe" in refused.stderr
    assert "WAYBILL_INSECURE_COMPANY" in refused.stderr


def test_the_check_says_what_is_well_and_what_to_do(owner: Owner) -> None:
    address, company_password = owner.make("CHECKED")
    well = owner.waybill.run("company", "check", owner.address)
    assert (well.returncode, well.stderr) == (0, ""), well.stdout
    assert {line.split()[0] for line in well.stdout.splitlines()} == {"ok"}
    assert {"schema", "isolation", "hardening", "TLS", "clock", "logging"} <= {
        line.split()[1] for line in well.stdout.splitlines()
    }
    of_workstation = {"WAYBILL_COMPANY_PASSWORD": company_password}
    assert owner.waybill.json("company", "check", address, environment=of_workstation)["ok"]
    owner.server.run(owner.database, "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC")
    weak = owner.waybill.run("company", "check", owner.address)
    assert weak.returncode == 1
    assert "problem  hardening  Everybody may use the language plpgsql." in weak.stdout
    remedy = f"waybill company check --hardening {owner.address} | psql -h 127.0.0.1 -p {owner.server.port}"
    assert f"{remedy} -d {owner.database} -U postgres\n" in weak.stdout
    owner.server.run(owner.database, "GRANT USAGE ON LANGUAGE sql TO PUBLIC")
    weak = owner.waybill.run("company", "check", owner.address)
    assert weak.stdout.count("problem") == 1
    assert "2 things by which logins" in weak.stdout
    assert "language sql" not in weak.stdout
    assert (
        "- Everybody may use the language sql."
        in owner.waybill.run("company", "check", owner.address, "--verbose").stdout
    )
    found = owner.waybill.json("company", "check", owner.address, status=1)
    assert [(one["about"], len(one["details"])) for one in found["findings"] if not one["ok"]] == [("hardening", 2)]
    owner.server.run(owner.database, owner.waybill.run("company", "check", owner.address, "--hardening").stdout)
    assert owner.waybill.run("company", "check", owner.address).returncode == 0


def test_a_reset_login_is_told_once_and_the_old_password_is_refused(owner: Owner, tmp_path: Path) -> None:
    company = owner.make("RESET")
    ada = person(tmp_path, company, "ada", ADAS)
    told = owner.waybill.run("company", "reset-login", owner.address)
    assert (told.returncode, told.stderr) == (0, "")
    assert f"The login at {company[0]} has a new password." in told.stdout
    assert told.stdout.endswith("\n0 connections by the old password ended.\n")
    refused = ada.run("whoami")
    assert refused.returncode == 3
    assert "Company password needed" in refused.stderr
    fresh = re.search(r"ask for once: (\S+)\n", told.stdout)
    assert fresh
    assert ada.run("whoami", environment={"WAYBILL_COMPANY_PASSWORD": fresh[1]}).returncode == 0
    owner.make("OTHER")
    which = owner.waybill.run("company", "reset-login", owner.address)
    assert which.returncode == 2
    assert "OTHER, RESET" in which.stderr
    reset = owner.waybill.json("company", "reset-login", owner.address, "--code", "reset")
    assert reset["company"] == company[0]


def test_a_database_that_is_up_to_date_is_left_as_it_is(owner: Owner) -> None:
    owner.make("NEW")
    assert owner.waybill.run("company", "upgrade", owner.address).stdout == f"Schema {SCHEMA_VERSION} is up to date.\n"


def test_an_older_company_is_refused_until_it_is_upgraded(waybill: CommandLine, tmp_path: Path) -> None:
    waybill.company = f"sqlite:///{tmp_path / 'old.db'}"
    engine = open_engine(CompanyAddress.parse(waybill.company), may_create=True)
    with engine.execution_options(writing=True, migrating=True).begin() as connection:
        setup.migrate(connection, "0001")
        connection.exec_driver_sql("INSERT INTO companies (id, company_name, company_code) VALUES (1, 'Old', 'O')")
        connection.exec_driver_sql(
            "INSERT INTO users (company_id, username, password_hash, role) VALUES (1, 'operator', ?, 'user')",
            (hash_password("operator123"),),
        )
    engine.dispose()
    refused = waybill.run("whoami")
    assert refused.returncode == 4
    assert "`waybill company upgrade`" in refused.stderr
    done = waybill.run("company", "upgrade", waybill.company)
    assert (done.returncode, done.stdout) == (0, f"Upgraded from schema 0001 to {SCHEMA_VERSION}.\n")
    assert waybill.json("whoami")["company_name"] == "Old"
    assert waybill.run("company", "reset-login", waybill.company).returncode == 2
    refused = waybill.run("company", "check", waybill.company, "--hardening")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "nothing to harden" in refused.stderr


@pytest.mark.parametrize("command", ["upgrade", "check", "list", "reset-login"])
def test_where_there_is_no_company_nothing_is_made(waybill: CommandLine, tmp_path: Path, command: str) -> None:
    refused = waybill.run("company", command, f"sqlite:///{tmp_path / 'nowhere.db'}")
    assert refused.returncode in (2, 4)
    assert refused.stdout == ""
    assert not (tmp_path / "nowhere.db").exists()
