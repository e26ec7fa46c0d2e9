"""What a company has sent, in numbers: each is one query, over the counts that upload sessions carry."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, Row, bindparam, func, select

from desktop_app.company.areas.uploads import STARTED, Query
from desktop_app.company.clock import local_day
from desktop_app.company.database import Database
from desktop_app.company.tables import CycleRow, FileRow, ProjectRow, SessionRow, UserRow
from desktop_app.domain.company import DayTally, Period, Tally
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr

_SUMS = (
    func.count().label("sessions"),
    func.sum(SessionRow.files_uploaded).label("files_uploaded"),
    func.sum(SessionRow.files_failed + SessionRow.files_blocked).label("files_failed"),
    func.sum(SessionRow.uploaded_bytes).label("uploaded_bytes"),
)
_MOST_BYTES = func.sum(SessionRow.uploaded_bytes).desc()
_ALWAYS = Period()
# Written out, not as parameters: only then SQLite finds the index of files in trouble, and PostgreSQL always.
_TROUBLE: BindParameter[Any] = bindparam(
    "trouble", (FileStatus.FAILED, FileStatus.BLOCKED), expanding=True, literal_execute=True
)


class SqlStatistics:
    """`store.Statistics` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_status(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_status`."""
        return [Tally(row.status, **_sums(row)) for row in self._rows(by_status(period))]

    def by_project(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_project`."""
        return [Tally(row.project_name, row.project_id, **_sums(row)) for row in self._rows(by_project(period))]

    def by_cycle(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_cycle`."""
        return [
            Tally(" / ".join(filter(None, (row.project_name, row.cycle_name))), row.cycle_id, **_sums(row))
            for row in self._rows(by_cycle(period))
        ]

    def by_user(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_user`."""
        return [
            Tally(row.username or "", row.user_id, full_name=row.full_name or "", **_sums(row))
            for row in self._rows(by_user(period))
        ]

    def by_day(self, zone: str, period: Period = _ALWAYS) -> Sequence[DayTally]:
        """See `Statistics.by_day`."""
        _check_zone(zone)
        return [DayTally(row.day, **_sums(row)) for row in self._rows(by_day(zone, period))]

    def failures(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.failures`."""
        return [
            Tally(row.error_code, sessions=row.sessions, files_failed=row.files) for row in self._rows(failures(period))
        ]

    def _rows(self, wanted: Query) -> Sequence[Row[*tuple[Any, ...]]]:
        with self._database.as_user() as (db, _):
            return db.execute(wanted).all()


def by_status(period: Period) -> Query:
    """Upload sessions by status."""
    return (
        select(SessionRow.status, *_SUMS)
        .where(*_within(period))
        .group_by(SessionRow.status)
        .order_by(SessionRow.status)
    )


def by_project(period: Period) -> Query:
    """Upload sessions by project."""
    kind = (SessionRow.project_id, ProjectRow.project_name)
    return (
        select(*kind, *_SUMS)
        .join(ProjectRow, ProjectRow.id == SessionRow.project_id)
        .where(*_within(period))
        .group_by(*kind)
        .order_by(_MOST_BYTES, SessionRow.project_id)
    )


def by_cycle(period: Period) -> Query:
    """Upload sessions by cycle; those without one by their project."""
    kind = (SessionRow.project_id, SessionRow.cycle_id, ProjectRow.project_name, CycleRow.cycle_name)
    return (
        select(*kind, *_SUMS)
        .join(ProjectRow, ProjectRow.id == SessionRow.project_id)
        .outerjoin(CycleRow, CycleRow.id == SessionRow.cycle_id)
        .where(*_within(period))
        .group_by(*kind)
        .order_by(_MOST_BYTES, SessionRow.cycle_id)
    )


def by_user(period: Period) -> Query:
    """Upload sessions by user; those without one together."""
    kind = (SessionRow.user_id, UserRow.username, UserRow.full_name)
    return (
        select(*kind, *_SUMS)
        .outerjoin(UserRow, UserRow.id == SessionRow.user_id)
        .where(*_within(period))
        .group_by(*kind)
        .order_by(_MOST_BYTES, SessionRow.user_id)
    )


def by_day(zone: str, period: Period) -> Query:
    """Upload sessions by day of a zone."""
    day = local_day(STARTED, zone).label("day")
    # By the label: PostgreSQL would take two expressions with a parameter each for two.
    return select(day, *_SUMS).where(*_within(period)).group_by("day").order_by("day")


def failures(period: Period) -> Query:
    """Files in trouble by cause, as the index of such files has them."""
    files = func.count().label("files")
    wanted = (
        select(FileRow.error_code, files, func.count(FileRow.session_id.distinct()).label("sessions"))
        .where(FileRow.status.in_(_TROUBLE))
        .group_by(FileRow.error_code)
        .order_by(files.desc(), FileRow.error_code)
    )
    if period != _ALWAYS:
        wanted = wanted.join(SessionRow, SessionRow.id == FileRow.session_id).where(*_within(period))
    return wanted


def _within(period: Period) -> Sequence[ColumnElement[bool]]:
    conditions = []
    if period.since is not None:
        conditions.append(STARTED >= period.since)
    if period.until is not None:
        conditions.append(STARTED < period.until)
    return conditions


def _sums(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """PostgreSQL sums integers up to decimals."""
    return {name: int(getattr(row, name)) for name in ("sessions", "files_uploaded", "files_failed", "uploaded_bytes")}


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:  # As it is unknown, no name at all, or a folder of names.
        raise InvalidValue(
            "zone", tr("{what} is not a time zone. One looks like Europe/Berlin.", what=zone or "Nothing")
        ) from error
