"""Making, opening and upgrading a company in SQL."""

import sqlite3
import warnings
from pathlib import Path
from urllib.parse import quote

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SAWarning

from desktop_app.company import setup
from desktop_app.company.connect import engines
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.setup import add_user, create_company, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.tables import Base
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import (
    CompanyOutdated,
    CompanyUnreachable,
    Conflict,
    InvalidValue,
    NotFound,
    UnknownCompany,
)
from tests.conftest import CompanyForTests


def address_of(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def rules_of(connection: Connection) -> tuple[dict[str, object], list[str]]:
    """What alembic does not compare in SQLite: defaults, checks, and indexes on expressions."""
    looked_at = inspect(connection)
    rules: dict[str, object] = {
        table: (
            sorted(
                (column["name"], str(column["default"]), column["nullable"]) for column in looked_at.get_columns(table)
            ),
            sorted((str(check["name"]), check["sqltext"]) for check in looked_at.get_check_constraints(table)),
        )
        for table in Base.metadata.tables
    }
    indexes = connection.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%(%(%'"))
    return rules, sorted(indexes)


def test_a_database_upgraded_from_nothing_has_just_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = create_engine(address_of(tmp_path / "fresh.db"))
    with engine.begin() as connection:
        command.upgrade(setup.alembic_config(connection), "head")
    with engine.connect() as connection, warnings.catch_warnings():
        # Indexes on expressions are not reflected; their SQL is compared below.
        warnings.filterwarnings("ignore", ".*expression-based index", UserWarning)
        warnings.filterwarnings("ignore", ".*expression-based index", SAWarning)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        migrated = rules_of(connection)
    other = create_engine(address_of(tmp_path / "other.db"))
    Base.metadata.create_all(other)
    with other.connect() as connection:
        assert rules_of(connection) == migrated
    engine.dispose()
    other.dispose()


def test_a_file_holds_one_company(tmp_path: Path) -> None:
    address = address_of(tmp_path / "new folder" / "company.db")
    create_company(CompanyAddress.parse(address), name="One", code="1", admin="admin", password="password")
    with pytest.raises(Conflict, match="holds one"):
        create_company(CompanyAddress.parse(address), name="Two", code="2", admin="other", password="password")
    store = SqlCompanyStore(open_company(address), address)
    assert store.access.sign_in("admin", "password").company.company_name == "One"
    store.close()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "company_name"),
        ({"code": ""}, "company_code"),
        ({"admin": ""}, "username"),
        ({"name": "a\x1b[2Jb"}, "company_name"),
        ({"code": "a\nb"}, "company_code"),
        ({"code": "North Shore"}, "company_code"),
        ({"code": "Küste"}, "company_code"),
        ({"code": "C" * 33}, "company_code"),
        ({"admin": "ada lovelace"}, "username"),
        ({"admin": "a\tb"}, "username"),
        ({"admin": "a" * 101}, "username"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 73}, "password"),
    ],
)
def test_a_company_that_breaks_a_rule_is_not_made(tmp_path: Path, fields: dict[str, str], field: str) -> None:
    values = {"name": "One", "code": "1", "admin": "admin", "password": "password"}
    with pytest.raises(InvalidValue) as refused:
        create_company(CompanyAddress.parse(address_of(tmp_path / "company.db")), **values | fields)
    assert refused.value.field == field
    assert list(tmp_path.iterdir()) == []


def test_a_username_is_given_once_whatever_its_case(company: CompanyForTests) -> None:
    with pytest.raises(Conflict):
        add_user(company.address, username="ADMIN", password="password")


@pytest.mark.parametrize("address", ["", "no address", "sqlite://", "sqlite:///:memory:", "mysql://host/db"])
def test_what_is_no_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(InvalidValue, match="An address looks like"):
        open_company(address)


def test_a_server_is_no_database() -> None:
    with pytest.raises(InvalidValue, match="company's database itself"):
        open_company("https://company.example")


def test_an_address_that_leads_nowhere_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownCompany, match="Check the address"):
        open_company(address_of(tmp_path / "company.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_something_else_is_no_company(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE notes(text)")
    other.close()
    with pytest.raises(UnknownCompany, match="no company"):
        open_company(address_of(tmp_path / "other.db"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"some text that is no database" * 100)
    with pytest.raises(CompanyUnreachable, match="not a database"):
        open_company(address_of(tmp_path / "text.db"))


def test_a_company_of_another_schema_says_who_can_mend_it(company: CompanyForTests) -> None:
    with sqlite3.connect(company.path) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    with pytest.raises(
        CompanyOutdated, match=r"upgraded by a newer Waybill \(schema 9999, this one knows \d+\)\. Update Waybill"
    ):
        open_company(company.address)


@pytest.mark.parametrize("name", ["with space", "100%25", "quo'te", "Ünï", "a?b=c", "a#b"])
def test_a_company_may_lie_in_any_folder(tmp_path: Path, name: str) -> None:
    address = f"sqlite:///{quote((tmp_path / name / 'company.db').as_posix())}"
    create_company(CompanyAddress.parse(address), name="One", code="1", admin="admin", password="password")
    open_company(address).dispose()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "company.db").is_file()


def test_a_company_that_was_moved_away_is_away_and_no_empty_one_takes_its_place(company: CompanyForTests) -> None:
    store, _ = company.operator()
    elsewhere = company.path.with_name("elsewhere.db")
    company.path.rename(elsewhere)
    with pytest.raises(CompanyUnreachable):
        store.projects.list()
    assert not company.path.exists()
    elsewhere.rename(company.path)
    assert store.projects.list() == []


def test_a_company_that_somebody_else_holds_locked_is_away(
    company: CompanyForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    store, _ = company.operator()
    other = sqlite3.connect(company.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CompanyUnreachable, match="locked"):
        store.projects.add("Survey", Destination("bucket"))
    other.execute("ROLLBACK")
    other.close()
    with pytest.raises(NotFound):
        store.projects.find("Survey")
