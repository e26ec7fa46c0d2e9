"""What Waybill writes on a workstation is for its owner's eyes; a company's file is shared only on purpose."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.inspection import check_company
from desktop_app.company.setup import create_company, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.findings import Finding
from tests.conftest import CompanyForTests
from tests.integration.command_line import TO, CommandLine

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")


@pytest.fixture(autouse=True)
def wide_umask() -> Iterator[None]:
    """The umask of a careless account."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(*folders: Path) -> dict[str, str]:
    """Everything below these folders, and they themselves, that somebody else may do something with."""
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    return {str(path): oct(mode(path)) for path in found if mode(path) & 0o077}


def finding_of_file(address: str) -> Finding:
    *_, found = (one for one in check_company(CompanyAddress.parse(address)) if one.about == "file")
    return found


@pytest.mark.usefixtures("proxied")
def test_nothing_of_a_workstation_is_open_to_others(waybill: CommandLine, folder: Path) -> None:
    assert waybill.run("upload", folder, *TO).returncode == 0
    made = {path.name for path in waybill.home.rglob("*")}
    assert {"journal.db", "locks", "logs", "waybill.log"} <= made
    assert open_to_others(waybill.home) == {}


def test_what_an_earlier_program_left_open_is_closed(waybill: CommandLine) -> None:
    assert waybill.run("whoami").returncode == 0
    (waybill.home / "remembered.json").write_text("{}")
    (waybill.home / "logs" / "waybill.log.1").write_text("")
    (waybill.home / "locks").mkdir(exist_ok=True)
    (waybill.home / "locks" / "old.lock").write_text("")
    for path in (waybill.home, *waybill.home.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert waybill.run("whoami").returncode == 0
    assert open_to_others(waybill.home) == {}


def test_a_company_in_a_file_is_its_owners_from_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "companies" / "coast"
    address = f"sqlite:///{folder / 'company.db'}"
    create_company(address, name="Coast", code="COAST", admin="ada", password="ada's own password")
    store = SqlCompanyStore(open_company(address), address)
    store.access.sign_in("ada", "ada's own password")
    assert open_to_others(tmp_path / "companies") == {}
    store.close()
    assert finding_of_file(address).message == "The file is its owner's alone."


def test_a_folder_that_is_there_keeps_the_rights_it_has(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    create_company(
        f"sqlite:///{tmp_path / 'company.db'}", name="Coast", code="COAST", admin="ada", password="ada's own password"
    )
    assert mode(tmp_path) == 0o2770
    assert mode(tmp_path / "company.db") == 0o600


def test_a_file_that_was_open_to_everybody_is_closed_by_its_owner(company: CompanyForTests) -> None:
    company.path.chmod(0o644)
    told = finding_of_file(company.address)
    assert not told.ok
    assert told.message == "Everybody on this computer may open the file."
    assert told.remedy == f"chmod o-rwx {company.path}"
    assert mode(company.path) == 0o644, "a check changes nothing"
    open_company(company.address).dispose()
    assert mode(company.path) == 0o600


def test_a_file_that_a_group_may_write_stays_the_groups(company: CompanyForTests) -> None:
    company.path.chmod(0o666)
    store, _ = company.admin()
    assert mode(company.path) == 0o660
    store.close()
    told = finding_of_file(company.address)
    assert told.ok
    assert told.message == f"The file is its owner's and its group's ({company.path.group()})."


def test_a_folder_that_cannot_be_made_is_told_in_words(waybill: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    made = waybill.run(
        *("company", "create", f"sqlite:///{tmp_path / 'file' / 'company.db'}"),
        *("--name", "N", "--code", "N", "--admin", "ada"),
    )
    assert made.returncode == 4
    assert "does not answer" in made.stderr
