"""The cycles of a company's projects in SQL."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desktop_app.company import checks, rows
from desktop_app.company.database import Database
from desktop_app.company.store import CycleChanges
from desktop_app.company.tables import CycleRow, Id, ProjectRow
from desktop_app.domain.company import Cycle, LentCredentials
from desktop_app.domain.errors import Conflict, InvalidValue, NotFound, NotPossibleNow
from desktop_app.domain.names import clean_prefix, default_prefix
from desktop_app.domain.states import CycleStatus
from desktop_app.domain.texts import tr

_NEWEST = select(*rows.CYCLE).order_by(
    CycleRow.status != CycleStatus.ACTIVE, CycleRow.cycle_number.desc(), CycleRow.id.desc()
)
_NEWEST_OF_ONE = _NEWEST.where(CycleRow.project_id == bindparam("project_id", type_=Id))
_ONE = select(*rows.CYCLE).where(CycleRow.id == bindparam("cycle_id", type_=Id))


class SqlCycles:
    """`store.Cycles` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, project_id: int | None = None) -> Sequence[Cycle]:
        """See `Cycles.list`."""
        if project_id is None:
            return [rows.cycle(row) for row in self._database.rows(_NEWEST)]
        return [rows.cycle(row) for row in self._database.rows(_NEWEST_OF_ONE, {"project_id": project_id})]

    def get(self, cycle_id: int) -> Cycle:
        """See `Cycles.get`."""
        for row in self._database.rows(_ONE, {"cycle_id": cycle_id}):
            return rows.cycle(row)
        raise _nothing()

    def find(self, project_id: int, name: str) -> Cycle:
        """See `Cycles.find`."""
        wanted = name.strip().lower()
        cycles = self.list(project_id)
        for spelled in (lambda cycle: cycle.cycle_name.lower(), lambda cycle: str(cycle.cycle_number)):
            found = [cycle for cycle in cycles if spelled(cycle) == wanted]
            if len(found) == 1:
                return found[0]
            if found:
                raise NotFound(tr("Several cycles are named {name}. Give the cycle's number instead.", name=name))
        raise NotFound(
            tr("There is no cycle {name} in this project. `waybill cycle list` shows those there are.", name=name)
        )

    def add(
        self, project_id: int, cycle_name: str, cycle_number: int, s3_prefix: str | None = None, description: str = ""
    ) -> Cycle:
        """See `Cycles.add`."""
        columns = checks.checked(
            {
                "cycle_name": cycle_name,
                "cycle_number": cycle_number,
                "s3_prefix": s3_prefix or default_prefix(cycle_number),
                "description": description,
            },
            _RULES,
        )
        with self._database.as_user(writing=True) as (db, user):
            if db.get(ProjectRow, project_id) is None:
                raise NotFound(tr("There is no such project."))
            row = CycleRow(company_id=user.company_id, project_id=project_id, **columns)
            _refuse_taken(db, row)
            db.add(row)
            return _written(db, row)

    def update(self, cycle_id: int, **changes: Unpack[CycleChanges]) -> Cycle:
        """See `Cycles.update`."""
        columns = checks.checked(changes, _RULES)
        with self._database.as_user(writing=True) as (db, _):
            row = _row(db, cycle_id)
            for name, value in columns.items():
                setattr(row, name, value)
            return _written(db, row)

    def lend_credentials(self, bucket_name: str, s3_prefix: str) -> LentCredentials:
        """See `Cycles.lend_credentials`."""
        raise NotPossibleNow(
            tr(
                "s3://{bucket_name}/{s3_prefix} is sent with credentials that the company's server lends, and you are "
                "signed in at its database. Sign in at the server's address (https), or ask your admin to let the "
                "project use your own AWS credentials.",
                bucket_name=bucket_name,
                s3_prefix=s3_prefix,
            )
        )

    def delete(self, cycle_id: int) -> None:
        """See `Cycles.delete`."""
        with self._database.as_user(writing=True) as (db, _):
            self._database.gate.delete(db, _row(db, cycle_id))


def _row(db: Session, cycle_id: int) -> CycleRow:
    if (row := db.get(CycleRow, cycle_id)) is None:
        raise _nothing()
    return row


def _nothing() -> NotFound:
    return NotFound(tr("There is no such cycle."))


def _refuse_taken(db: Session, row: CycleRow) -> None:
    """Say so by the number before the database says so by the prefix, which mostly is made from the number."""
    same = select(CycleRow.id).where(CycleRow.project_id == row.project_id, CycleRow.cycle_number == row.cycle_number)
    if db.scalar(same.limit(1)) is not None:
        raise Conflict(_taken(row.cycle_number))


def _written(db: Session, row: CycleRow) -> Cycle:
    with checks.telling(_taken(row.cycle_number)):
        db.flush()
    db.refresh(row)  # PostgreSQL has stamped it.
    return rows.cycle(row)


def _taken(number: int) -> str:
    return f"There is a cycle {number} in this project already. Give it the next number."


def _cycle_number(field: str, value: int) -> int:
    if not 1 <= value < 2**31:
        raise InvalidValue(field, tr("A cycle's number is 1 or more, and below two billion."))
    return value


def _s3_prefix(_field: str, value: str) -> str:
    return clean_prefix(value)


_RULES: Mapping[str, checks.Rule] = {
    "cycle_name": checks.required,
    "cycle_number": _cycle_number,
    "s3_prefix": _s3_prefix,
    "description": checks.several_lines,
    "status": checks.one_of(CycleStatus),
}
