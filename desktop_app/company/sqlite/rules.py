"""What PostgreSQL's policies and triggers keep (migrations/sql), for SQLite: before anything is written.

It looks at every change that a person makes, whichever code makes it. What signing in changes comes here too, before
anybody is signed in, and passes.
"""

import re
from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from sqlalchemy import ColumnElement, event, func, insert, inspect, or_, select
from sqlalchemy.orm import Session, UOWTransaction

from desktop_app.company.clock import active_since
from desktop_app.company.scope import AUDITED, ScopedSession
from desktop_app.company.tables import (
    AuditRow,
    Base,
    CompanyRow,
    CycleRow,
    DeletedSessionRow,
    ProjectRow,
    SessionRow,
    SignInRow,
    UserRow,
)
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import User
from desktop_app.domain.errors import Conflict, NotAllowed, NotFound, NotPossibleNow
from desktop_app.domain.names import prefixes_overlap
from desktop_app.domain.permissions import OWN, Permission, may
from desktop_app.domain.states import CycleStatus, Role, SessionStatus
from desktop_app.domain.texts import tr

Changes = Mapping[str, tuple[Any, Any]]
"""Column -> (before, after)."""

_NOT_AUDITED = {
    "password_hash",
    "must_change_password",
    "created_at",
    "updated_at",
    "last_login",
    "duplicate",
    "started_at",
    "completed_at",
}
_NOT_REDIRECTING = {"project_name", "description", "is_active", "updated_at", "duplicate"}
# As auth.endpoint has them (migrations/sql/0005).
_USUAL_PORT = re.compile(r"^(http://[^/]*):80$|^(https://[^/]*):443$")
_AMAZON = re.compile(r"^https?://s3[a-z0-9.-]*\.amazonaws\.com(\.cn)?$")
_UNFINISHED = [status for status in SessionStatus if status.unfinished]


def require(user: User, permission: Permission) -> None:
    """Raise NotAllowed unless the person's role includes this."""
    if not may(user.role, permission):
        raise NotAllowed(tr("Only an admin may {permission}. Ask yours.", permission=permission))


def note(db: Session, action: str, of: str, details: Mapping[str, Any] | None = None) -> None:
    """Write into the audit log what the person of this transaction does."""
    user: User = db.info["user"]
    db.add(
        AuditRow(
            company_id=user.company_id,
            user_id=user.id,
            username=user.username,
            action=action,
            object=of,
            details=dict(details or {}),
        )
    )


def end_sign_ins(db: Session, user_id: int) -> None:
    """End all sign-ins of a person."""
    for sign_in in db.scalars(select(SignInRow).where(SignInRow.user_id == user_id, SignInRow.ended_at.is_(None))):
        sign_in.ended_at = utc_now()


@event.listens_for(ScopedSession, "before_flush")
def _keep_rules(db: Session, _context: UOWTransaction, _instances: object) -> None:
    if "user" not in db.info or db.get_bind().dialect.name != "sqlite":
        return
    for row in list(db.new):
        _add(row, db)
        _audit(row, "added", db)
    for row in list(db.dirty):
        if changes := _changes(row):
            _change(row, db, changes)
            _audit(row, "changed", db, {name: both for name, both in changes.items() if name not in _NOT_AUDITED})
    for row in list(db.deleted):
        _delete(row, db)
        _audit(row, "deleted", db)


def _changes(row: object) -> Changes:
    state = inspect(row, raiseerr=True)
    changes = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        before, after = (next(iter(values or ()), None) for values in (history.deleted, history.added))
        if history.has_changes() and before != after:
            changes[column.columns[0].name] = (before, after)
    return changes


def _audit(row: object, what: str, db: Session, details: Mapping[str, Any] | None = None) -> None:
    if type(row) in _AUDITED and details != {}:
        kind, name = _AUDITED[type(row)]
        note(db, f"{kind}_{what}", getattr(row, name), details)


# What each kind of row takes to be added, changed or deleted


@singledispatch
def _add(_row: object, _db: Session) -> None:
    """No rule."""


@singledispatch
def _change(_row: object, _db: Session, _changes: Changes) -> None:
    """No rule."""


@singledispatch
def _delete(_row: object, _db: Session) -> None:
    """No rule."""


@_change.register
def _(_row: CompanyRow, db: Session, _changes: Changes) -> None:
    require(db.info["user"], Permission.CHANGE_COMPANY)


@_add.register
def _(_row: UserRow, db: Session) -> None:
    require(db.info["user"], Permission.MANAGE_USERS)


@_change.register
def _(row: UserRow, db: Session, changes: Changes) -> None:
    # That an active admin stays follows: whoever may do this is one, and cannot do it to themself.
    me: User = db.info["user"]
    if row.id == me.id and ("role" in changes or not row.is_active):
        raise NotPossibleNow(tr("You cannot take your own rights or deactivate yourself. Ask another admin."))
    if not (row.id == me.id and changes.keys() <= OWN):
        require(me, Permission.MANAGE_USERS)
    if "username" in changes:
        row.duplicate = False
    if not row.is_active or changes.get("role") == (Role.ADMIN, Role.USER):
        end_sign_ins(db, row.id)


