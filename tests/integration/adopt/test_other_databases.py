"""Old databases that are made in other ways, and what cannot be taken over."""

from collections.abc import Callable

import pytest

from desktop_app.company.adopt.company import adopt_company
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.setup import create_company
from desktop_app.domain.errors import Conflict, InvalidValue, NotAllowed, NotFound, NotPossibleNow
from tests.integration.adopt.old_company import (
    PASSWORDS,
    SCHEMA,
    TABLES,
    OldCompany,
    finding,
    ids_of,
    scalar,
    store_of,
    told,
)
from tests.postgres import PostgresServer


def test_the_least_that_a_database_may_have(old: OldCompany) -> None:
    old.run(
        "CREATE TABLE companies (id integer, name text); CREATE TABLE users (id integer, email text, password text)"
    )
    old.run(
        "INSERT INTO companies VALUES (1, 'Only one');INSERT INTO users VALUES (5, 'a@b.example', 'x'), (6, NULL, NULL)"
    )
    report = adopt_company(old.address)
    assert finding(report, "tables_missing").message.endswith("there are no such rows.")
    assert old.run("SELECT id, company_id, username, role FROM app.users ORDER BY id") == [
        (5, 1, "a@b.example", "user"),
        (6, 1, "user-6", "user"),
    ]
    assert old.run("SELECT company_name, company_code FROM app.companies") == [("Only one", "C1")]
    assert "users.username is read from email" in told(report, "columns_renamed")
    assert ids_of(report, "companies_without_admin") == [(1,)]


