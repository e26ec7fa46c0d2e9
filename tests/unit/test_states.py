import itertools
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import pytest

from desktop_app.domain.errors import NotPossibleNow, WaybillError
from desktop_app.domain.states import (
    FILE_TRANSITIONS,
    SESSION_TRANSITIONS,
    FileStatus,
    SessionStatus,
    check_file_change,
    check_session_change,
    check_session_step,
    verdict,
)

S = TypeVar("S", bound=StrEnum)


@pytest.mark.parametrize(
    ("uploaded", "skipped", "failed", "blocked", "status"),
    [
        (0, 0, 0, 0, SessionStatus.COMPLETED),
        (1, 0, 0, 0, SessionStatus.COMPLETED),
        (0, 1, 0, 0, SessionStatus.COMPLETED),
        (1, 0, 1, 0, SessionStatus.COMPLETED_WITH_ERRORS),
        (0, 1, 0, 1, SessionStatus.COMPLETED_WITH_ERRORS),
        (0, 0, 1, 0, SessionStatus.FAILED),
        (0, 0, 0, 1, SessionStatus.FAILED),
    ],
)
def test_the_verdict_on_an_upload(
    uploaded: int, skipped: int, failed: int, blocked: int, status: SessionStatus
) -> None:
    assert verdict(uploaded=uploaded, skipped=skipped, failed=failed, blocked=blocked) is status


def test_the_tables_know_every_status() -> None:
    assert set(SESSION_TRANSITIONS) == set(SessionStatus)
    assert set(FILE_TRANSITIONS) == set(FileStatus)


@pytest.mark.parametrize(("now", "then"), [*itertools.product(SessionStatus, repeat=2)])
def test_an_upload_takes_the_steps_of_the_table_and_no_others(now: SessionStatus, then: SessionStatus) -> None:
    if then is now or then in SESSION_TRANSITIONS[now]:
        check_session_step(now, then)
    else:
        with pytest.raises(NotPossibleNow):
            check_session_step(now, then)


def reached(now: S, transitions: Mapping[S, frozenset[S]]) -> set[S]:
    """The statuses that any number of steps lead to."""
    found = {now}
    for _ in transitions:
        found |= {further for status in found for further in transitions[status]}
    return found


@pytest.mark.parametrize(("now", "then"), [*itertools.product(SessionStatus, repeat=2)])
def test_a_store_that_hears_of_some_steps_of_an_upload_only(now: SessionStatus, then: SessionStatus) -> None:
    if then in reached(now, SESSION_TRANSITIONS):
        check_session_change(now, then)
    else:
        with pytest.raises(NotPossibleNow, match="cannot become"):
            check_session_change(now, then)


@pytest.mark.parametrize(("now", "then"), [*itertools.product(FileStatus, repeat=2)])
def test_a_store_that_hears_of_some_steps_of_a_file_only(now: FileStatus, then: FileStatus) -> None:
    if then in reached(now, FILE_TRANSITIONS):
        check_file_change(now, then)
    else:
        with pytest.raises(NotPossibleNow, match=f"A file that is {now} cannot become {then} again"):
            check_file_change(now, then)


def test_a_file_that_was_sent_skipped_blocked_or_cancelled_never_becomes_anything_else() -> None:
    for now in (FileStatus.UPLOADED, FileStatus.SKIPPED, FileStatus.BLOCKED, FileStatus.CANCELLED):
        assert reached(now, FILE_TRANSITIONS) == {now}
        check_file_change(now, now)


def test_what_is_done_stays_done() -> None:
    assert not SESSION_TRANSITIONS[SessionStatus.COMPLETED] | SESSION_TRANSITIONS[SessionStatus.CANCELLED]
    assert not FILE_TRANSITIONS[FileStatus.UPLOADED] | FILE_TRANSITIONS[FileStatus.SKIPPED]


def test_every_unfinished_upload_can_be_gone_on_with_and_cancelled() -> None:
    for status in SessionStatus:
        if status.unfinished and status is not SessionStatus.IN_PROGRESS:
            assert SessionStatus.IN_PROGRESS in SESSION_TRANSITIONS[status]
        if status.unfinished:
            assert SessionStatus.CANCELLED in SESSION_TRANSITIONS[status]


def errors(kind: type[WaybillError] = WaybillError) -> list[type[WaybillError]]:
    return [kind, *(one for below in kind.__subclasses__() for one in errors(below))]


def test_every_error_has_a_title_and_a_code_of_its_own_and_an_exit_status_of_the_contract() -> None:
    codes = [kind.code for kind in errors()]
    assert len(codes) == len(set(codes))
    assert all(kind.title and kind.exit_status in (1, 2, 3, 4) for kind in errors())
