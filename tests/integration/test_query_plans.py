"""How PostgreSQL answers what the program asks most, among many rows of several companies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Connection, Engine, event

from desktop_app.company.renewal import MemoryRenewal
from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import AuditFilter, Period
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import SessionFilter
from tests.integration.attacks.battlefield import make_battlefield
from tests.integration.attacks.scene import Scene
from tests.postgres import PostgresServer

Plan = dict[str, Any]
UPLOADS = 10_000
FILES_EACH = 20
_FILL = """
INSERT INTO app.sync_sessions (client_uuid, revision, company_id, project_id, cycle_id, user_id, s3_prefix,
  local_directory, status, files_uploaded, uploaded_bytes, started_at, last_seen_at)
SELECT 'upload-' || n, 1, c.company_id, c.project_id, c.id,
       (SELECT min(u.id) FROM app.users u WHERE u.company_id = c.company_id), c.s3_prefix, '/data', 'completed', 100,
       1000, now() - make_interval(hours => n), now() - make_interval(hours => n)
  FROM generate_series(1, %(uploads)s) n
  JOIN app.cycles c ON c.company_id = CASE WHEN n %% 10 = 0 THEN %(ours)s ELSE %(theirs)s END;
INSERT INTO app.file_uploads (company_id, session_id, relative_path, revision, size_bytes, status, error_code)
SELECT s.company_id, s.id, 'folder/file-' || n, 1, 10, CASE WHEN n = 1 THEN 'failed' ELSE 'uploaded' END,
       CASE WHEN n = 1 THEN 'storage_busy' ELSE '' END
  FROM app.sync_sessions s, generate_series(1, %(files)s) n WHERE s.client_uuid LIKE 'upload-%%';
INSERT INTO app.audit_log (company_id, username, action, at)
SELECT CASE WHEN n %% 10 = 0 THEN %(ours)s ELSE %(theirs)s END, 'somebody', 'sign_in_granted', now()
  FROM generate_series(1, 20000) n;
