"""Making companies in PostgreSQL, upgrading and looking after them, through the command line's own service."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.engines import open_engine
from desktop_app.company.inspection import check_company
from desktop_app.company.postgres import foundation
from desktop_app.company.setup import (
    SCHEMA_VERSION,
    CompanyLogin,
    create_company,
    migrate,
    open_company,
    reset_login,
    upgrade_company,
)
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import (
    CompanyOutdated,
    CompanyPasswordNeeded,
    Conflict,
    InvalidValue,
    NotAllowed,
    NotFound,
    UnknownCompany,
    WrongPassword,
)
from desktop_app.domain.findings import Finding
from desktop_app.domain.states import Role
from tests.postgres import PostgresServer

PASSWORD = "correct horse"
TABLES = ("companies", "users", "projects", "cycles", "sync_sessions", "file_uploads")
FULL = """
INSERT INTO companies (company_name, company_code) VALUES ('Company', 'C');
INSERT INTO users (company_id, username, password_hash, role) SELECT 1, 'Özlem', '$2a$10$' || repeat('x', 53), 'admin';
INSERT INTO projects (company_id, project_name, bucket_name) VALUES (1, E'Two\\nlines', 'bucket');
INSERT INTO cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix) VALUES (1, 1, 'One', 1, 'a/');
INSERT INTO sync_sessions (client_uuid, revision, company_id, project_id, cycle_id, user_id, s3_prefix,
  local_directory, status) VALUES ('uuid', 1, 1, 1, 1, 1, 'a/', '/data', 'completed');
