"""What every company store promises of listing upload sessions (`company.store.Uploads.list`)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import SessionRow
from desktop_app.domain.company import Cycle, Destination, Project
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import SessionFilter
from tests.contract.behind import Behind
from tests.contract.samples import STARTED, session_record


@pytest.fixture
def project(store: CompanyStore) -> Project:
    return store.projects.add("Survey", Destination("bucket"))


@pytest.fixture
def cycle(store: CompanyStore, project: Project) -> Cycle:
    return store.cycles.add(project.id, "Spring", 1)


def listed(store: CompanyStore, which: SessionFilter) -> list[str]:
    """What passes, after a look that the total says the same."""
    page = store.uploads.list(which)
    assert page.total == len(page.items)
    return [item.client_uuid for item in page.items]


def adopt(behind: Behind, project: Project, client_uuid: str, created_at: datetime, **columns: Any) -> None:
    """An upload of an earlier system, which knew neither cycle nor user nor when it began."""
    values = {"status": SessionStatus.COMPLETED, "created_at": created_at} | columns
    behind.insert(
        SessionRow,
        client_uuid=client_uuid,
        revision=0,
        company_id=behind.company_id,
        project_id=project.id,
        s3_prefix="old/",
        local_directory="/old",
        **values,
    )


def test_the_newest_come_first_whatever_the_order_they_were_heard_of(store: CompanyStore, cycle: Cycle) -> None:
    for name, days in (("b", 2), ("d", 4), ("a", 1), ("c", 3)):
        store.uploads.deliver_session(session_record(cycle, name, started_at=STARTED + timedelta(days=days)))
    assert listed(store, SessionFilter()) == ["d", "c", "b", "a"]


def test_they_come_in_pages(store: CompanyStore, cycle: Cycle) -> None:
    for number in range(5):
        store.uploads.deliver_session(session_record(cycle, f"{number}"))
    pages = [store.uploads.list(offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [item.client_uuid for page in pages for item in page.items] == ["4", "3", "2", "1", "0"]
    assert {page.total for page in pages} == {5}


def test_everybody_of_a_company_sees_its_uploads(behind: Behind, store: CompanyStore, cycle: Cycle) -> None:
    store.uploads.deliver_session(session_record(cycle))
    (seen,) = behind.admin().uploads.list().items
    assert seen == store.uploads.get(seen.client_uuid)
    assert seen.username == "operator"


def test_what_an_earlier_system_left_out_is_empty(behind: Behind, store: CompanyStore, project: Project) -> None:
    adopt(behind, project, "old", STARTED)
    (seen,) = store.uploads.list().items
    assert (seen.user_id, seen.username, seen.cycle_id, seen.cycle_name) == (None, "", None, "")
    assert (seen.project_id, seen.project_name, seen.address) == (project.id, "Survey", "s3://bucket/old/")
    assert (seen.started_at, seen.last_seen_at, seen.interrupted) == (None, None, False)
    assert store.uploads.get("old") == seen
    assert store.uploads.files("old").total == 0


def test_they_are_found_by_place_person_and_status(behind: Behind, store: CompanyStore, cycle: Cycle) -> None:
    other = store.projects.add("Other", Destination("other"))
    elsewhere = store.cycles.add(other.id, "Autumn", 1)
    store.uploads.deliver_session(session_record(cycle, "here"))
    store.uploads.deliver_session(session_record(elsewhere, "there", status=SessionStatus.FAILED))
    behind.admin().uploads.deliver_session(session_record(cycle, "admin's", status=SessionStatus.COMPLETED))
    me = store.access.resume().user.id
    both = frozenset({SessionStatus.FAILED, SessionStatus.COMPLETED})
    assert listed(store, SessionFilter(project_id=other.id)) == ["there"]
    assert listed(store, SessionFilter(cycle_id=cycle.id)) == ["admin's", "here"]
    assert listed(store, SessionFilter(user_id=me)) == ["there", "here"]
    assert listed(store, SessionFilter(statuses=both)) == ["admin's", "there"]
    assert listed(store, SessionFilter(user_id=me, statuses=both)) == ["there"]
    assert listed(store, SessionFilter(project_id=999)) == []


def test_they_are_found_by_when_they_were_started_or_else_made(
    behind: Behind, store: CompanyStore, project: Project, cycle: Cycle
) -> None:
    adopt(behind, project, "old", STARTED.replace(second=14, microsecond=0))
    for name, seconds in (("first", 0), ("second", 1)):
        store.uploads.deliver_session(session_record(cycle, name, started_at=STARTED + timedelta(seconds=seconds)))
    assert listed(store, SessionFilter(since=STARTED)) == ["second", "first"]
    assert listed(store, SessionFilter(since=STARTED + timedelta(microseconds=1))) == ["second"]
    assert listed(store, SessionFilter(until=STARTED)) == ["old"]
    assert listed(store, SessionFilter(since=STARTED, until=STARTED + timedelta(seconds=1))) == ["first"]
    assert listed(store, SessionFilter(since=datetime(2026, 5, 1, 12, 30, 14, tzinfo=UTC))) == [
        "second",
        "first",
        "old",
    ]


def test_an_interrupted_upload_is_unfinished_and_has_not_been_heard_of_for_15_minutes(
    behind: Behind, store: CompanyStore, cycle: Cycle
) -> None:
    for status in SessionStatus:
        store.uploads.deliver_session(session_record(cycle, status, status=status))
    assert listed(store, SessionFilter(interrupted=True)) == []
    behind.age(14 * 60, SessionRow.last_seen_at)
    assert listed(store, SessionFilter(interrupted=True)) == []
    store.uploads.deliver_session(session_record(cycle, "paused", status=SessionStatus.PAUSED, revision=4))
    behind.age(2 * 60, SessionRow.last_seen_at)
    unfinished = {status for status in SessionStatus if status.unfinished}
    interrupted = unfinished - {SessionStatus.PAUSED}
    assert set(listed(store, SessionFilter(interrupted=True))) == interrupted
    assert set(listed(store, SessionFilter(interrupted=False))) == set(SessionStatus) - interrupted
    assert {item.status for item in store.uploads.list().items if item.interrupted} == interrupted


def test_what_was_never_seen_counts_from_when_it_was_made(
    behind: Behind, store: CompanyStore, project: Project
) -> None:
    adopt(behind, project, "old", STARTED, status=SessionStatus.IN_PROGRESS)
    assert store.uploads.get("old").interrupted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DATA/", True),
        ("Here", True),
        ("OPERAT", True),
        ("olga", True),
        ("surv", True),
        ("SPRING", True),
        ("Ü", True),
        ("ü%", True),
        ("50%_", True),
        ("%", True),
        ("/data%", False),
        ("d_ta", False),
        ("\\xe9", True),
        ("'", False),
        ("nothing of the kind", False),
        ("\udcff", False),
        ("a\0b", False),
    ],
)
def test_they_are_found_by_words(store: CompanyStore, project: Project, text: str, found: bool) -> None:
    cycle = store.cycles.add(project.id, "Spring Ü%", 1)
    store.uploads.deliver_session(replace(session_record(cycle, "one"), local_directory=r"/data/50%_caf\xe9"))
    assert listed(store, SessionFilter(text=text)) == ["one"] * found


def test_words_do_not_stumble_over_what_an_earlier_system_left_out(
    behind: Behind, store: CompanyStore, project: Project
) -> None:
    adopt(behind, project, "old", STARTED)
    assert listed(store, SessionFilter(text="OLD")) == ["old"]
    assert listed(store, SessionFilter(text="spring")) == []
