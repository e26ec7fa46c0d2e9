"""What every company store promises of numbers (`company.store.Statistics`), counted once more in plain Python."""

import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import SessionRow
from desktop_app.domain.company import DayTally, Destination, Period, Tally
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import CompanySession, Counts, FileRecord, SessionFilter
from tests.contract.behind import Behind
from tests.contract.samples import STARTED, file_record, session_record

# Around midnight in Auckland and Kolkata, and across the changes of the clocks in Berlin, New York and Lord Howe.
MOMENTS = [
    datetime(2026, 3, 8, 6, 59, 59, 999_999, UTC),
    datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
    datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 21, 59, 59, 999_999, UTC),
    datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 59, 59, tzinfo=UTC),
    datetime(2026, 4, 4, 15, 0, tzinfo=UTC),
    datetime(2026, 5, 1, 11, 59, 59, 999_999, UTC),
    datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
    datetime(2026, 5, 1, 18, 29, 59, tzinfo=UTC),
    datetime(2026, 5, 1, 18, 30, tzinfo=UTC),
    datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
]
ZONES = [
    *("UTC", "Pacific/Auckland", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
    *("Pacific/Kiritimati", "America/St_Johns"),
]
PERIODS = [
    Period(),
    Period(since=MOMENTS[8]),
    Period(until=MOMENTS[8]),
    Period(MOMENTS[3], MOMENTS[11]),
    Period(MOMENTS[3], MOMENTS[3]),
    Period(since=datetime(2100, 1, 1, tzinfo=UTC)),
]


@dataclass(frozen=True)
class Filled:
    """A company with uploads, as its own lists tell them."""

    store: CompanyStore
    sessions: Sequence[CompanySession]
    files: Sequence[tuple[CompanySession, FileRecord]]

    def within(self, period: Period) -> list[CompanySession]:
        return [session for session in self.sessions if _is_within(session, period)]


def _started(session: CompanySession) -> datetime:
    assert session.started_at is not None
    return session.started_at


def _is_within(session: CompanySession, period: Period) -> bool:
    since, until = period.since or datetime.min.replace(tzinfo=UTC), period.until or datetime.max.replace(tzinfo=UTC)
    return since <= _started(session) < until


@pytest.fixture
def filled(behind: Behind) -> Filled:
    admin, operator = behind.admin(), behind.operator()
    random = Random(5)
    cycles = []
    for name in ("Survey", "Archive", "Never used"):
        project = admin.projects.add(name, Destination(name.lower().replace(" ", "-")))
        cycles += [admin.cycles.add(project.id, f"Cycle {number}", number) for number in (1, 2)]
    for number, moment in enumerate([*MOMENTS, *MOMENTS[::3]]):
        store = (admin, operator)[number % 2]
        record = session_record(
            random.choice(cycles[:4]),
            f"{number}",
            started_at=moment,
            status=random.choice([*SessionStatus]),
            counts=_some_counts(random),
        )
        store.uploads.deliver_session(record)
        files = [
            file_record(f"{path}", status=random.choice([*FileStatus]), error_code=random.choice(["a", "b", "c"]))
            for path in range(random.randrange(5))
        ]
        store.uploads.deliver_files(record.client_uuid, files)
    sessions = admin.uploads.list().items
    listed = [(each, file) for each in sessions for file in admin.uploads.files(each.client_uuid).items]
    return Filled(operator, sessions, listed)


def _some_counts(random: Random) -> Counts:
    done, skipped, failed, blocked, sent = (random.randrange(most) for most in (1000, 1000, 1000, 1000, 2**50))
    return Counts(done + skipped + failed + blocked, done, skipped, failed, blocked, 2 * sent, sent)


def tallies(sessions: Iterable[CompanySession], kind: Callable[[CompanySession], Hashable]) -> dict[Hashable, Any]:
    """(sessions, files uploaded, files in trouble, bytes) by kind, the slow way."""
    found: dict[Hashable, Any] = {}
    for session in sessions:
        counts = session.counts
        mine = (1, counts.files_uploaded, counts.files_failed + counts.files_blocked, counts.uploaded_bytes)
        so_far = found.get(kind(session), (0, 0, 0, 0))
        found[kind(session)] = tuple(one + other for one, other in zip(so_far, mine, strict=True))
    return found


def numbers(tally: Tally | DayTally) -> tuple[int, int, int, int]:
    return tally.sessions, tally.files_uploaded, tally.files_failed, tally.uploaded_bytes


def by_name(found: Sequence[Tally]) -> dict[Hashable, Any]:
    named: dict[Hashable, Any] = {(tally.name, tally.id): numbers(tally) for tally in found}
    assert len(named) == len(found)
    return named


def test_sessions_are_counted_by_what_they_are_of(filled: Filled) -> None:
    statistics = filled.store.statistics
    for period in PERIODS:
        sessions = filled.within(period)
        assert by_name(statistics.by_status(period)) == tallies(sessions, lambda each: (each.status, None))
        assert by_name(statistics.by_user(period)) == tallies(sessions, lambda each: (each.username, each.user_id))
        assert by_name(statistics.by_project(period)) == tallies(
            sessions, lambda each: (each.project_name, each.project_id)
        )
        assert by_name(statistics.by_cycle(period)) == tallies(
            sessions, lambda each: (f"{each.project_name} / {each.cycle_name}", each.cycle_id)
        )


def test_those_with_the_most_bytes_come_first(filled: Filled) -> None:
    statistics = filled.store.statistics
    for found in (statistics.by_project(), statistics.by_cycle(), statistics.by_user()):
        sizes = [tally.uploaded_bytes for tally in found]
        assert len(sizes) > 1
        assert sizes == sorted(sizes, reverse=True)


def test_days_are_those_of_the_zone(filled: Filled) -> None:
    for zone, period in itertools.product(ZONES, PERIODS):

        def day(session: CompanySession, zone: str = zone) -> Hashable:
            return _started(session).astimezone(ZoneInfo(zone)).date()

        found = filled.store.statistics.by_day(zone, period)
        assert {tally.day: numbers(tally) for tally in found} == tallies(filled.within(period), day), zone
        days = [tally.day for tally in found]
        assert days == sorted(set(days))


@pytest.mark.parametrize("zone", ["", "Europe", "Mars/Olympus", "../etc/passwd", "\0", "\udcff", "+01:00"])
def test_a_zone_that_is_none_is_refused(store: CompanyStore, zone: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        store.statistics.by_day(zone)
    assert refused.value.field == "zone"


def test_causes_of_trouble_are_counted_by_files(filled: Filled) -> None:
    for period in PERIODS:
        trouble = [
            (session, file)
            for session, file in filled.files
            if file.status in (FileStatus.FAILED, FileStatus.BLOCKED) and _is_within(session, period)
        ]
        files = Counter(file.error_code for _, file in trouble)
        sessions = Counter(code for _, code in {(session.id, file.error_code) for session, file in trouble})
        found = filled.store.statistics.failures(period)
        assert {tally.name: (tally.files_failed, tally.sessions) for tally in found} == {
            code: (files[code], sessions[code]) for code in files
        }
        assert [tally.files_failed for tally in found] == sorted(files.values(), reverse=True)
        assert all((tally.id, tally.files_uploaded, tally.uploaded_bytes) == (None, 0, 0) for tally in found)


def test_a_company_without_uploads_has_no_numbers(store: CompanyStore) -> None:
    statistics = store.statistics
    for found in (
        *(statistics.by_status(), statistics.by_project(), statistics.by_cycle(), statistics.by_user()),
        *(statistics.by_day("UTC"), statistics.failures()),
    ):
        assert not found


def test_sums_may_be_larger_than_any_one_count(store: CompanyStore) -> None:
    project = store.projects.add("Survey", Destination("bucket"))
    cycle = store.cycles.add(project.id, "C", 1)
    for number in range(3):
        counts = Counts(files_uploaded=2**31, uploaded_bytes=2**60)
        store.uploads.deliver_session(session_record(cycle, f"{number}", counts=counts))
    (tally,) = store.statistics.by_project()
    assert (tally.files_uploaded, tally.uploaded_bytes) == (3 * 2**31, 3 * 2**60)
    assert isinstance(tally.uploaded_bytes, int)


def test_what_an_earlier_system_left_out_is_counted_without_a_name(behind: Behind, store: CompanyStore) -> None:
    project = store.projects.add("Survey", Destination("bucket"))
    cycle = store.cycles.add(project.id, "Spring", 1)
    store.uploads.deliver_session(session_record(cycle, counts=Counts(uploaded_bytes=1)))
    behind.insert(
        SessionRow,
        client_uuid="old",
        revision=0,
        company_id=behind.company_id,
        project_id=project.id,
        s3_prefix="old/",
        local_directory="/old",
        status=SessionStatus.COMPLETED,
        uploaded_bytes=5,
        created_at=datetime(2026, 4, 30, 23, 30, tzinfo=UTC),
    )
    assert [(tally.name, tally.id, tally.uploaded_bytes) for tally in store.statistics.by_cycle()] == [
        ("Survey", None, 5),
        ("Survey / Spring", cycle.id, 1),
    ]
    assert [(tally.name, tally.uploaded_bytes) for tally in store.statistics.by_user()] == [("", 5), ("operator", 1)]
    assert [tally.sessions for tally in store.statistics.by_project()] == [2]
    assert [(f"{tally.day}", tally.sessions) for tally in store.statistics.by_day("Europe/Berlin")] == [
        ("2026-05-01", 2)
    ]


def test_numbers_agree_with_the_list(filled: Filled) -> None:
    for tally in filled.store.statistics.by_project(Period(since=STARTED)):
        page = filled.store.uploads.list(SessionFilter(project_id=tally.id, since=STARTED))
        assert page.total == tally.sessions
        assert sum(item.counts.uploaded_bytes for item in page.items) == tally.uploaded_bytes
