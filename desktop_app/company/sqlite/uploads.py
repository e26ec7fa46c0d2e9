"""What PostgreSQL's functions do with upload sessions, in Python for SQLite: the same rules in the same words.

Each takes a transaction that a person has entered and that holds the write lock, so that what was read stays true.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from desktop_app.company import rows
from desktop_app.company.scope import AUDITED
from desktop_app.company.sqlite.rules import note, require
from desktop_app.company.tables import CycleRow, DeletedSessionRow, FileRow, ProjectRow, SessionRow
from desktop_app.domain.errors import DeliveryRefused, NotFound, NotPossibleNow, TakenOver
from desktop_app.domain.permissions import Permission, may
from desktop_app.domain.states import (
    ACTIVE_WITHIN,
    FileStatus,
    SessionStatus,
    check_file_change,
    check_session_change,
)
from desktop_app.domain.values import FileRecord, SessionRecord, User, utc_now

_STAYS = ("client_uuid", "project_id", "cycle_id", "s3_prefix")
"""Where an upload goes is settled when it is first heard of."""
_PATHS_AT_ONCE = 1000
"""SQLite takes so many parameters and more in one statement."""


def deliver_session(db: Session, record: SessionRecord) -> None:
    """See `Uploads.deliver_session`."""
    user = _user(db)
    if db.get(DeletedSessionRow, (user.company_id, record.client_uuid)) is not None:
        raise DeliveryRefused("This upload was deleted from the company's history.")
    known = _find(db, record.client_uuid)
    if known is None:
        _check_place(db, record)
        columns = rows.session_columns(record) | {"last_seen_at": utc_now()}
        db.add(SessionRow(company_id=user.company_id, user_id=user.id, **columns))
        return
    _check_holder(known, record.lease_epoch, user)
    if record.revision <= known.revision:
        return
    try:
        check_session_change(SessionStatus(known.status), record.status)
    except NotPossibleNow as error:
        raise DeliveryRefused(str(error)) from error
    for name, value in rows.session_columns(record).items():
        if name not in _STAYS:
            setattr(known, name, value)
    known.last_seen_at = utc_now()


def deliver_files(db: Session, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int) -> None:
    """See `Uploads.deliver_files`."""
    user = _user(db)
    session = _find(db, client_uuid)
    if session is None:
        raise DeliveryRefused("The company does not know the upload that these files belong to.")
    _check_holder(session, lease_epoch, user)
    owner = {"company_id": user.company_id, "session_id": session.id}
    if fresh := [owner | rows.file_columns(record) for record in _fresh(db, session, records)]:
        upsert = insert(FileRow)
        db.execute(
            upsert.on_conflict_do_update(
                index_elements=["company_id", "session_id", "relative_path"],
                set_={name: upsert.excluded[name] for name in rows.FILE_COLUMNS},
            ),
            fresh,
            execution_options=AUDITED,
        )


def take_over(db: Session, client_uuid: str, lease_owner: str) -> None:
    """See `Uploads.take_over`."""
    user = _user(db)
    session = _get(db, client_uuid)
    if not SessionStatus(session.status).unfinished:
        raise NotPossibleNow("This upload has ended; there is nothing to take over.")
    if (session.lease_user_id, session.lease_owner) == (user.id, lease_owner):
        return  # Taken over already; the answer was lost.
    if is_active(session):
        raise NotPossibleNow(
            f"{session.lease_owner or 'A workstation'} is sending this upload. "
            "It can be taken over once nothing was heard of it for 15 minutes."
        )
    session.lease_epoch += 1
    session.lease_owner = lease_owner
    session.lease_user_id = user.id
    session.last_seen_at = utc_now()
    _note(db, "upload_taken_over", session)


def delete_session(db: Session, client_uuid: str) -> None:
    """See `Uploads.delete`."""
    user = _user(db)
    session = _get(db, client_uuid)
    if session.user_id != user.id:
        require(user, Permission.CHANGE_OTHERS_UPLOADS)
    if is_active(session):
        raise NotPossibleNow(
            f"An upload is being sent from {session.workstation or 'a workstation'}. "
            "Wait until it has ended, or cancel it there."
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
        raise DeliveryRefused("The project or cycle of this upload is no longer in the company, or not active.")


def _check_holder(session: SessionRow, lease_epoch: int, user: User) -> None:
    """Whoever was overtaken is told so first: that is what stops them sending."""
    if lease_epoch < session.lease_epoch:
        raise TakenOver(f"{session.lease_owner or 'Another workstation'} has taken this upload over.")
    if user.id not in (session.user_id, session.lease_user_id) and not may(user.role, Permission.CHANGE_OTHERS_UPLOADS):
        raise DeliveryRefused("This upload is another person's.")
    if lease_epoch != session.lease_epoch:
        raise DeliveryRefused(f"Nobody has taken this upload over {lease_epoch - 1} times.")


def _fresh(db: Session, session: SessionRow, records: Sequence[FileRecord]) -> Iterator[FileRecord]:
    """The records that are newer than what is known, each one's status checked."""
    known = dict(_known(db, session, [record.relative_path for record in records]))
    for record in records:
        if (before := known.get(record.relative_path)) is not None:
            revision, status = before
            if record.revision <= revision:
                continue
            try:
                check_file_change(status, record.status)
            except NotPossibleNow as error:
                raise DeliveryRefused(
                    f"{record.relative_path} is {status} and cannot become {record.status} again."
                ) from error
        known[record.relative_path] = (record.revision, record.status)
        yield record


def _known(db: Session, session: SessionRow, paths: Sequence[str]) -> Iterator[tuple[str, tuple[int, FileStatus]]]:
    for first in range(0, len(paths), _PATHS_AT_ONCE):
        found = db.execute(
            select(FileRow.relative_path, FileRow.revision, FileRow.status).where(
                FileRow.session_id == session.id, FileRow.relative_path.in_(paths[first : first + _PATHS_AT_ONCE])
            )
        )
        for path, revision, status in found:
            yield path, (revision, FileStatus(status))


def _note(db: Session, action: str, session: SessionRow) -> None:
    """People know an upload by its folder; its number is for who looks closer."""
    note(db, action, session.local_directory or session.client_uuid, {"client_uuid": session.client_uuid})


def _user(db: Session) -> User:
    """Who has entered the transaction."""
    user: User = db.info["user"]
    return user


def _find(db: Session, client_uuid: str) -> SessionRow | None:
    return db.scalar(select(SessionRow).where(SessionRow.client_uuid == client_uuid))


def _get(db: Session, client_uuid: str) -> SessionRow:
    if (session := _find(db, client_uuid)) is None:
        raise NotFound("The company knows no such upload.")
    return session
