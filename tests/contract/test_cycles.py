"""What every company store promises of cycles (`company.store.Cycles`)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import SessionRow
from desktop_app.domain.company import Cycle, Destination, Project
from desktop_app.domain.errors import Conflict, InvalidValue, NotAllowed, NotFound, NotPossibleNow
from desktop_app.domain.states import CycleStatus, SessionStatus
from tests.contract.behind import Behind
from tests.contract.samples import CONTROLS, CONTROLS_IN_LINES, file_record, session_record

BROKEN: list[tuple[str, Any]] = [
    ("cycle_name", ""),
    ("cycle_name", "\udcff"),
    *(("cycle_name", name) for name in CONTROLS),
    ("cycle_number", 0),
    ("cycle_number", -1),
    ("cycle_number", 2**31),
    ("s3_prefix", "../up"),
    ("s3_prefix", "/"),
    ("s3_prefix", "a//b"),
    ("s3_prefix", "a\0b"),
    ("s3_prefix", "a\udcffb"),
    ("s3_prefix", "a" * 512),
    ("description", "\udcff"),
    *(("description", text) for text in CONTROLS_IN_LINES),
]
EDITS: list[tuple[str, Any]] = [
    ("cycle_name", "Renamed"),
    ("cycle_number", 7),
    ("description", "Other words"),
    ("description", "First line\n\tand another"),
    *(("status", status) for status in CycleStatus),
]


@pytest.fixture
def project(store: CompanyStore) -> Project:
    return store.projects.add("Survey", Destination("bucket"))


# Reading


def test_a_cycle_comes_back_as_it_was_added(store: CompanyStore, project: Project) -> None:
    added = store.cycles.add(project.id, "Spring", 3, None, "What it is")
    assert added == Cycle(added.id, project.id, "Spring", 3, "cycle-003/", CycleStatus.PLANNED, "What it is")
    assert list(store.cycles.list(project.id)) == [added]
    assert store.cycles.get(added.id) == added


@pytest.mark.parametrize("name", ["Spring", "spring", " SPRING ", "3"])
def test_a_cycle_is_found_by_name_and_number(store: CompanyStore, project: Project, name: str) -> None:
    added = store.cycles.add(project.id, "Spring", 3)
    assert store.cycles.find(project.id, name) == added


def test_a_name_that_looks_like_a_number_comes_first(store: CompanyStore, project: Project) -> None:
    named = store.cycles.add(project.id, "2", 1)
    store.cycles.add(project.id, "Other", 2)
    assert store.cycles.find(project.id, "2") == named


def test_a_name_that_several_cycles_have_names_none(store: CompanyStore, project: Project) -> None:
    store.cycles.add(project.id, "Spring", 1)
    store.cycles.add(project.id, "spring", 2)
    with pytest.raises(NotFound, match="number"):
        store.cycles.find(project.id, "Spring")


def test_a_cycle_that_is_not_there(behind: Behind) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    for name in ("Spring", "3", "", "\udcff"):
        with pytest.raises(NotFound):
            admin.cycles.find(project.id, name)
    with pytest.raises(NotFound):
        admin.cycles.get(999)
    with pytest.raises(NotFound):
        admin.cycles.update(999, cycle_name="x")
    with pytest.raises(NotFound):
        admin.cycles.delete(999)


def test_a_cycle_of_a_project_that_is_not_there(store: CompanyStore) -> None:
    with pytest.raises(NotFound):
        store.cycles.add(999, "C", 1)
    assert not store.cycles.list(999)


def test_cycles_are_listed_newest_first_and_active_ones_before(store: CompanyStore, project: Project) -> None:
    cycles = [store.cycles.add(project.id, f"Cycle {number}", number) for number in (1, 2, 3)]
    store.cycles.update(cycles[1].id, status=CycleStatus.ACTIVE)
    assert [cycle.cycle_number for cycle in store.cycles.list(project.id)] == [2, 3, 1]


def test_cycles_are_listed_of_one_project_or_of_all(store: CompanyStore, project: Project) -> None:
    other = store.projects.add("Other", Destination("other"))
    here, there = store.cycles.add(project.id, "C", 1), store.cycles.add(other.id, "C", 2)
    assert list(store.cycles.list(project.id)) == [here]
    assert list(store.cycles.list()) == [there, here]


# Rules


@pytest.mark.parametrize(("field", "value"), BROKEN)
def test_a_cycle_that_breaks_a_rule_is_refused_and_the_field_named(behind: Behind, field: str, value: Any) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    there = admin.cycles.add(project.id, "There", 1)
    given: dict[str, Any] = {"cycle_name": "C", "cycle_number": 2} | {field: value}
    with pytest.raises(InvalidValue) as refused:
        admin.cycles.add(project.id, **given)
    assert refused.value.field == field
    with pytest.raises(InvalidValue) as refused:
        admin.cycles.update(there.id, **{field: value})
    assert refused.value.field == field
    assert list(admin.cycles.list()) == [there]


def test_a_status_that_is_none_is_refused(store: CompanyStore, project: Project) -> None:
    cycle = store.cycles.add(project.id, "C", 1)
    with pytest.raises(InvalidValue) as refused:
        store.cycles.update(cycle.id, status="burning")  # type: ignore[arg-type]
    assert refused.value.field == "status"


def test_what_no_cycle_has_cannot_be_changed(store: CompanyStore, project: Project) -> None:
    cycle = store.cycles.add(project.id, "C", 1)
    anything: Any = 1
    for column in ("id", "company_id", "project_id", "started_at", "nonsense"):
        with pytest.raises(TypeError, match=column):
            store.cycles.update(cycle.id, **{column: anything})
    assert store.cycles.get(cycle.id) == cycle


def test_a_number_is_given_once_in_a_project(store: CompanyStore, project: Project) -> None:
    store.cycles.add(project.id, "Spring", 3)
    taken = "There is a cycle 3 in this project already. Give it the next number."
    with pytest.raises(Conflict, match=taken):
        store.cycles.add(project.id, "Other", 3, "elsewhere/")
    with pytest.raises(Conflict, match=taken):
        store.cycles.add(project.id, "Other", 3)
    other = store.cycles.add(project.id, "Other", 4)
    with pytest.raises(Conflict, match=taken):
        store.cycles.update(other.id, cycle_number=3)
    assert store.cycles.get(other.id) == other
    assert store.cycles.update(other.id, cycle_number=4, cycle_name="Same").cycle_name == "Same"


@pytest.mark.parametrize("prefix", ["a/b/", "a/", "a/b/c/", "a/b"])
def test_prefixes_of_one_project_do_not_overlap(behind: Behind, prefix: str) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    admin.cycles.add(project.id, "One", 1, "a/b/")
    with pytest.raises(Conflict, match="overlaps"):
        admin.cycles.add(project.id, "Two", 2, prefix)
    three = admin.cycles.add(project.id, "Three", 3, "a/bc/")
    with pytest.raises(Conflict, match="overlaps"):
        admin.cycles.update(three.id, s3_prefix=prefix)
    assert admin.cycles.get(three.id) == three
    assert admin.cycles.update(three.id, s3_prefix="a/bc/d").s3_prefix == "a/bc/d/"


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (Destination("bucket"), Destination("bucket"), True),
        (Destination("bucket", "us-east-1"), Destination("bucket", "eu-west-1"), True),
        (Destination("bucket"), Destination("other"), False),
        (Destination("bucket"), Destination("bucket", endpoint_url="https://s3.example"), False),
        # One spelling of the same place or another.
        (Destination("bucket"), Destination("bucket", endpoint_url="https://s3.eu-west-1.amazonaws.com"), True),
        (Destination("bucket"), Destination("bucket", endpoint_url="https://s3.amazonaws.com:443/"), True),
        (Destination("bucket"), Destination("bucket", endpoint_url="https://s3.amazonaws.com.example"), False),
        (
            Destination("bucket", endpoint_url="https://s3.example:443"),
            Destination("bucket", endpoint_url="https://s3.example"),
            True,
        ),
        (
            Destination("bucket", endpoint_url="http://s3.example"),
            Destination("bucket", endpoint_url="http://s3.example:80"),
            True,
        ),
        (
            Destination("bucket", endpoint_url="http://s3.example:8080"),
            Destination("bucket", endpoint_url="http://s3.example:80"),
            False,
        ),
        (
            Destination("bucket", endpoint_url="https://s3.example"),
            Destination("bucket", endpoint_url="https://S3.example/"),
            True,
        ),
    ],
)
def test_prefixes_do_not_overlap_across_projects_that_share_a_bucket(
    store: CompanyStore, one: Destination, other: Destination, share: bool
) -> None:
    store.cycles.add(store.projects.add("One", one).id, "C", 1, "a/")
    second = store.projects.add("Other", other)
    if share:
        with pytest.raises(Conflict, match="overlaps") as told:
            store.cycles.add(second.id, "C", 1, "a/b/")
        assert "One" not in str(told.value), "it is not said whose"
    else:
        store.cycles.add(second.id, "C", 1, "a/b/")


# Changing


@pytest.mark.parametrize(("field", "value"), EDITS)
def test_every_user_may_edit_a_cycle(store: CompanyStore, project: Project, field: str, value: Any) -> None:
    cycle = store.cycles.add(project.id, "Spring", 1)
    changed = store.cycles.update(cycle.id, **{field: value})
    assert getattr(changed, field) == value
    assert store.cycles.get(cycle.id) == changed


def test_only_an_admin_may_change_a_prefix(behind: Behind) -> None:
    operator, admin = behind.operator(), behind.admin()
    project = operator.projects.add("Survey", Destination("bucket"))
    cycle = operator.cycles.add(project.id, "Spring", 1)
    with pytest.raises(NotAllowed):
        operator.cycles.update(cycle.id, s3_prefix="elsewhere/")
    assert operator.cycles.get(cycle.id) == cycle
    assert operator.cycles.update(cycle.id, s3_prefix="cycle-001", description="Same place").s3_prefix == "cycle-001/"
    assert admin.cycles.update(cycle.id, s3_prefix="elsewhere").s3_prefix == "elsewhere/"


def test_a_cycle_is_stamped_by_the_companys_clock(store: CompanyStore, project: Project) -> None:
    cycle = store.cycles.add(project.id, "Spring", 1)
    assert (cycle.started_at, cycle.completed_at) == (None, None)
    before = datetime.now(UTC)
    active = store.cycles.update(cycle.id, status=CycleStatus.ACTIVE)
    assert active.started_at is not None
    assert before <= active.started_at <= datetime.now(UTC)
    assert active.completed_at is None
    renamed = store.cycles.update(cycle.id, cycle_name="Still spring")
    assert renamed.started_at == active.started_at
    completed = store.cycles.update(cycle.id, status=CycleStatus.COMPLETED)
    assert completed.completed_at is not None
    assert completed.started_at == active.started_at <= completed.completed_at
    assert store.cycles.get(cycle.id) == completed


def test_stamps_follow_the_status_wherever_it_goes(store: CompanyStore, project: Project) -> None:
    cycle = store.cycles.add(project.id, "Spring", 1)
    completed = store.cycles.update(cycle.id, status=CycleStatus.COMPLETED)
    assert completed.started_at == completed.completed_at is not None, "completed at once is started as well"
    archived = store.cycles.update(cycle.id, status=CycleStatus.ARCHIVED)
    assert (archived.started_at, archived.completed_at) == (completed.started_at, completed.completed_at)
    again = store.cycles.update(cycle.id, status=CycleStatus.ACTIVE)
    assert (again.started_at, again.completed_at) == (completed.started_at, None)
    store.cycles.update(cycle.id, status=CycleStatus.COMPLETED)
    planned = store.cycles.update(cycle.id, status=CycleStatus.PLANNED)
    assert (planned.started_at, planned.completed_at) == (None, None)


# Deleting


def test_only_an_admin_may_delete_a_cycle(behind: Behind) -> None:
    operator, admin = behind.operator(), behind.admin()
    project = operator.projects.add("Survey", Destination("bucket"))
    cycle = operator.cycles.add(project.id, "Spring", 1)
    with pytest.raises(NotAllowed):
        operator.cycles.delete(cycle.id)
    assert operator.cycles.get(cycle.id) == cycle
    admin.cycles.delete(cycle.id)
    assert not operator.cycles.list()
    operator.cycles.add(project.id, "Spring", 1)


def test_a_cycle_goes_with_its_records(behind: Behind) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    gone, stays = (admin.cycles.add(project.id, "C", number) for number in (1, 2))
    for cycle in (gone, stays):
        record = session_record(cycle, f"{cycle.cycle_number}", status=SessionStatus.FAILED)
        admin.uploads.deliver_session(record)
        admin.uploads.deliver_files(record.client_uuid, [file_record("a")])
    admin.cycles.delete(gone.id)
    assert [each.client_uuid for each in admin.uploads.list().items] == ["2"]
    assert admin.uploads.files("2").total == 1
    with pytest.raises(NotFound):
        admin.uploads.files("1")


def test_a_cycle_with_an_upload_on_is_not_deleted(behind: Behind) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    cycle = admin.cycles.add(project.id, "Spring", 1)
    admin.uploads.deliver_session(session_record(cycle))
    with pytest.raises(NotPossibleNow, match="here"):
        admin.cycles.delete(cycle.id)
    assert list(admin.cycles.list()) == [cycle]
    behind.age(16 * 60, SessionRow.last_seen_at)
    admin.cycles.delete(cycle.id)
    assert admin.uploads.list().total == 0
