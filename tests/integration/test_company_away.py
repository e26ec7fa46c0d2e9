"""The company's PostgreSQL is away while files are sent: nothing is lost, and it catches up by itself."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import tenacity
from sqlalchemy import text

from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import Cycle, Destination, Project, SignedIn
from desktop_app.domain.errors import CompanyUnreachable, TakenOver
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import UploadOptions
from desktop_app.engine.s3_open import open_bucket
from desktop_app.journal.journal import Journal
from desktop_app.services import outbox as outbox_module
from desktop_app.services.demo_storage import DemoStorage
from desktop_app.services.outbox import OutboxDelivery
from desktop_app.services.sources import sources_of
from desktop_app.services.upload import UploadRun, UploadService
from tests.companies import PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import KEY, OPERATOR, SerialExecutor, write_file
from tests.fault_proxy import FaultProxy, call
from tests.forwarder import Forwarder

AN_HOUR = timedelta(hours=1).total_seconds()


@pytest.fixture
def way(company_in_postgres: PostgresCompany) -> Iterator[Forwarder]:
    """The workstation's way to the company."""
    forwarder = Forwarder(company_in_postgres.server.port)
    yield forwarder
    forwarder.stop()


@pytest.fixture
def operator(company_in_postgres: PostgresCompany, way: Forwarder) -> tuple[SqlCompanyStore, SignedIn]:
    company = company_in_postgres
    address = company.address.replace(f":{company.server.port}/", f":{way.port}/")
    return company.store_of(OPERATOR[0], address=address)


@pytest.fixture
def survey(company_in_postgres: PostgresCompany, storage: DemoStorage, bucket_name: str) -> tuple[Project, Cycle]:
    store, _ = company_in_postgres.store_of(OPERATOR[0])
    project = store.projects.add("Survey", Destination(bucket_name, storage.region, storage.endpoint_url))
    return project, store.cycles.add(project.id, "One", 1)


def service_of(journal: Journal, signed_in: SignedIn, tmp_path: Path) -> UploadService:
    return UploadService(
        journal,
        journal.sessions.account_of(signed_in),
        signed_in,
        lambda destination, profile, _prefix: open_bucket(destination, profile, KEY),
        tmp_path / "locks",
        "here",
    )


