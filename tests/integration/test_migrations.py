"""An older company's file is brought to the present schema with all that is in it, or not at all."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from desktop_app.company import setup
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.engines import open_engine
from desktop_app.company.tables import Base

MIGRATING = {"writing": True, "migrating": True}
IN_0001 = """
INSERT INTO companies (id, company_name, company_code) VALUES (1, 'Company', 'C');
INSERT INTO users (id, company_id, username, password_hash, role) VALUES
  (1, 1, 'admin', 'hash', 'admin'), (2, 1, 'Özlem', 'hash', 'user'), (3, 1, 'özlem', 'hash', 'user');
INSERT INTO projects (id, company_id, project_name, bucket_name) VALUES
  (1, 1, 'Étude', 'bucket'), (2, 1, 'étude', 'b2');
INSERT INTO cycles (id, company_id, project_id, cycle_name, cycle_number, s3_prefix) VALUES (7, 1, 1, 'One', 1, 'a/');
INSERT INTO sync_sessions (id, client_uuid, revision, company_id, project_id, cycle_id, user_id, s3_prefix,
  local_directory, status) VALUES (5, 'uuid', 1, 1, 1, 7, 2, 'a/', '/data', 'completed');
INSERT INTO file_uploads (id, company_id, session_id, relative_path, revision, status) VALUES
  (9, 1, 5, 'f', 1, 'uploaded');
INSERT INTO auth_sessions (token_hash, user_id, created_at, expires_at) VALUES (x'00', 1, '2026-01-01', '2099-01-01');
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A company's file of the first schema, with something of everything in it."""
    path = tmp_path / "company.db"
    engine = open_engine(CompanyAddress.parse(f"sqlite:///{path}"), may_create=True)
    with engine.execution_options(**MIGRATING).begin() as connection:
        setup.migrate(connection, "0001")
    # As it was written then, when lower() was SQLite's own.
    with closing(sqlite3.connect(path)) as then:
        then.executescript(IN_0001)
    yield engine
    engine.dispose()


def upgrade(engine: Engine) -> None:
    with engine.execution_options(**MIGRATING).begin() as connection:
        setup.migrate(connection)


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def shape(connection: Connection) -> dict[str, Any]:
    """All that SQLite knows of its tables, however it was written down."""
    tables: dict[str, Any] = {}
    for name, sql in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
        if name.startswith("sqlite_") or name == "alembic_version":
            continue
        indexes: list[Any] = []
        for index in connection.exec_driver_sql(f"PRAGMA index_list({name})").fetchall():
            columns = connection.exec_driver_sql(f"PRAGMA index_info({index[1]})").fetchall()
            made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (index[1],)).scalar()
            indexes.append((index[2:], tuple(column[2] for column in columns), made))
        tables[name] = {
            "columns": {
                column[1]: (column[2], column[3], (column[4] or "").strip("()"), column[5])
                for column in connection.exec_driver_sql(f"PRAGMA table_info({name})").fetchall()
            },
            "references": sorted(key[2:] for key in connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})")),
            "indexes": sorted(indexes, key=repr),
            "constraints": sorted(re.findall(r"CONSTRAINT \"?(\w+)\"? ", sql)),
            "checks": sorted(re.sub(r"\s+", " ", check) for check in re.findall(r"CHECK \((.*)\)", sql)),
            "autoincrement": "AUTOINCREMENT" in sql,
        }
    return tables


def test_the_migrations_lead_to_the_tables_that_the_program_knows(engine: Engine) -> None:
    upgrade(engine)
    known = create_engine("sqlite://")
    Base.metadata.create_all(known)
    with engine.connect() as migrated, known.connect() as meant:
        assert shape(migrated).keys() == shape(meant).keys()
        for table, meant_shape in shape(meant).items():
            assert shape(migrated)[table] == meant_shape
    known.dispose()


def test_what_is_there_is_kept_with_its_numbers(engine: Engine) -> None:
    upgrade(engine)
    assert rows(engine, "SELECT id, username, role FROM users ORDER BY id") == [
        (1, "admin", "admin"),
        (2, "Özlem", "user"),
        (3, "özlem", "user"),
    ]
    assert rows(engine, "SELECT id, cycle_name, s3_prefix FROM cycles") == [(7, "One", "a/")]
    assert rows(engine, "SELECT id, cycle_id, user_id, status, lease_epoch FROM sync_sessions") == [
        (5, 7, 2, "completed", 1)
    ]
    assert rows(engine, "SELECT id, session_id, relative_path FROM file_uploads") == [(9, 5, "f")]
    assert rows(engine, "SELECT count(*) FROM auth_sessions") == [(0,)], "people sign in again"


def test_names_that_are_the_same_now_are_kept_and_marked(engine: Engine) -> None:
    upgrade(engine)
    assert rows(engine, "SELECT id FROM users WHERE duplicate") == [(3,)]
    assert rows(engine, "SELECT id FROM projects WHERE duplicate") == [(2,)]


def test_a_number_is_given_once(engine: Engine) -> None:
    upgrade(engine)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("DELETE FROM sync_sessions"))
        connection.execute(text("DELETE FROM cycles"))
        connection.execute(
            text(
                "INSERT INTO cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
                " VALUES (1, 1, 'New', 1, 'a/')"
            )
        )
    assert rows(engine, "SELECT id FROM cycles") == [(8,)]


def test_what_cannot_be_brought_over_stays_as_it_was(engine: Engine) -> None:
    with engine.execution_options(**MIGRATING).begin() as connection:
        connection.execute(text("UPDATE file_uploads SET session_id = 99"))
        before = shape(connection)
    with pytest.raises(RuntimeError, match="point to nothing"):
        upgrade(engine)
    with engine.connect() as connection:
        assert shape(connection) == before
    assert rows(engine, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert rows(engine, "SELECT count(*) FROM auth_sessions") == [(1,)]


def test_nothing_is_migrated_while_deletions_would_cascade(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="Foreign keys are on"), engine.begin() as connection:
        setup.migrate(connection)
    assert rows(engine, "SELECT count(*) FROM file_uploads") == [(1,)]