"""


@dataclass
class Explained:
    """A company with many rows, and the plans of what its program asked since `forget`."""

    scene: Scene
    store: SqlCompanyStore
    plans: list[Plan]

    def nodes(self) -> Iterator[Plan]:
        """All nodes of all plans."""
        waiting = list(self.plans)
        while waiting:
            node = waiting.pop()
            waiting.extend(node.get("Plans", ()))
            yield node

    def forget(self) -> None:
        """Look at what is asked from here on."""
        self.plans.clear()


@pytest.fixture(scope="module")
def explained(postgres: PostgresServer) -> Iterator[Explained]:
    with make_battlefield(postgres).scene() as scene:
        numbers = {"ours": scene.ours.company_id, "theirs": scene.theirs.company_id}
        numbers |= {"uploads": UPLOADS, "files": FILES_EACH}
        for statement in _FILL.split(";\n")[:-1]:
            with psycopg.connect(scene.server.url(scene.database)) as connection:
                connection.execute(statement.encode(), numbers)
        scene.do("ANALYZE")
        engine = open_company(scene.server.url(scene.database, scene.ours.role, scene.ours.password))
        renewal = MemoryRenewal()
        renewal.begin(scene.ours.admin.username, scene.ours.admin.renewal)
        explained = Explained(scene, SqlCompanyStore(engine, "the company", renewal), [])
        # The same queries where they can be explained: what reads in one round trip passes SQLAlchemy's events by.
        explained.store._database.gate.rows = lambda *_: None  # type: ignore[method-assign]
        _explain(engine, explained)
        explained.store.access.resume()
        yield explained
        engine.dispose()


def _explain(engine: Engine, explained: Explained) -> None:
    """Have each SELECT explained before it is run, in the same transaction and as the same person."""

    @event.listens_for(engine, "before_cursor_execute")
    def explain(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        if statement.startswith("SELECT") and "api." not in statement:
            asked = f"EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) {statement}"
            row = driver.execute(asked.encode(), parameters).fetchone()
            assert row is not None
            explained.plans.append(row[0][0]["Plan"])


SELDOM = Period(since=datetime(2020, 1, 1, tzinfo=UTC))
# What is asked, and how the index begins that leads there; some are for PostgreSQL to choose.
ASKED: dict[str, tuple[Callable[[SqlCompanyStore], object], str]] = {
    "projects": (lambda store: store.projects.list(), ""),
    "people": (lambda store: store.users.list(), ""),
    "newest uploads": (lambda store: store.uploads.list(limit=50), "ix_sync_sessions_started"),
    "a later page": (lambda store: store.uploads.list(offset=100, limit=50), "ix_sync_sessions_"),
    "failed uploads": (
        lambda store: store.uploads.list(SessionFilter(statuses=frozenset({SessionStatus.FAILED}))),
        "ix_sync_sessions_",
    ),
    "one upload": (lambda store: store.uploads.get("upload-10"), "uq_sync_sessions_company_id_client_uuid"),
    "its files": (
        lambda store: store.uploads.files("upload-10", limit=50),
        "uq_file_uploads_company_id_session_id_relative_path",
    ),
    "sums by project": (lambda store: store.statistics.by_project(), ""),
    "sums by person": (lambda store: store.statistics.by_user(SELDOM), ""),
    "sums by day": (lambda store: store.statistics.by_day("Europe/Berlin"), ""),
    "failures": (lambda store: store.statistics.failures(), "ix_file_uploads_trouble"),
    "newest of the log": (lambda store: store.audit.list(AuditFilter(), limit=50), "ix_audit_log_newest"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_companies_are_told_apart_once_per_statement(explained: Explained, asked: str) -> None:
    explained.forget()
    ASKED[asked][0](explained.store)
    who_am_i = [node for node in explained.nodes() if any("api." in output for output in node.get("Output", ()))]
    assert who_am_i
    assert {node.get("Parent Relationship") for node in who_am_i} == {"InitPlan"}
    assert {node["Actual Loops"] for node in who_am_i} <= {0, 1}
    conditions = [
        str(value) for node in explained.nodes() for name, value in node.items() if name.endswith(("Cond", "Filter"))
    ]
    assert not [condition for condition in conditions if "api." in condition]


@pytest.mark.parametrize("asked", [name for name, (_, index) in ASKED.items() if index])
def test_indexes_lead_to_what_is_asked(explained: Explained, asked: str) -> None:
    ask, index = ASKED[asked]
    explained.forget()
    ask(explained.store)
    assert any(node.get("Index Name", "").startswith(index) for node in explained.nodes())


@pytest.mark.parametrize("asked", ASKED)
def test_other_companies_files_are_not_read(explained: Explained, asked: str) -> None:
    explained.forget()
    ASKED[asked][0](explained.store)
    read = [node for node in explained.nodes() if node.get("Relation Name") == "file_uploads"]
    for node in read:
        assert node["Node Type"] != "Seq Scan"
        assert node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0) == 0, node


def test_a_thousand_files_are_delivered_as_one_person(explained: Explained) -> None:
    """Who one is is not asked for each of them. What a function does inside is in no plan, but it is counted."""
    scene = explained.scene
    deliver = (
        "SELECT api.deliver_files(%s, 2, array_agg('file-' || n), array_agg(1::bigint), array_agg(''::text),"
        " array_agg(1::bigint), array_agg(1::bigint), array_agg('uploaded'::text), array_agg(1), array_agg(''::text),"
        " array_agg(''::text), array_agg(''::text), array_agg(''::text), array_agg(''::text), array_agg(''::text),"
        " array_agg(now()), array_agg(now())) FROM generate_series(1, 1000) n"
    )
    with psycopg.connect(scene.server.url(scene.database)) as connection:
        connection.execute("SET LOCAL track_functions = pl")
        connection.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(scene.ours.role)))
        connection.execute("SELECT set_config('app.token', %s, true)", (scene.ours.user.token,))
        connection.execute(deliver, (scene.ours.idle,))
        connection.execute("RESET SESSION AUTHORIZATION")
        asked = connection.execute(
            "SELECT calls FROM pg_stat_xact_user_functions WHERE funcname = 'current_user_row'"
        ).fetchone()
        assert connection.execute(
            "SELECT count(*) FROM app.file_uploads WHERE revision = 1 AND relative_path LIKE 'file-%'"
        ).fetchone() == (1000,)
    assert asked is not None
    assert 0 < asked[0] <= 3


def test_samples_are_taken_of_no_texts(explained: Explained) -> None:
    """EXPLAIN tells everybody what PostgreSQL estimates from them, and they are of all companies' rows."""
    sampled = explained.scene.server.run(
        explained.scene.database,
        "SELECT DISTINCT a.attname FROM pg_statistic s JOIN pg_class c ON c.oid = s.starelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = s.staattnum JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE c.relnamespace = 'app'::regnamespace AND t.typname IN ('text', 'varchar', 'json', 'jsonb', 'bytea')"
        " AND c.relname <> 'alembic_version' ORDER BY 1",
    )
    assert sampled == [("checksum_algorithm",), ("role",), ("status",)]


def test_other_cycles_of_a_bucket_are_found_by_an_index(explained: Explained) -> None:
    """As auth.check_prefix looks for them, among all companies' projects."""
    wanted = "SELECT FROM app.projects p WHERE auth.place(p.bucket_name, p.endpoint_url) = ' secret-7'"
    explained.scene.do("SET enable_seqscan = off")
    try:
        plan = explained.scene.look(f"EXPLAIN (FORMAT JSON) {wanted}")
    finally:
        explained.scene.do("RESET enable_seqscan")
    assert "ix_projects_place" in str(plan)
