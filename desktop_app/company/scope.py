"""Sessions that see one company only.

PostgreSQL does this by itself (row-level security); on SQLite this is all there is, and it is no wall: it keeps our own
mistakes from mixing companies, not a person with the file. What would slip by it is refused (COMPANY_SECURITY).
"""

from typing import Any, NoReturn

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from desktop_app.company.tables import Scoped
from desktop_app.domain.errors import NotFound
from desktop_app.domain.texts import tr

AUDITED = {"waybill_audited": True}
"""Execution options of the few statements on scoped tables that are not of the ORM; each names its company."""


class ScopedSession(Session):
    """A session that sees all companies until `limit_to` is called."""

    def limit_to(self, company_id: int) -> None:
        """See this company only, from here on."""
        self.info["company_id"] = company_id

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("Bulk writes slip by the company's scope; use the unit of work.")

    bulk_save_objects = _refuse
    bulk_insert_mappings = _refuse
    bulk_update_mappings = _refuse


@event.listens_for(ScopedSession, "do_orm_execute")
def _limit(state: ORMExecuteState) -> None:
    company_id = state.session.info.get("company_id")
    if company_id is None or state.is_column_load or state.is_relationship_load:
        return
    if state.is_select and state.is_orm_statement:
        state.statement = state.statement.options(
            with_loader_criteria(Scoped, lambda row: row.company_id == company_id, include_aliases=True)
        )
    elif not state.execution_options.get("waybill_audited"):
        raise TypeError("Only ORM selects are limited to the company; this statement is not one.")


@event.listens_for(ScopedSession, "before_flush")
def _check(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    company_id = session.info.get("company_id")
    if company_id is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Scoped) and row.company_id != company_id:
            raise NotFound(tr("There is no such thing."))
