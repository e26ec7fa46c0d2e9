"""Reading as a person in one round trip: who it is, one query and the end of the transaction leave together.

A unit of work for each list costs four round trips and more of Python than of the database; a server that answers many
people pays that for each of them. What the query may see is decided by the database (row-level security), as always.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import psycopg
from psycopg.rows import dict_row, namedtuple_row
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.util.concurrency import await_

from desktop_app.company.gate import Query
from desktop_app.company.refusals import refusal

_ENTER = "SELECT * FROM api.enter(%s)"
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


def read(engine: Engine, access_token: str, wanted: Query, parameters: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of a query as whose token this is; see `Database.rows`.

    Raises:
        SignInRefused: the token has ended, or the account may not be used.
        SQLAlchemyError: the database cannot be asked.
    """
    query, constants = _compiled(wanted)
    values = {**constants, **parameters}
    try:
        return _read(engine, access_token, query, values)
    except _Died:
        # With the server's restart, and so did all others; reading twice does no harm.
        engine.dispose()
        return _read(engine, access_token, query, values)


class _Died(OperationalError):
    """The connection had died before it was used."""


def _read(engine: Engine, access_token: str, query: str, values: Mapping[str, Any]) -> Sequence[Any]:
    borrowed = engine.raw_connection()
    connection: Any = borrowed.driver_connection
    try:
        if isinstance(connection, psycopg.AsyncConnection):
            who, rows = await_(_asked_in_greenlet(connection, access_token, query, values))
        else:
            who, rows = _asked(connection, access_token, query, values)
    except psycopg.Error as error:
        if connection.closed:
            borrowed.invalidate(error)
            raise _Died(query, None, error) from error
        raise DBAPIError.instance(query, None, error, psycopg.Error) from error
    finally:
        borrowed.close()
    # Whoever may not enter has seen no row: the policies saw to that, not this.
    if (refused := refusal(who["state"])) is not None:
        raise refused
    return rows


def _asked(
    connection: psycopg.Connection[Any], access_token: str, query: str, values: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Any]]:
    with connection.pipeline():
        entered = connection.cursor(row_factory=dict_row).execute(_ENTER, (access_token,))
        found = connection.cursor(row_factory=namedtuple_row).execute(query, values)
        connection.commit()
    return entered.fetchone() or {}, found.fetchall()


async def _asked_in_greenlet(
    connection: psycopg.AsyncConnection[Any], access_token: str, query: str, values: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Any]]:
    async with connection.pipeline():
        entered = await connection.cursor(row_factory=dict_row).execute(_ENTER, (access_token,))
        found = await connection.cursor(row_factory=namedtuple_row).execute(query, values)
        await connection.commit()
    return await entered.fetchone() or {}, await found.fetchall()


@cache
def _compiled(wanted: Query) -> tuple[str, Mapping[str, Any]]:
    """A query's text as the driver takes it, and the values that stand in it."""
    compiled = wanted.compile(dialect=_DIALECT)
    return str(compiled), compiled.params
