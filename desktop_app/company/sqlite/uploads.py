"""What PostgreSQL's functions do with upload sessions, in Python for SQLite: the same rules in the same words.

Each takes a transaction that a person has entered and that holds the write lock, so that what was read stays true.
"""

# ruff: noqa: S608 (what is put into a statement is ours: column names)

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import CursorResult, select
from sqlalchemy.orm import Session

from desktop_app.company import flat, rows
from desktop_app.company.sqlite.rules import note, require
from desktop_app.company.tables import CycleRow, DeletedSessionRow, ProjectRow, SessionRow
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import User
from desktop_app.domain.errors import DeliveryRefused, NotAllowed, NotFound, NotPossibleNow, TakenOver
from desktop_app.domain.permissions import Permission, may
from desktop_app.domain.sqlite_rows import ForRows, in_one, rows_of
from desktop_app.domain.states import (
    ACTIVE_WITHIN,
    FileStatus,
    SessionStatus,
    check_file_change,
    check_session_change,
)
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import FileRecord, SessionRecord

_STAYS = ("client_uuid", "project_id", "cycle_id", "s3_prefix")
"""Where an upload goes is settled when it is first heard of."""
_WRITTEN_ANEW = ("status", "started_at", "completed_at")
_COLUMNS = (*(name for name in FileRecord.__slots__ if name not in _WRITTEN_ANEW), *_WRITTEN_ANEW)
_PLAIN = attrgetter(*_COLUMNS[: -len(_WRITTEN_ANEW)])
"""What SQLite takes as it is: all columns but the last few."""
_UPSERT = ForRows(
    f"INSERT INTO file_uploads(company_id, session_id, {', '.join(_COLUMNS)})"
    f" SELECT ?1, ?2, {', '.join(_COLUMNS)} FROM {{new}}"
    " WHERE true ON CONFLICT(company_id, session_id, relative_path) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in rows.FILE_COLUMNS),
    *_COLUMNS,
)
_KNOWN = in_one(
    ("relative_path", "revision", "status"),
    "FROM file_uploads WHERE company_id = :company AND session_id = :session"
    " AND relative_path IN (SELECT value FROM json_each(:paths))",
)


def deliver_session(db: Session, record: SessionRecord) -> None:
    """See `Uploads.deliver_session`."""
    user = _user(db)
    _check_delegation(db, record.client_uuid)
    if db.get(DeletedSessionRow, (user.company_id, record.client_uuid)) is not None:
        raise DeliveryRefused(tr("This upload was deleted from the company's history."))
    known = _find(db, record.client_uuid)
    if known is None:
        _check_place(db, record)
        columns = flat.session_columns(record) | {"last_seen_at": utc_now()}
        db.add(SessionRow(company_id=user.company_id, user_id=user.id, **columns))
        return
    _check_holder(known, record.lease_epoch, user)
    if record.revision <= known.revision:
        return
    try:
        check_session_change(SessionStatus(known.status), record.status)
    except NotPossibleNow as error:
        raise DeliveryRefused(str(error)) from error
    for name, value in flat.session_columns(record).items():
        if name not in _STAYS:
            setattr(known, name, value)
    known.last_seen_at = utc_now()


def deliver_files(db: Session, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int) -> None:
    """See `Uploads.deliver_files`."""
    user = _user(db)
    _check_delegation(db, client_uuid)
    session = _find(db, client_uuid)
    if session is None:
        raise DeliveryRefused(tr("The company does not know the upload that these files belong to."))
    _check_holder(session, lease_epoch, user)
    if fresh := _fresh(db, session, records):
        listed = [
            (*_PLAIN(record), record.status, _written(record.started_at), _written(record.completed_at))
            for record in fresh
        ]
        for each in _UPSERT.executions(listed, user.company_id, session.id):
            _run(db, *each)


def take_over(db: Session, client_uuid: str, lease_owner: str) -> None:
    """See `Uploads.take_over`."""
    user = _user(db)
    _check_delegation(db, client_uuid)
    session = _get(db, client_uuid)
    if not SessionStatus(session.status).unfinished:
        raise NotPossibleNow(tr("This upload has ended; there is nothing to take over."))
    if (session.lease_user_id, session.lease_owner) == (user.id, lease_owner):
        return  # Taken over already; the answer was lost.
    if is_active(session) and db.info.get("delegated_to") is None:
        raise NotPossibleNow(
            tr(
                "{what} is sending this upload. It can be taken over once nothing was heard of it for 15 minutes.",
                what=session.lease_owner or "A workstation",
            )
        )
    session.lease_epoch += 1
    session.lease_owner = lease_owner
    session.lease_user_id = user.id
    session.last_seen_at = utc_now()
    _note(db, "upload_taken_over", session)


