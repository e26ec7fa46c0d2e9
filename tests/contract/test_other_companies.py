"""Another company's projects, cycles and uploads do not exist for anybody, whatever stands behind the store."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import CycleRow, FileRow, ProjectRow, SessionRow
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import Conflict, DeliveryRefused, NotFound
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import SessionFilter
from tests.contract.behind import Behind
from tests.contract.samples import STARTED, file_record, session_record


@dataclass(frozen=True)
class Theirs:
    """What another company has."""

    company_id: int
    project_id: int
    cycle_id: int
    user_id: int


@pytest.fixture
def theirs(behind: Behind) -> Theirs:
    company: dict[str, Any] = {"company_id": behind.add_company("Other")}
    user = behind.add_user("somebody", **company)
    project = behind.insert(ProjectRow, project_name="Theirs", bucket_name="shared", **company)
    place = {**company, "project_id": project}
    cycle = behind.insert(CycleRow, cycle_name="Hidden", cycle_number=9, s3_prefix="theirs/", **place)
    session = behind.insert(
        SessionRow,
        client_uuid="theirs",
        revision=1,
        cycle_id=cycle,
        user_id=user,
        s3_prefix="theirs/",
        local_directory="/theirs",
        status=SessionStatus.FAILED,
        started_at=STARTED,
        uploaded_bytes=7,
        **place,
    )
    behind.insert(
        FileRow,
        session_id=session,
        relative_path="a",
        revision=1,
        status=FileStatus.FAILED,
        error_code="theirs",
        **company,
    )
    return Theirs(company["company_id"], project, cycle, user)


def test_nothing_of_theirs_is_listed_or_counted(behind: Behind, theirs: Theirs) -> None:
    for store in (behind.operator(), behind.admin()):
        assert not store.projects.list()
        assert not store.cycles.list()
        assert not store.cycles.list(theirs.project_id)
        assert store.uploads.list().total == 0
        assert store.uploads.list(SessionFilter(project_id=theirs.project_id, text="theirs")).total == 0
        statistics = store.statistics
        for found in (
            *(statistics.by_status(), statistics.by_project(), statistics.by_cycle(), statistics.by_user()),
            *(statistics.by_day("UTC"), statistics.failures()),
        ):
            assert not found


def test_nothing_of_theirs_is_found_changed_or_deleted(behind: Behind, theirs: Theirs) -> None:
    admin = behind.admin()
    attempts: list[Callable[[], object]] = [
        lambda: admin.projects.get(theirs.project_id),
        lambda: admin.projects.find("Theirs"),
        lambda: admin.projects.update(theirs.project_id, description="Mine"),
        lambda: admin.projects.delete(theirs.project_id),
        lambda: admin.cycles.get(theirs.cycle_id),
        lambda: admin.cycles.find(theirs.project_id, "Hidden"),
        lambda: admin.cycles.add(theirs.project_id, "Mine", 1),
        lambda: admin.cycles.update(theirs.cycle_id, description="Mine"),
        lambda: admin.cycles.delete(theirs.cycle_id),
        lambda: admin.uploads.get("theirs"),
        lambda: admin.uploads.files("theirs"),
        lambda: admin.uploads.take_over("theirs", "here"),
        lambda: admin.uploads.delete("theirs"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert behind.ask("SELECT description FROM projects") == [("",)]
    assert behind.ask("SELECT description FROM cycles") == [("",)]
    assert behind.ask("SELECT count(*), max(lease_epoch) FROM sync_sessions") == [(1, 1)]


def test_an_upload_into_what_is_theirs_is_refused(store: CompanyStore, theirs: Theirs) -> None:
    project = store.projects.add("Mine", Destination("bucket"))
    record = session_record(store.cycles.add(project.id, "C", 1))
    for wrong in (
        replace(record, project_id=theirs.project_id, cycle_id=theirs.cycle_id),
        replace(record, cycle_id=theirs.cycle_id),
    ):
        with pytest.raises(DeliveryRefused):
            store.uploads.deliver_session(wrong)
    with pytest.raises(DeliveryRefused):
        store.uploads.deliver_files("theirs", [file_record("b")])


def test_their_names_and_identities_may_be_used_again(behind: Behind, store: CompanyStore, theirs: Theirs) -> None:
    project = store.projects.add("Theirs", Destination("bucket"))
    cycle = store.cycles.add(project.id, "Hidden", 9)
    store.uploads.deliver_session(session_record(cycle, "theirs"))
    store.uploads.deliver_files("theirs", [file_record("a")])
    assert store.uploads.get("theirs").username == "operator"
    behind.age(16 * 60, SessionRow.last_seen_at)
    store.uploads.delete("theirs")
    assert behind.ask("SELECT company_id FROM sync_sessions") == [(theirs.company_id,)]


def test_prefixes_do_not_overlap_theirs_and_it_is_not_told_whose(behind: Behind, theirs: Theirs) -> None:
    admin = behind.admin()
    project = admin.projects.add("Mine", Destination("shared"))
    with pytest.raises(Conflict, match="overlaps") as told:
        admin.cycles.add(project.id, "C", 1, "theirs/too/")
    assert "Other" not in str(told.value)
    elsewhere = admin.projects.add("Elsewhere", Destination("elsewhere"))
    admin.cycles.add(elsewhere.id, "C", 1, "theirs/too/")
    with pytest.raises(Conflict, match="overlaps"):
        admin.projects.update(elsewhere.id, bucket_name="shared")
