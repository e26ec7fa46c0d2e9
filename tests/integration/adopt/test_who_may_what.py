"""Tools keep what they could do with the old tables; workstations get nothing of it."""

from collections.abc import Callable

import psycopg
import pytest

from desktop_app.company.adopt.company import adopt_company
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.inspection import check_company
from tests.integration.adopt.old_company import TABLES, Adopted, OldCompany, finding, old_company, scalar, told


def test_the_old_tables_are_untouched_and_a_tool_that_used_them_still_can(
    filled: OldCompany, tool: Callable[..., str]
) -> None:
    reading = tool("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {tool}")
    writing = tool("GRANT SELECT, INSERT ON companies TO {tool}", "GRANT USAGE ON companies_id_seq TO {tool}")
    before = filled.contents()
    report = adopt_company(filled.address)
    assert filled.contents() == before
    for table in TABLES:
        assert scalar(reading, f"SELECT count(*) FROM {table}") == filled.run(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
    assert scalar(writing, "INSERT INTO companies (company_name) VALUES ('new') RETURNING id") == 10
    with psycopg.connect(reading) as connection:
        connection.execute("CREATE TEMP TABLE mine AS SELECT * FROM users")
        connection.execute("DO $$ BEGIN DELETE FROM mine; END $$")
    assert scalar(reading, "SELECT count(*) > 0 FROM pg_stat_activity") is True
    for address in (reading, writing):
        assert CompanyAddress.parse(address).user in finding(report, "old_tables_kept").message


def test_workstations_see_nothing_of_the_old_tables_even_if_everybody_did(
    filled: OldCompany, tool: Callable[..., str]
) -> None:
    bystander = tool()
    filled.run("GRANT SELECT ON users, sync_sessions TO PUBLIC; GRANT SELECT (bucket_name) ON projects TO PUBLIC")
    filled.run(
        "CREATE FUNCTION leak() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN (SELECT count(*) FROM companies)"
    )
    report = adopt_company(filled.address)
    assert told(report, "public_rights") == ["public.projects", "public.sync_sessions", "public.users"]
    login = report.logins[0]
    workstation = filled.server.url(filled.database, CompanyAddress.parse(login.address).user, login.password)
    for statement in (
        *(f"SELECT count(*) FROM public.{table}" for table in TABLES),  # noqa: S608
        "SELECT bucket_name FROM public.projects",
        "SELECT public.leak()",
        "CREATE TEMP TABLE t (i int)",
        "CREATE TABLE public.t (i int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            scalar(workstation, statement)
    assert scalar(bystander, "SELECT count(*) FROM users") == 10
    assert scalar(bystander, "SELECT count(bucket_name) FROM projects") == 5
    assert scalar(bystander, "SELECT public.leak()") == 3
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        scalar(bystander, "SELECT count(*) FROM companies")


def test_rights_that_waybills_own_roles_had_are_taken_away(filled: OldCompany) -> None:
    adopt_company(filled.address)  # So that there is such a role.
    with old_company(filled.server) as other:
        other.fill()
        other.run("GRANT SELECT ON users TO uploader_client; GRANT USAGE ON SCHEMA public TO uploader_client")
        report = adopt_company(other.address)
        assert told(report, "own_rights") == ["uploader_client on public", "uploader_client on public.users"]
        assert other.run("SELECT has_table_privilege('uploader_client', 'users', 'SELECT')") == [(False,)]


def test_a_database_that_was_taken_over_is_as_any_company_s(adopted: Adopted) -> None:
    place = CompanyAddress.parse(adopted[0].address)
    found = check_company(place)
    assert [one.message for one in found if not one.ok and one.about in ("schema", "isolation", "hardening")] == []