def check_may_delegate(db: Session, client_uuid: str) -> None:
    """See that the person may hand on what writes to an upload session; raises NotFound, NotAllowed."""
    session = _get(db, client_uuid)
    if db.info["user"].id not in (session.user_id, session.lease_user_id):
        require(db.info["user"], Permission.CHANGE_OTHERS_UPLOADS)
    _note(db, "upload_delegated", session)


def _check_delegation(db: Session, client_uuid: str) -> None:
    if db.info.get("delegated_to") not in (None, client_uuid):
        raise NotAllowed(tr("This job is for another upload."))


def delete_session(db: Session, client_uuid: str) -> None:
    """See `Uploads.delete`."""
    user = _user(db)
    session = _get(db, client_uuid)
    if session.user_id != user.id:
        require(user, Permission.CHANGE_OTHERS_UPLOADS)
    if is_active(session):
        raise NotPossibleNow(
            tr(
                "An upload is being sent from {what}. Wait until it has ended, or cancel it there.",
                what=session.workstation or "a workstation",
            )
        )
    db.delete(session)  # Its files go with it.
    db.add(DeletedSessionRow(company_id=user.company_id, client_uuid=client_uuid))
    _note(db, "upload_deleted", session)


def is_active(session: SessionRow) -> bool:
    """Whether somebody was seen sending it within the last 15 minutes."""
    seen = session.last_seen_at or session.created_at
    return SessionStatus(session.status).unfinished and utc_now() - seen < ACTIVE_WITHIN


def _check_place(db: Session, record: SessionRecord) -> None:
    project = db.get(ProjectRow, record.project_id)
    cycle = db.get(CycleRow, record.cycle_id)
    if project is None or not project.is_active or cycle is None or cycle.project_id != project.id:
        raise DeliveryRefused(tr("The project or cycle of this upload is no longer in the company, or not active."))


def _check_holder(session: SessionRow, lease_epoch: int, user: User) -> None:
    """Whoever was overtaken is told so first: that is what stops them sending."""
    if lease_epoch < session.lease_epoch:
        raise TakenOver(tr("{what} has taken this upload over.", what=session.lease_owner or "Another workstation"))
    if user.id not in (session.user_id, session.lease_user_id) and not may(user.role, Permission.CHANGE_OTHERS_UPLOADS):
        raise DeliveryRefused(tr("This upload is another person's."))
    if lease_epoch != session.lease_epoch:
        raise DeliveryRefused(tr("Nobody has taken this upload over {what} times.", what=lease_epoch - 1))


def _fresh(db: Session, session: SessionRow, records: Sequence[FileRecord]) -> Sequence[FileRecord]:
    """The records that are newer than what is known, each one's status checked."""
    paths = [record.relative_path for record in records]
    known = dict(_known(db, session, paths))
    if not known and len(set(paths)) == len(paths):
        return records  # Nearly always: each file is heard of once, when it has arrived.
    return list(_newer(known, records))


def _newer(known: dict[str, tuple[int, FileStatus]], records: Sequence[FileRecord]) -> Iterator[FileRecord]:
    for record in records:
        if (before := known.get(record.relative_path)) is not None:
            revision, status = before
            if record.revision <= revision:
                continue
            try:
                check_file_change(status, record.status)
            except NotPossibleNow as error:
                raise DeliveryRefused(
                    tr(
                        "{relative_path} is {now} and cannot become {then} again.",
                        relative_path=record.relative_path,
                        now=status,
                        then=record.status,
                    )
                ) from error
        known[record.relative_path] = (record.revision, record.status)
        yield record


def _known(db: Session, session: SessionRow, paths: Sequence[str]) -> Iterator[tuple[str, tuple[int, FileStatus]]]:
    values = {"company": session.company_id, "session": session.id, "paths": json.dumps(paths)}
    for path, revision, status in rows_of(_run(db, _KNOWN, values).one()):
        yield path, (revision, FileStatus(status))


def _note(db: Session, action: str, session: SessionRow) -> None:
    """People know an upload by its folder; its number is for who looks closer."""
    note(db, action, session.local_directory or session.client_uuid, {"client_uuid": session.client_uuid})


def _run(db: Session, sql: str, parameters: Any) -> CursorResult[*tuple[Any, ...]]:
    """Straight to the driver, for a file row costs three times as much through SQLAlchemy; it names its company."""
    return db.connection().exec_driver_sql(sql, parameters)


# An upload's files begin and end together by hundreds.
@lru_cache(maxsize=4096)
def _written(instant: datetime | None) -> str | None:
    """An instant as `tables.Instant` writes it."""
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _user(db: Session) -> User:
    """Who has entered the transaction."""
    user: User = db.info["user"]
    return user


def _find(db: Session, client_uuid: str) -> SessionRow | None:
    return db.scalar(select(SessionRow).where(SessionRow.client_uuid == client_uuid))


def _get(db: Session, client_uuid: str) -> SessionRow:
    if (session := _find(db, client_uuid)) is None:
        raise NotFound(tr("The company knows no such upload."))
    return session
