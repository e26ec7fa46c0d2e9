"""Roles and statuses, and which status may follow which. Every store enforces these tables."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from desktop_app.domain.errors import NotPossibleNow
from desktop_app.domain.texts import tr

S = TypeVar("S", bound=StrEnum)

ACTIVE_WITHIN = timedelta(minutes=15)
"""An unfinished upload session not heard of for longer than this shows as interrupted (ARCHITECTURE)."""


class Role(StrEnum):
    """What a user may do: the table in ARCHITECTURE."""

    ADMIN = "admin"
    USER = "user"


class SessionStatus(StrEnum):
    """Where an upload session stands."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    COMPLETED_WITH_ERRORS = "completed_with_errors"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def unfinished(self) -> bool:
        """Whether it can still go on by itself."""
        return self in (SessionStatus.PENDING, SessionStatus.IN_PROGRESS, SessionStatus.PAUSED)


class FileStatus(StrEnum):
    """Where one file stands."""

    PENDING = "pending"
    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    BLOCKED = "blocked"


class CycleStatus(StrEnum):
    """Where a cycle stands."""

    PLANNED = "planned"
    ACTIVE = "active"
    COMPLETED = "completed"
    ARCHIVED = "archived"


_S = SessionStatus
SESSION_TRANSITIONS: Mapping[SessionStatus, frozenset[SessionStatus]] = {
    _S.PENDING: frozenset({_S.IN_PROGRESS, _S.PAUSED, _S.FAILED, _S.CANCELLED}),
    _S.IN_PROGRESS: frozenset({_S.PAUSED, _S.COMPLETED, _S.COMPLETED_WITH_ERRORS, _S.FAILED, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.IN_PROGRESS, _S.FAILED, _S.CANCELLED}),
    _S.COMPLETED: frozenset(),
    # "Retry failed" takes these up again.
    _S.COMPLETED_WITH_ERRORS: frozenset({_S.IN_PROGRESS}),
    _S.FAILED: frozenset({_S.IN_PROGRESS}),
    _S.CANCELLED: frozenset(),
}

_F = FileStatus
FILE_TRANSITIONS: Mapping[FileStatus, frozenset[FileStatus]] = {
    _F.PENDING: frozenset({_F.UPLOADING, _F.FAILED, _F.CANCELLED}),
    # Back to pending: claimed for sending, but the run stopped before its turn.
    _F.UPLOADING: frozenset({_F.PENDING, _F.UPLOADED, _F.FAILED, _F.CANCELLED}),
    _F.FAILED: frozenset({_F.PENDING, _F.CANCELLED}),
    _F.UPLOADED: frozenset(),
    _F.CANCELLED: frozenset(),
    _F.SKIPPED: frozenset(),
    _F.BLOCKED: frozenset(),
}


def check_session_step(now: SessionStatus, then: SessionStatus) -> None:
    """Raise NotPossibleNow unless an upload session may go from ``now`` to ``then``; staying is always allowed."""
    if then is not now and then not in SESSION_TRANSITIONS[now]:
        raise NotPossibleNow(
            tr(
                "An upload that is {now} cannot become {then}.",
                now=now.replace("_", " "),
                then=then.replace("_", " "),
            )
        )


def check_session_change(now: SessionStatus, then: SessionStatus) -> None:
    """Raise NotPossibleNow unless steps lead from ``now`` to ``then``; a store hears of some of them only."""
    if then not in _reached(now, SESSION_TRANSITIONS):
        raise NotPossibleNow(
            tr(
                "An upload that is {now} cannot become {then} again.",
                now=now.replace("_", " "),
                then=then.replace("_", " "),
            )
        )


def check_file_change(now: FileStatus, then: FileStatus) -> None:
    """Raise NotPossibleNow unless steps lead from ``now`` to ``then``; a store hears of some of them only."""
    if then not in _reached(now, FILE_TRANSITIONS):
        raise NotPossibleNow(tr("A file that is {now} cannot become {then} again.", now=now, then=then))


def _reached(now: S, transitions: Mapping[S, frozenset[S]]) -> set[S]:
    """The statuses that steps lead to from ``now``, itself among them."""
    reached = {now}
    while (further := reached.union(*(transitions[status] for status in reached))) != reached:
        reached = further
    return reached


def verdict(*, uploaded: int, skipped: int, failed: int, blocked: int) -> SessionStatus:
    """The status an upload session ends with when nothing is left to do; arguments are numbers of files."""
    if not failed and not blocked:
        return SessionStatus.COMPLETED
    return SessionStatus.COMPLETED_WITH_ERRORS if uploaded or skipped else SessionStatus.FAILED