class SimulatedClock:
    """Waits of the delivery take no time; they are counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.waits: list[float] = []
        monkeypatch.setattr(outbox_module, "_EVERY_SECONDS", 0.01)
        monkeypatch.setattr(tenacity, "sleep_using_event", lambda event: lambda seconds: self._wait(event, seconds))

    def _wait(self, event: threading.Event, seconds: float) -> None:
        self.seconds += seconds
        self.waits.append(seconds)
        event.wait(0.002)


def wait_while(condition: Callable[[], bool]) -> None:
    """Without keeping the processor from whoever is waited for."""
    while condition():
        time.sleep(0.005)


def company_rows(company: PostgresCompany) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    owner = company.owner()
    with owner.connect() as connection:
        sessions = connection.execute(text("SELECT * FROM sync_sessions ORDER BY id")).all()
        files = connection.execute(text("SELECT * FROM file_uploads ORDER BY id")).all()
    owner.dispose()
    return [tuple(row) for row in sessions], [tuple(row) for row in files]


@pytest.mark.parametrize("files", [1500, pytest.param(50_000, marks=[pytest.mark.soak, pytest.mark.timeout(3000)])])
def test_an_hour_away_loses_nothing_and_catches_up(
    files: int,
    company_in_postgres: PostgresCompany,
    operator: tuple[SqlCompanyStore, SignedIn],
    survey: tuple[Project, Cycle],
    way: Forwarder,
    journal: Journal,
    threads: Executor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, signed_in = operator
    clock = SimulatedClock(monkeypatch)
    for number in range(files):
        write_file(tmp_path / "folder" / f"{number % 100}" / f"{number}", 100)
    outbox = OutboxDelivery(journal, journal.sessions.account_of(signed_in), store)

    way.close_way()
    outbox.start()
    run = service_of(journal, signed_in, tmp_path).start(
        sources_of([tmp_path / "folder"])[0], *survey, UploadOptions(), threads
    )
    assert run.run().status is SessionStatus.COMPLETED
    wait_while(lambda: clock.seconds < AN_HOUR)
    assert isinstance(outbox.trouble, CompanyUnreachable)
    assert outbox.waiting() == files + 1
    assert len(set(clock.waits)) > len(clock.waits) / 2, "the waits are spread"
    assert max(clock.waits) <= 60

    # An hour is longer than the sign-in lasts without renewal; answers get lost on the way at first.
    owner = company_in_postgres.owner()
    with owner.begin() as connection:
        connection.execute(text("UPDATE auth_sessions SET expires_at = expires_at - interval '1 hour'"))
    owner.dispose()
    way.cut(about=1_500)
    way.open_way()
    wait_while(lambda: way.cuts < 3 and outbox.waiting() > 0)
    assert way.cuts
    way.cut(None)
    way.close_way()
    way.open_way()
    wait_while(lambda: outbox.waiting() > 0)
    outbox.close()

    assert outbox.refused() == []
    counts = journal.sessions.get(run.upload.id).counts
    (seen,) = store.uploads.list().items
    assert (seen.status, seen.counts) == (SessionStatus.COMPLETED, counts)
    assert counts.files_uploaded == files
    before = company_rows(company_in_postgres)
    assert len(before[1]) == files
    assert {row.status for row in store.uploads.files(run.upload.client_uuid, limit=10**6).items} == {"uploaded"}

    # Everything once more, last things first: nothing changes.
    with sqlite3.connect(journal.path) as db:
        db.execute("UPDATE upload_sessions SET delivered_revision = 0, files_delivered = 0")
    db.close()
    cargo = journal.outbox.next(journal.sessions.account_of(signed_in), 0, limit=10**6)
    assert cargo is not None
    assert cargo.session is not None
    records = [record for _, record in reversed(cargo.files)]
    for start in range(0, len(records), 1000):
        store.uploads.deliver_files(cargo.client_uuid, records[start : start + 1000])
    store.uploads.deliver_session(cargo.session)
    outbox.deliver()
    assert company_rows(company_in_postgres) == before


def test_an_upload_that_another_workstation_took_over_is_stopped_here(
    company_in_postgres: PostgresCompany,
    operator: tuple[SqlCompanyStore, SignedIn],
    survey: tuple[Project, Cycle],
    journal: Journal,
    proxy: FaultProxy,
    tmp_path: Path,
) -> None:
    store, signed_in = operator
    for number in range(60):
        write_file(tmp_path / "folder" / f"{number}", 100)
    service = service_of(journal, signed_in, tmp_path)
    outbox = OutboxDelivery(journal, journal.sessions.account_of(signed_in), store, taken_over=service.stop)

    def take_over() -> None:
        """A colleague does, as if nothing had been heard of the upload for long."""
        outbox.deliver()
        owner = company_in_postgres.owner()
        with owner.begin() as connection:
            connection.execute(text("UPDATE sync_sessions SET last_seen_at = last_seen_at - interval '1 hour'"))
        owner.dispose()
        colleague, _ = company_in_postgres.store_of("admin")
        assert colleague.uploads.take_over(run.upload.client_uuid, "there").lease_epoch == 2
        journal.sessions.touch(run.upload.id)
        journal.writer.flush()
        outbox.deliver()

    proxy.rule(call(take_over), kind="put_object", skip=5, times=1)
    project, cycle = survey
    there = replace(project, destination=replace(project.destination, endpoint_url=proxy.endpoint_url))
    run: UploadRun = service.start(
        sources_of([tmp_path / "folder"])[0], there, cycle, UploadOptions(max_workers=1), SerialExecutor()
    )
    ended = run.run()
    assert ended.status is SessionStatus.PAUSED
    assert isinstance(ended.error, TakenOver)
    assert "there has taken this upload over" in str(ended.error)
    assert 5 <= ended.counts.files_uploaded < 60

    assert service.unfinished() == []
    with pytest.raises(TakenOver, match="there"):
        service.resume(journal.sessions.get(run.upload.id), SerialExecutor())
    outbox.deliver()
    assert outbox.waiting() == 0
    assert "there has taken this upload over" in outbox.refused()[0]
    (seen,) = store.uploads.list().items
    assert (seen.lease_owner, seen.lease_epoch) == ("there", 2)


def test_a_record_that_the_database_has_no_room_for_keeps_nothing_behind_it(
    operator: tuple[SqlCompanyStore, SignedIn], survey: tuple[Project, Cycle], journal: Journal, tmp_path: Path
) -> None:
    """PostgreSQL's indexes take no path of more than some 2,700 bytes; file systems do."""
    store, signed_in = operator
    deep = "/".join(Random(number).randbytes(100).hex() for number in range(15))
    write_file(tmp_path / "folder" / deep / "far", 10)
    write_file(tmp_path / "folder" / "near", 10)
    run = service_of(journal, signed_in, tmp_path).start(
        sources_of([tmp_path / "folder"])[0], *survey, UploadOptions(), SerialExecutor()
    )
    assert run.run().counts.files_blocked == 1
    outbox = OutboxDelivery(journal, journal.sessions.account_of(signed_in), store)
    outbox.deliver()
    assert outbox.waiting() == 0
    (why,) = outbox.refused()
    assert "more than the company's database has room for" in why
    assert [row.relative_path for row in store.uploads.files(run.upload.client_uuid).items] == ["near"]