INSERT INTO file_uploads (company_id, session_id, relative_path, revision, status) VALUES (1, 1, 'f', 1, 'uploaded');
"""


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """A new database, empty."""
    name = postgres.create_database()
    yield name
    postgres.drop_database(name)


@pytest.fixture(scope="module")
def template(postgres: PostgresServer) -> tuple[str, CompanyLogin]:
    """A database with a company, to be copied."""
    name = postgres.create_database()
    return name, make(postgres, name, "NORD")


@pytest.fixture
def nord(postgres: PostgresServer, template: tuple[str, CompanyLogin]) -> Iterator[tuple[str, CompanyLogin]]:
    """A database with the company NORD, and its login."""
    original, login = template
    name = postgres.create_database(template=original)
    # Rights on a database are not copied with it.
    postgres.run(name, f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    postgres.run(name, f'GRANT CONNECT ON DATABASE "{name}" TO uploader_client')
    yield name, replace(login, address=login.address.replace(original, name))
    postgres.drop_database(name)


def make(server: PostgresServer, database: str, code: str, admin: str = "anna") -> CompanyLogin:
    return create_company(server.url(database), name=f"Company {code}", code=code, admin=admin, password=PASSWORD)


def store_of(login: CompanyLogin) -> SqlCompanyStore:
    return SqlCompanyStore(open_company(login.address, login.password), login.address)


def found_by(address: str, password: str | None = None) -> list[Finding]:
    place = CompanyAddress.parse(address)
    return check_company(replace(place, password=password or place.password))


def problems(address: str, about: str) -> list[str]:
    return [finding.message for finding in found_by(address) if finding.about == about and not finding.ok]


def test_a_company_is_made_with_a_login_of_its_own_and_its_first_admin(postgres: PostgresServer, database: str) -> None:
    login = make(postgres, database, "NORD")
    address = CompanyAddress.parse(login.address)
    assert (address.user, address.password, address.database) == ("uploader_nord", None, database)
    assert login.password is not None
    assert len(login.password) >= 32
    store = store_of(login)
    signed_in = store.access.sign_in("anna", PASSWORD)
    assert (signed_in.company.company_code, signed_in.user.role) == ("NORD", Role.ADMIN)
    assert signed_in.company_address == login.address
    store.close()


def test_the_logins_password_is_in_no_repr(nord: tuple[str, CompanyLogin]) -> None:
    assert str(nord[1].password) not in repr(nord[1])


def test_the_owner_and_the_logins_may_no_more_than_they_must(postgres: PostgresServer, database: str) -> None:
    make(postgres, database, "NORD")
    rows = postgres.run(
        database,
        "SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolconnlimit > 0"
        " FROM pg_roles WHERE rolname LIKE 'waybill%' OR rolname LIKE 'uploader%' ORDER BY 1",
    )
    assert {row[1:6] for row in rows if row[0].startswith("uploader_nord")} == {(True, False, False, False, False)}
    assert all(row[6] for row in rows if row[1])
    assert {row[1:6] for row in rows if row[0] in ("waybill_owner", "uploader_client")} == {(False,) * 5}
    owners = postgres.run(
        database,
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname IN ('app', 'auth')",
    )
    assert owners == [("waybill_owner",)]


def test_a_second_company_in_the_same_database_is_apart(postgres: PostgresServer, database: str) -> None:
    one, other = make(postgres, database, "NORD"), make(postgres, database, "SUED")
    assert one.address != other.address
    for login, code in ((one, "NORD"), (other, "SUED")):
        store = store_of(login)
        assert store.access.sign_in("anna", PASSWORD).company.company_code == code
        assert [user.username for user in store.users.list()] == ["anna"]
        store.close()


def test_a_code_is_given_once_in_a_database(postgres: PostgresServer, nord: tuple[str, CompanyLogin]) -> None:
    with pytest.raises(Conflict, match="code nord"):
        make(postgres, nord[0], "nord")


def test_the_demos_password_is_not_taken(postgres: PostgresServer, database: str) -> None:
    for password in ("admin123", "Operator123"):
        with pytest.raises(InvalidValue, match="demo") as refused:
            create_company(postgres.url(database), name="N", code="N", admin="admin", password=password)
        assert refused.value.field == "password"
    assert postgres.run(database, "SELECT 1 FROM pg_namespace WHERE nspname = 'app'") == []


def test_a_database_of_something_else_is_left_alone(postgres: PostgresServer, database: str) -> None:
    postgres.run(database, "CREATE SCHEMA accounting; CREATE TABLE public.notes(text text)")
    with pytest.raises(Conflict, match="accounting, public"):
        make(postgres, database, "NORD")
    postgres.run(database, "DROP SCHEMA accounting; DROP TABLE public.notes; CREATE SCHEMA app")
    with pytest.raises(Conflict, match="did not make"):
        make(postgres, database, "NORD")


def test_what_fails_in_the_middle_leaves_nothing(
    postgres: PostgresServer, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotAllowed("no")

    monkeypatch.setattr("desktop_app.company.postgres.foundation.make_login", fail)
    with pytest.raises(NotAllowed):
        make(postgres, database, "HALF")
    assert postgres.run(database, "SELECT 1 FROM pg_namespace WHERE nspname IN ('app', 'auth', 'api')") == []
    assert postgres.run(database, "SELECT 1 FROM pg_roles WHERE rolname = 'uploader_half'") == []


@pytest.fixture
def maker(postgres: PostgresServer, database: str) -> str:
    """The address of an empty database by a login that may make roles and is no superuser."""
    role = f"maker_of_{database}"
    postgres.run("postgres", f"CREATE ROLE {role} LOGIN CREATEROLE PASSWORD 'makers own'")
    if postgres.run("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'waybill_owner'"):
        postgres.run("postgres", f"GRANT waybill_owner TO {role}")
    postgres.run(database, f'ALTER DATABASE "{database}" OWNER TO {role}')
    return postgres.url(database, role, "makers own")


def test_without_a_superuser_the_hardening_is_left_for_one(postgres: PostgresServer, maker: str, database: str) -> None:
    address = maker
    login = create_company(address, name="Small", code="SMALL", admin="anna", password=PASSWORD)
    assert "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC" in login.hardening
    assert problems(address, "isolation") == []
    (found,) = (one for one in found_by(address) if one.about == "hardening")
    assert found.message == (
        f"Everybody may still use {len(found.details)} things by which logins watch or hinder each other."
    )
    assert len(found.details) > 40
    assert "Everybody may use the language plpgsql." in found.details
    postgres.run(database, login.hardening)
    assert problems(address, "hardening") == []
    store = store_of(login)
    assert store.access.sign_in("anna", PASSWORD).company.company_code == "SMALL"
    store.close()


def test_whoever_may_not_make_roles_is_told(postgres: PostgresServer, database: str) -> None:
    postgres.run("postgres", "DROP ROLE IF EXISTS nobody_much; CREATE ROLE nobody_much LOGIN PASSWORD 'nothing much'")
    with pytest.raises(NotAllowed):
        create_company(
            postgres.url(database, "nobody_much", "nothing much"), name="N", code="N", admin="a", password=PASSWORD
        )


def test_a_workstations_login_makes_and_upgrades_nothing(
    postgres: PostgresServer, nord: tuple[str, CompanyLogin]
) -> None:
    login = nord[1]
    place = replace(CompanyAddress.parse(login.address), password=login.password)
    with pytest.raises(NotAllowed):
        create_company(place, name="N", code="N", admin="a", password=PASSWORD)
    with pytest.raises(NotAllowed):
        upgrade_company(place)
    with pytest.raises(NotAllowed):
        reset_login(place)


def test_a_login_without_its_password_is_asked_for_it(nord: tuple[str, CompanyLogin]) -> None:
    for password in (None, "wrong"):
        with pytest.raises(CompanyPasswordNeeded):
            open_company(nord[1].address, password)


def test_pgpassfile_gives_the_logins_password(
    nord: tuple[str, CompanyLogin], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = CompanyAddress.parse(nord[1].address)
    passfile = tmp_path / "pgpass"
    passfile.write_text(f"{place.host}:{place.port}:{place.database}:{place.user}:{nord[1].password}\n")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    open_company(nord[1].address).dispose()


def test_a_reset_login_has_a_new_password_and_the_old_one_ends(postgres: PostgresServer, database: str) -> None:
    login = make(postgres, database, "NORD")
    fresh = reset_login(postgres.url(database), "nord")
    assert fresh.address == login.address
    assert fresh.password != login.password
    with pytest.raises(CompanyPasswordNeeded):
        open_company(login.address, login.password)
    open_company(fresh.address, fresh.password).dispose()


def test_who_is_connected_with_the_old_password_does_not_stay(postgres: PostgresServer, database: str) -> None:
    """They could give the login a password of their own once more."""
    login = make(postgres, database, "NORD")
    role = CompanyAddress.parse(login.address).user
    with psycopg.connect(postgres.url(database, role, login.password), autocommit=True) as thief:
        fresh = reset_login(postgres.url(database))
        with pytest.raises(psycopg.OperationalError):
            thief.execute(f"ALTER ROLE {role} PASSWORD 'mine'".encode())
    assert (fresh.ended, fresh.still_open) == (1, "")
    open_company(fresh.address, fresh.password).dispose()


def test_what_is_connected_by_the_old_password_ends_with_it(postgres: PostgresServer, database: str) -> None:
    login = make(postgres, database, "NORD")
    role = CompanyAddress.parse(login.address).user
    open_ones = [psycopg.connect(postgres.url(database, role, login.password)) for _ in range(2)]
    fresh = reset_login(postgres.url(database))
    assert (fresh.ended, fresh.still_open) == (2, "")
    for one in open_ones:
        with pytest.raises(psycopg.OperationalError):
            one.execute("SELECT 1")
        one.close()


def test_who_may_not_end_connections_is_told_how(postgres: PostgresServer, maker: str, database: str) -> None:
    login = create_company(maker, name="Small", code="SMALL", admin="anna", password=PASSWORD)
    postgres.run(database, login.hardening)
    role = CompanyAddress.parse(login.address).user
    with psycopg.connect(postgres.url(database, role, login.password), autocommit=True) as workstation:
        fresh = reset_login(maker)
        assert fresh.ended == 0
        assert workstation.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(CompanyPasswordNeeded):
            open_company(login.address, login.password)
        postgres.run(database, fresh.still_open)
        with pytest.raises(psycopg.OperationalError):
            workstation.execute("SELECT 1")


def test_settings_that_a_workstation_gave_the_login_change_nothing_and_go_with_its_password(
    postgres: PostgresServer, database: str
) -> None:
    login = make(postgres, database, "NORD")
    role = CompanyAddress.parse(login.address).user
    poison = {
        "search_path": "pg_catalog",
        "default_transaction_isolation": "serializable",
        "default_transaction_read_only": "on",
        "row_security": "off",
        "statement_timeout": "1",
        "DateStyle": "German",
        "client_encoding": "SQL_ASCII",
        "local_preload_libraries": "nowhere",
        "synchronous_commit": "off",
    }
    with psycopg.connect(postgres.url(database, role, login.password), autocommit=True) as workstation:
        for name, value in poison.items():
            workstation.execute(f"ALTER ROLE {role} SET {name} = '{value}'".encode())
    store = store_of(login)
    assert store.access.sign_in("anna", PASSWORD).user.username == "anna"
    assert store.projects.add("Прага", Destination("bucket")).project_name == "Прага"
    assert [entry.action for entry in store.audit.list().items] == ["project_added", "sign_in_granted", "user_added"]
    store.close()
    engine = open_company(login.address, login.password)
    with engine.connect() as connection:
        # What the company has said to have is not lost with its power, or the outbox would never send it again.
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    engine.dispose()
    reset_login(postgres.url(database))
    assert postgres.run(database, "SELECT rolconfig FROM pg_roles WHERE rolname = %s", role) == [(None,)]


def test_with_several_companies_it_must_be_said_whose_login(postgres: PostgresServer, database: str) -> None:
    make(postgres, database, "NORD")
    assert reset_login(postgres.url(database)).password
    make(postgres, database, "SUED")
    with pytest.raises(NotFound, match="NORD, SUED"):
        reset_login(postgres.url(database))
    with pytest.raises(NotFound, match="none"):
        reset_login(postgres.url(database), "WEST")


def test_passwords_are_in_no_log_of_the_server(postgres: PostgresServer, database: str) -> None:
    postgres.run("postgres", "ALTER SYSTEM SET log_statement = 'all'; ")
    postgres.run("postgres", "SELECT pg_reload_conf()")
    try:
        login = make(postgres, database, "LOGGED")
        store = store_of(login)
        store.access.sign_in("anna", PASSWORD)
        with pytest.raises(WrongPassword):
            store_of(login).access.sign_in("anna", "my secret of another place")
        store.close()
    finally:
        postgres.run("postgres", "ALTER SYSTEM RESET log_statement")
        postgres.run("postgres", "SELECT pg_reload_conf()")
    log = postgres.log
    assert "api.sign_in" in log, "the log has the statements"
    for secret in (PASSWORD, str(login.password), "my secret of another place"):
        assert secret not in log


def test_an_address_of_no_company(postgres: PostgresServer, database: str) -> None:
    with pytest.raises(UnknownCompany):
        open_company(postgres.url(database))
    with pytest.raises(UnknownCompany):
        upgrade_company(postgres.url(database))
    with pytest.raises(UnknownCompany):
        found_by(postgres.url(database))
    with pytest.raises(UnknownCompany):
        open_company(postgres.url("no_such_database"))


def test_an_older_schema_is_upgraded_by_its_owner_and_a_newer_one_by_nobody(
    postgres: PostgresServer, nord: tuple[str, CompanyLogin]
) -> None:
    name, login = nord
    assert upgrade_company(postgres.url(name)) == (SCHEMA_VERSION, SCHEMA_VERSION)
    postgres.run(name, "UPDATE app.alembic_version SET version_num = '9999'")
    with pytest.raises(CompanyOutdated, match="Update Waybill"):
        open_company(login.address, login.password)
    with pytest.raises(CompanyOutdated, match="Update Waybill"):
        upgrade_company(postgres.url(name))
    with pytest.raises(CompanyOutdated):
        make(postgres, name, "SUED")


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_a_released_schema_is_upgraded_with_all_that_is_in_it(
    postgres: PostgresServer, database: str, revision: str
) -> None:
    address = CompanyAddress.parse(postgres.url(database))
    engine = open_engine(address, address.password)
    with engine.execution_options(migrating=True).begin() as connection:
        foundation.prepare_database(connection)
        foundation.as_owner(connection)
        migrate(connection, revision)
    engine.dispose()
    postgres.run(database, f"SET search_path = app; {FULL}")
    before = {table: postgres.run(database, f"TABLE app.{table}") for table in TABLES}
    assert upgrade_company(postgres.url(database)) == (revision, SCHEMA_VERSION)
    for table, ((*values,),) in before.items():
        (after,) = postgres.run(database, f"TABLE app.{table}")
        assert list(after[: len(values)]) == values, table
    postgres.run(database, foundation.hardening())
    assert [finding for finding in found_by(postgres.url(database)) if not finding.ok] == []


def test_what_was_deleted_under_an_older_schema_does_not_come_back(postgres: PostgresServer, database: str) -> None:
    engine = open_engine(CompanyAddress.parse(postgres.url(database)))
    with engine.execution_options(migrating=True).begin() as connection:
        foundation.prepare_database(connection)
        foundation.as_owner(connection)
        migrate(connection, "0003")
        connection.exec_driver_sql("INSERT INTO app.companies (company_name, company_code) VALUES ('Nord', 'NORD')")
        connection.exec_driver_sql("INSERT INTO app.deleted_sessions (company_id, client_uuid) VALUES (1, 'deleted')")
    engine.dispose()
    assert upgrade_company(postgres.url(database)) == ("0003", SCHEMA_VERSION)
    assert postgres.run(database, "SELECT company_code FROM app.companies") == [("NORD",)]
    assert problems(postgres.url(database), "isolation") == []
    with pytest.raises(psycopg.Error, match="was deleted"):
        postgres.run(
            database,
            "INSERT INTO app.sync_sessions (client_uuid, revision, company_id, project_id, s3_prefix, local_directory)"
            " VALUES ('deleted', 1, 1, 1, 'x/', '/x')",
        )


def test_a_sound_company_has_no_findings(postgres: PostgresServer, nord: tuple[str, CompanyLogin]) -> None:
    name, login = nord
    for found in (found_by(postgres.url(name)), found_by(login.address, login.password)):
        assert [finding for finding in found if not finding.ok] == []
        assert {"schema", "isolation", "hardening", "TLS", "clock", "logging"} <= {each.about for each in found}


@pytest.mark.parametrize(
    ("about", "weakening", "told"),
    [
        ("isolation", "ALTER TABLE app.users DISABLE ROW LEVEL SECURITY", "Row-level security is off for app.users"),
        ("isolation", "DROP POLICY see ON app.cycles", "policy cycles.see is missing"),
        ("isolation", "ALTER POLICY see ON app.projects USING (true)", "policy projects.see was changed"),
        ("isolation", "CREATE POLICY more ON app.users FOR SELECT USING (true)", "policy users.more"),
        ("isolation", "ALTER TABLE app.cycles DISABLE TRIGGER guard", "trigger cycles.guard is off"),
        ("isolation", "DROP TRIGGER guard_deletion ON app.sync_sessions", "guard_deletion is missing"),
        ("isolation", "GRANT SELECT ON app.users TO uploader_client", "may SELECT app.users"),
        ("isolation", "GRANT SELECT (password_hash) ON app.users TO uploader_client", "password_hash"),
        ("isolation", "GRANT DELETE ON app.projects TO uploader_client", "may DELETE app.projects"),
        (
            "isolation",
            "GRANT UPDATE (company_id) ON app.projects TO uploader_client",
            "UPDATE app.projects (company_id)",
        ),
        (
            "isolation",
            "GRANT INSERT (status) ON app.file_uploads TO uploader_client",
            "INSERT app.file_uploads (status)",
        ),
        ("isolation", "GRANT SELECT ON auth.auth_sessions TO uploader_nord", "SELECT auth.auth_sessions"),
        ("isolation", "GRANT USAGE ON SCHEMA auth TO uploader_client", "USAGE the schema auth"),
        ("isolation", "GRANT CREATE ON SCHEMA app TO PUBLIC", "verybody may CREATE the schema app"),
        (
            "isolation",
            "GRANT EXECUTE ON FUNCTION api.sign_out() TO PUBLIC",
            "Everybody may call the function api.sign_out",
        ),
        ("isolation", "ALTER FUNCTION api.sign_out() OWNER TO postgres", "api.sign_out belongs to postgres"),
        ("isolation", "ALTER FUNCTION api.sign_out() RESET search_path", "without a search_path of its own"),
        (
            "isolation",
            "CREATE OR REPLACE FUNCTION api.is_admin() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "function api.is_admin was changed",
        ),
        ("isolation", "DROP FUNCTION api.take_over(text, text)", "function api.take_over is missing"),
        (
            "isolation",
            "CREATE FUNCTION api.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "function api.more that Waybill did not",
        ),
        ("hardening", "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC", "the language plpgsql"),
        ("hardening", "GRANT SELECT ON pg_catalog.pg_stat_activity TO PUBLIC", "pg_stat_activity"),
        ("hardening", "GRANT EXECUTE ON FUNCTION pg_terminate_backend(int, bigint) TO PUBLIC", "pg_terminate_backend"),
        ("hardening", "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC", "lo_create"),
        ("schema", "UPDATE app.alembic_version SET version_num = '0002'", "schema is 0002"),
    ],
)
def test_the_check_finds_what_was_weakened(
    postgres: PostgresServer, nord: tuple[str, CompanyLogin], about: str, weakening: str, told: str
) -> None:
    name, _ = nord
    assert problems(postgres.url(name), about) == []
    postgres.run(name, weakening)
    found = [finding for finding in found_by(postgres.url(name)) if not finding.ok]
    assert any(finding.about == about and re.search(re.escape(told), finding.message) for finding in found), found
    assert all(finding.remedy for finding in found)


def test_the_check_finds_a_database_that_is_open_to_everybody(
    postgres: PostgresServer, nord: tuple[str, CompanyLogin]
) -> None:
    name, _ = nord
    postgres.run(name, f'GRANT TEMPORARY ON DATABASE "{name}" TO PUBLIC')
    assert any("TEMPORARY the database" in problem for problem in problems(postgres.url(name), "isolation"))


def test_the_check_finds_a_login_that_may_too_much(postgres: PostgresServer, nord: tuple[str, CompanyLogin]) -> None:
    name, login = nord
    role = CompanyAddress.parse(login.address).user
    postgres.run(name, f"ALTER ROLE {role} BYPASSRLS")
    try:
        assert any(role in problem for problem in problems(postgres.url(name), "isolation"))
    finally:
        postgres.run(name, f"ALTER ROLE {role} NOBYPASSRLS")


def test_the_check_finds_a_log_that_holds_passwords(postgres: PostgresServer, nord: tuple[str, CompanyLogin]) -> None:
    name, _ = nord
    postgres.run(name, f'ALTER DATABASE "{name}" SET log_parameter_max_length = -1')
    postgres.run(name, f"ALTER DATABASE \"{name}\" SET log_statement = 'all'")
    assert problems(postgres.url(name), "logging")


def test_the_check_finds_overlapping_prefixes(postgres: PostgresServer, nord: tuple[str, CompanyLogin]) -> None:
    name, _ = nord
    # As only taking over an earlier system's data lets them in.
    postgres.run(
        name,
        "INSERT INTO app.projects (company_id, project_name, bucket_name)"
        " VALUES (1, 'a', 'bucket'), (1, 'b', 'bucket');"
        "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
        " SELECT 1, id, 'c', 1, CASE project_name WHEN 'a' THEN 'x/' ELSE 'x/y/' END FROM app.projects",
    )
    assert any("overlap in the bucket bucket" in problem for problem in problems(postgres.url(name), "names"))


def test_pooled_work_of_one_login_is_not_seen_by_another(postgres: PostgresServer, database: str) -> None:
    """A token is good through its own company's login only."""
    one, other = make(postgres, database, "NORD"), make(postgres, database, "SUED")
    store = store_of(one)
    store.access.sign_in("anna", PASSWORD)
    token = store._database._access_token
    with psycopg.connect(
        postgres.url(database, CompanyAddress.parse(other.address).user, other.password)
    ) as connection:
        (state, *_) = connection.execute("SELECT state FROM api.enter(%s)", (token,)).fetchone() or ("",)
    assert state == "signed out"
    store.close()


def test_whoever_holds_an_attempt_keeps_no_admin_from_giving_a_password(
    postgres: PostgresServer, nord: tuple[str, CompanyLogin]
) -> None:
    """The connection string is on every workstation; a transaction that is left open must not hold up others."""
    name, login = nord
    admin = store_of(login)
    admin.access.sign_in("anna", PASSWORD)
    bert = admin.users.add("bert", "given to bert")
    role = CompanyAddress.parse(login.address).user
    with psycopg.connect(postgres.url(name, role, login.password)) as attacker:
        (attempt,) = attacker.execute("SELECT api.sign_in('bert', 'a guess')").fetchone() or ("",)
        attacker.commit()
        told = attacker.execute("SELECT api.confirm_sign_in(%s, '\\x01', '\\x02')", (attempt,)).fetchone()
        assert told == ("wrong",)  # And its row is held from here on.
        admin.users.reset_password(bert.id, "another for bert")
    store = store_of(login)
    store.access.change_password("bert", "another for bert", "one of his own")
    for one in (admin, store):
        one.close()
