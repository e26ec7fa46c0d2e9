"""How PostgreSQL answers what the program asks most, among many rows of several companies."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from desktop_app.company.renewal import MemoryRenewal
from desktop_app.company.sql_setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.values import AuditFilter, Period, SessionFilter
from tests.contract.samples import file_record
from tests.integration.attacks.battlefield import make_battlefield
from tests.integration.attacks.scene import Scene
from tests.postgres import PostgresServer

Plan = dict[str, Any]
BIG = ("file_uploads", "sync_sessions", "audit_log")
UPLOADS = 2_000
FILES_EACH = 100
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
    statements: list[str]

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
        scene.do(f'ANALYZE; ALTER DATABASE "{scene.database}" SET track_functions = pl')
        engine = open_company(scene.server.url(scene.database, scene.ours.role, scene.ours.password))
        renewal = MemoryRenewal()
        renewal.begin(scene.ours.admin.username, scene.ours.admin.renewal)
        explained = Explained(scene, SqlCompanyStore(engine, "the company", renewal), [], [])
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
