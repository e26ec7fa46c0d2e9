"""The database's own clock and calendar, the same to the areas on both engines."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from desktop_app.company.tables import Instant
from desktop_app.domain.states import ACTIVE_WITHIN


class active_since(FunctionElement[datetime]):
    """Whoever was seen after this instant is there, by the database's clock."""

    name = "active_since"
    type = Instant()
    inherit_cache = True


class local_day(FunctionElement[Any]):
    """The day that an instant belongs to in an IANA zone."""

    name = "local_day"
    type = Date()
    inherit_cache = True

    def __init__(self, instant: ColumnElement[datetime], zone: str) -> None:
        super().__init__(instant, bindparam(None, zone))


_SECONDS = int(ACTIVE_WITHIN.total_seconds())


@compiles(active_since, "postgresql")
def _active_since_postgresql(_element: active_since, _compiler: SQLCompiler, **_: Any) -> str:
    return f"(now() - interval '{_SECONDS} seconds')"


@compiles(active_since, "sqlite")
def _active_since_sqlite(_element: active_since, _compiler: SQLCompiler, **_: Any) -> str:
    # As SQLAlchemy writes instants, for they are compared as texts; %f has three digits only.
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{_SECONDS} seconds')"


@compiles(local_day, "postgresql")
def _local_day_postgresql(element: local_day, compiler: SQLCompiler, **named: Any) -> str:
    instant, zone = element.clauses
    return f"CAST({compiler.process(instant, **named)} AT TIME ZONE {compiler.process(zone, **named)} AS DATE)"


@compiles(local_day, "sqlite")
def _local_day_sqlite(element: local_day, compiler: SQLCompiler, **named: Any) -> str:
    return f"local_date({compiler.process(element.clauses, **named)})"