@_delete.register
def _(row: UserRow, db: Session) -> None:
    me: User = db.info["user"]
    require(me, Permission.MANAGE_USERS)
    if row.id == me.id:
        raise NotPossibleNow(tr("You cannot delete yourself. Ask another admin."))
    its = or_(SessionRow.user_id == row.id, SessionRow.lease_user_id == row.id)
    if db.scalar(select(SessionRow.id).where(its).limit(1)) is not None:
        raise NotPossibleNow(
            tr(
                "{username} has uploads in the history, so deleting is not possible. Deactivate the account instead.",
                username=row.username,
            )
        )


@_change.register
def _(row: ProjectRow, db: Session, changes: Changes) -> None:
    if not changes.keys() <= _NOT_REDIRECTING:
        require(db.info["user"], Permission.REDIRECT_PROJECTS)
    if "project_name" in changes:
        row.duplicate = False
    endpoints = changes.get("endpoint_url", (None, None))
    if "bucket_name" in changes or _endpoint(endpoints[0]) != _endpoint(endpoints[1]):
        for cycle in db.scalars(select(CycleRow).where(CycleRow.project_id == row.id)):
            _check_prefix(db, row, cycle)


@_delete.register
def _(row: ProjectRow, db: Session) -> None:
    require(db.info["user"], Permission.DELETE_PROJECTS)
    _bury_sessions(db, SessionRow.project_id == row.id)


@_add.register
def _(row: CycleRow, db: Session) -> None:
    _stamp(row)
    _check_prefix(db, _project_of(db, row), row)


@_change.register
def _(row: CycleRow, db: Session, changes: Changes) -> None:
    if "status" in changes:
        _stamp(row)
    if changes.keys() & {"cycle_number", "s3_prefix"}:
        row.duplicate = False
    if "s3_prefix" in changes:
        require(db.info["user"], Permission.REDIRECT_CYCLES)
        _check_prefix(db, _project_of(db, row), row)


@_delete.register
def _(row: CycleRow, db: Session) -> None:
    require(db.info["user"], Permission.DELETE_CYCLES)
    _bury_sessions(db, SessionRow.cycle_id == row.id)


def _stamp(row: CycleRow) -> None:
    """When a cycle was started and completed follows from its status."""
    now = utc_now()
    match row.status:
        case CycleStatus.PLANNED:
            row.started_at = row.completed_at = None
        case CycleStatus.ACTIVE:
            row.started_at, row.completed_at = row.started_at or now, None
        case CycleStatus.COMPLETED:
            row.started_at, row.completed_at = row.started_at or now, now


def _project_of(db: Session, row: CycleRow) -> ProjectRow:
    if (project := db.scalar(select(ProjectRow).where(ProjectRow.id == row.project_id))) is None:
        raise NotFound(tr("There is no such project."))
    return project


def _check_prefix(db: Session, project: ProjectRow, cycle: CycleRow) -> None:
    """Prefixes that share a bucket and an endpoint never overlap, whosever they are."""
    # Not of the ORM, for it would see this company only. What is in the database is from before this change.
    cycles, projects = Base.metadata.tables["cycles"], Base.metadata.tables["projects"]
    others = (
        select(cycles.c.s3_prefix, projects.c.endpoint_url)
        .join(projects, projects.c.id == cycles.c.project_id)
        .where(projects.c.bucket_name == project.bucket_name, cycles.c.id != (cycle.id or 0))
    )
    here = _endpoint(project.endpoint_url)
    for prefix, endpoint_url in db.execute(others, execution_options=AUDITED):
        if _endpoint(endpoint_url) == here and prefixes_overlap(prefix, cycle.s3_prefix):
            raise Conflict(
                tr(
                    "The prefix {s3_prefix} overlaps another cycle's in the bucket {bucket_name}. Choose another.",
                    s3_prefix=cycle.s3_prefix,
                    bucket_name=project.bucket_name,
                )
            )


def _endpoint(url: str | None) -> str:
    """An endpoint's address in one spelling; Amazon's own, which a project may leave out, is nothing."""
    address = _USUAL_PORT.sub(r"\1\2", (url or "").rstrip("/").lower())
    return _AMAZON.sub("", address)


def _bury_sessions(db: Session, which: ColumnElement[bool]) -> None:
    """Leave a tombstone of each upload session that goes with what holds it; refuse while one of them is active."""
    seen = func.coalesce(SessionRow.last_seen_at, SessionRow.created_at)
    active = db.scalar(
        select(SessionRow).where(which, SessionRow.status.in_(_UNFINISHED), seen > active_since()).limit(1)
    )
    if active is not None:
        raise NotPossibleNow(
            tr(
                "An upload is being sent from {what}. Wait until it has ended, or cancel it there.",
                what=active.workstation or "a workstation",
            )
        )
    user: User = db.info["user"]
    gone = select(SessionRow.company_id, SessionRow.client_uuid).where(SessionRow.company_id == user.company_id, which)
    db.execute(
        insert(DeletedSessionRow).from_select(["company_id", "client_uuid"], gone).prefix_with("OR IGNORE"),
        execution_options=AUDITED,
    )


_AUDITED: Mapping[type, tuple[str, str]] = {
    CompanyRow: ("company", "company_name"),
    UserRow: ("user", "username"),
    ProjectRow: ("project", "project_name"),
    CycleRow: ("cycle", "cycle_name"),
}