def test_columns_of_other_types_are_read_as_far_as_they_can_be(filled: OldCompany) -> None:
    filled.run(
        "ALTER TABLE sync_sessions ALTER max_workers DROP DEFAULT, ALTER max_workers TYPE text,"
        " ALTER use_find TYPE text, ALTER started_at TYPE text, ALTER status DROP DEFAULT,"
        " ALTER total_files TYPE numeric, ALTER id TYPE bigint, ALTER cycle_id TYPE text;"
        "ALTER TABLE cycles ALTER metadata TYPE text;"
        "ALTER TABLE users ALTER is_active DROP DEFAULT, ALTER is_active TYPE integer USING is_active::int,"
        " ALTER company_id TYPE text;"
        "ALTER TABLE projects ALTER created_at DROP DEFAULT, ALTER created_at TYPE date;"
        "UPDATE sync_sessions SET max_workers = 'many', use_find = 'Yes', started_at = '2024-02-31 10:00'"
        " WHERE id = 41;"
        "UPDATE sync_sessions SET total_files = 'NaN', started_at = '2024-03-01T12:00:00+02:00', cycle_id = ' 31 '"
        " WHERE id = 42;"
        "UPDATE sync_sessions SET completed_at = 'infinity', total_files = 7.0 WHERE id = 43;"
        "UPDATE cycles SET metadata = 'no JSON' WHERE id = 31"
    )
    report = adopt_company(filled.address)
    assert told(report, "values_unreadable") == [
        "sync_sessions.max_workers: 1, taken as 0",
        "sync_sessions.total_files: 1, taken as 0",
        "sync_sessions.started_at: 1, taken as none",
        "sync_sessions.completed_at: 1, taken as none",
    ]
    assert filled.run(
        "SELECT id, cycle_id, max_workers, use_find, total_files, started_at IS NULL, completed_at IS NULL"
        " FROM app.sync_sessions WHERE id BETWEEN 41 AND 43 ORDER BY id"
    ) == [(41, 31, 0, True, 3, True, False), (42, 31, 0, False, 0, False, False), (43, 32, 4, False, 7, False, True)]
    assert filled.run("SELECT metadata::text FROM app.cycles WHERE id = 31") == [('{"value" : "no JSON"}',)]
    assert filled.run("SELECT is_active FROM app.users WHERE id IN (11, 20) ORDER BY id") == [(True,), (False,)]
    with store_of(report, 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        started = {upload.id: upload.started_at for upload in store.uploads.list().items}
    assert str(started[42]) == "2024-03-01 10:00:00+00:00"


def test_what_names_another_company_than_its_project_is_left(filled: OldCompany) -> None:
    filled.run(
        "ALTER TABLE cycles ADD company_id integer; ALTER TABLE sync_sessions ADD company_id integer;"
        "UPDATE cycles SET company_id = 3 WHERE id = 31; UPDATE cycles SET company_id = 7 WHERE id = 32;"
        "UPDATE sync_sessions SET company_id = 9 WHERE id = 42"
    )
    report = adopt_company(filled.address)
    assert (32,) in ids_of(report, "cycles_left")
    assert (42,) in ids_of(report, "sessions_left")
    assert (43,) in ids_of(report, "sessions_without_cycle")


def test_millions_of_file_rows_are_copied_by_the_server(filled: OldCompany) -> None:
    filled.run(
        "INSERT INTO file_uploads (id, session_id, file_path, s3_key, file_size, status)"
        " SELECT n, 41, '/media/card/many/' || n || '.jpg', 'cycle-001/many/' || n || '.jpg', n, 'completed'"
        " FROM generate_series(1000, 200999) n"
    )
    report = adopt_company(filled.address)
    assert report.tables[-1].taken_over == 200_005
    with store_of(report, 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        upload = next(upload for upload in store.uploads.list().items if upload.id == 41)
        page = store.uploads.files(upload.client_uuid, limit=5)
    assert page.total == 200_003


def test_where_pgcrypto_is_in_use_it_stays_where_it_is(filled: OldCompany, tool: Callable[..., str]) -> None:
    filled.run("CREATE EXTENSION pgcrypto SCHEMA public")
    reading = tool("GRANT SELECT ON users TO {tool}")
    report = adopt_company(filled.address)
    with store_of(report, 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        store.users.reset_password(14, "a new password")
    assert scalar(reading, "SELECT crypt('a', gen_salt('bf', 4)) IS NOT NULL") is True


def test_the_databases_owner_may_adopt_it_without_being_a_superuser(
    postgres: PostgresServer, old: OldCompany, tool: Callable[..., str]
) -> None:
    address = tool(f'ALTER DATABASE "{old.database}" OWNER TO {{tool}}', options="CREATEROLE")
    name = CompanyAddress.parse(address).user
    old.fill()
    for table in TABLES:
        old.run(f"ALTER TABLE {table} OWNER TO {name}")
    report = adopt_company(address)
    assert "pg_terminate_backend" in report.hardening
    with store_of(report, 3) as store:
        assert store.access.sign_in("anna", PASSWORDS[1]).user.id == 11
    assert scalar(address, "SELECT count(*) FROM public.users") == 10


def test_who_does_not_own_the_old_tables_may_not_adopt(filled: OldCompany, tool: Callable[..., str]) -> None:
    address = tool("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {tool}", options="CREATEROLE")
    with pytest.raises(NotAllowed, match="superuser"):
        adopt_company(address)


def test_a_database_without_the_old_tables(old: OldCompany) -> None:
    with pytest.raises(NotFound, match="companies and users are not in its schema public"):
        adopt_company(old.address)


def test_a_database_without_a_company(old: OldCompany) -> None:
    old.run(SCHEMA)
    with pytest.raises(NotFound, match="no company to adopt"):
        adopt_company(old.address)
    assert old.run("SELECT 1 FROM pg_namespace WHERE nspname = 'app'") == []


def test_a_database_of_waybills_own(old: OldCompany) -> None:
    create_company(old.address, name="New", code="NEW", admin="anna", password="a long password")
    old.fill()
    with pytest.raises(Conflict, match="Waybill made itself"):
        adopt_company(old.address)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("ALTER TABLE companies ALTER id DROP DEFAULT, ALTER id TYPE text", "of the type text"),
        ("ALTER TABLE users DROP COLUMN id", "ids of public.users are not there"),
        ("ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people", "not a table"),
    ],
)
def test_tables_that_cannot_be_taken_over_are_told(filled: OldCompany, statement: str, message: str) -> None:
    filled.run(statement)
    with pytest.raises(NotPossibleNow, match=message):
        adopt_company(filled.address)


def test_a_file_is_nothing_to_adopt() -> None:
    with pytest.raises(InvalidValue, match="PostgreSQL"):
        adopt_company("sqlite:////tmp/company.db")
