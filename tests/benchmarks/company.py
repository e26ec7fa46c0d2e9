"""The company's hot queries on PostgreSQL, with many rows: `python3 build_scripts/dev.py bench company [--rows N]`.

Each through the store, as a workstation does it: with its transaction, who it is, and row-level security.
"""

import argparse
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from desktop_app.company.setup import create_company, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Period
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import Counts, FileRecord, SessionFilter, SessionRecord, UploadOptions
from tests.postgres import PostgresServer

SESSIONS = 10_000
PASSWORD = "correct horse battery"
TIMES = 7

_FILL = """
SET session_replication_role = replica;
INSERT INTO app.users (company_id, username, password_hash)
SELECT 1, 'person ' || n, (SELECT password_hash FROM app.users WHERE id = 1) FROM generate_series(1, 50) n;
INSERT INTO app.projects (company_id, project_name, bucket_name)
SELECT 1, 'project ' || n, 'bucket-' || n FROM generate_series(1, 40) n;
INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)
SELECT 1, p.id, 'cycle ' || n, n, 'cycle-' || n || '/' FROM app.projects p, generate_series(1, 10) n;
INSERT INTO app.sync_sessions (client_uuid, revision, company_id, project_id, cycle_id, user_id, s3_prefix,
  local_directory, status, total_files, files_uploaded, files_failed, total_bytes, uploaded_bytes, created_at,
  started_at)
SELECT 'session ' || n, 1, 1, c.project_id, c.id,
  (SELECT max(id) FROM app.users) - n % 50, c.s3_prefix, '/data/' || n,
  (ARRAY['completed', 'completed', 'completed_with_errors', 'cancelled'])[1 + n % 4], {files}, {files} - n % 5, n % 5,
  {files} * 1000000, {files} * 990000, now() - n * interval '50 minutes', now() - n * interval '50 minutes'
  FROM generate_series(1, {sessions}) n JOIN app.cycles c ON c.id = (SELECT min(id) FROM app.cycles) + n % 400;
INSERT INTO app.file_uploads (company_id, session_id, relative_path, revision, s3_key, size_bytes, status, etag,
  checksum, error_code)
SELECT 1, s.id, 'folder/' || lpad(n::text, 8, '0') || '.bin', 1, 'cycle-1/folder/' || n, 1000000,
  CASE WHEN n <= s.files_failed THEN 'failed' ELSE 'uploaded' END, md5(n::text), 'AAAAAAAAAAA=',
  CASE WHEN n <= s.files_failed THEN (ARRAY['storage_busy', 'file_changed', 'access_refused'])[1 + n % 3] ELSE '' END
  FROM app.sync_sessions s, generate_series(1, {files}) n;
RESET session_replication_role;
"""


def main(arguments: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench company", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="file rows")
    rows = parser.parse_args(arguments).rows
    server = PostgresServer()
    try:
        database = server.create_database()
        login = create_company(server.url(database), name="Bench", code="BENCH", admin="admin", password=PASSWORD)
        # Another company's rows lie among ours, as they do in a shared database.
        create_company(server.url(database), name="Other", code="OTHER", admin="admin", password=PASSWORD)
        begun = time.perf_counter()
        server.run(database, _FILL.format(files=rows // SESSIONS, sessions=SESSIONS))
        server.run(database, "VACUUM ANALYZE")
        filled = time.perf_counter() - begun
        print(
            f"{SESSIONS:,} sessions and {rows:,} file rows, filled in {filled:.0f} s; milliseconds, median of {TIMES}"
        )
        store = SqlCompanyStore(open_company(login.address, login.password), login.address)
        store.access.sign_in("admin", PASSWORD)
        for name, query in cases(store):
            print(f"{name:<44}{median(query):>9.1f}", flush=True)
        store.close()
    finally:
        server.stop()


def cases(store: CompanyStore) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured, by name."""
    month = Period(since=datetime.now(UTC) - timedelta(days=30))
    yield "who am I (a transaction that reads one row)", store.companies.get
    yield "statistics by status", store.statistics.by_status
    yield "statistics by project", store.statistics.by_project
    yield "statistics by cycle", store.statistics.by_cycle
    yield "statistics by user", store.statistics.by_user
    yield "statistics by day", lambda: store.statistics.by_day("Europe/Berlin")
    yield "statistics by day, 30 days", lambda: store.statistics.by_day("Europe/Berlin", month)
    yield "failures by cause", store.statistics.failures
    yield "failures by cause, 30 days", lambda: store.statistics.failures(month)
    yield "sessions, first page of 100", store.uploads.list
    yield "sessions, last page", lambda: store.uploads.list(offset=SESSIONS - 100)
    yield "sessions, search by text", lambda: store.uploads.list(SessionFilter(text="project 7"))
    yield "files, first page of 1,000", lambda: store.uploads.files("session 77")
    project = store.projects.list()[0]
    cycle = store.cycles.list(project.id)[0]
    session = SessionRecord(
        client_uuid=str(uuid.uuid4()),
        revision=1,
        project_id=project.id,
        cycle_id=cycle.id,
        workstation="bench",
        lease_owner="bench",
        lease_epoch=1,
        s3_prefix=cycle.s3_prefix,
        local_directory="/data",
        options=UploadOptions(),
        status=SessionStatus.IN_PROGRESS,
        counts=Counts(),
        started_at=datetime.now(UTC),
        completed_at=None,
        last_seen_at=None,
    )
    store.uploads.deliver_session(session)
    numbers, revisions = count(), count(2)
    yield (
        "deliver 1,000 new file rows",
        lambda: store.uploads.deliver_files(session.client_uuid, [_row(next(numbers), 1) for _ in range(1000)]),
    )

    def again() -> None:
        revision = next(revisions)
        store.uploads.deliver_files(session.client_uuid, [_row(number, revision) for number in range(1000)])

    yield "deliver 1,000 changed file rows", again


def median(query: Callable[[], object]) -> float:
    """Milliseconds, the median after one run that warms up."""
    query()
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        query()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def _row(number: int, revision: int) -> FileRecord:
    return FileRecord(
        relative_path=f"folder/{number:08d}.bin",
        revision=revision,
        s3_key=f"cycle-1/folder/{number:08d}.bin",
        size_bytes=1_000_000,
        mtime_ns=1_777_777_777_123_456_789,
        status=FileStatus.UPLOADED,
        attempts=1,
        upload_id="",
        etag="d41d8cd98f00b204e9800998ecf8427e",
        checksum="AAAAAAAAAAA=",
        checksum_algorithm="crc64nvme",
        error_code="",
        error_message="",
        started_at=datetime.now(UTC),
        completed_at=datetime.now(UTC),
    )
