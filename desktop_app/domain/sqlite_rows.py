"""Many rows in few SQLite statements.

Row by row, as ``executemany`` and ``fetchall`` go, Python's lock is given up and won back for each row. Beside a thread
that sends, that took 90 to 260 µs a row and half of the sender's time; in statements of many rows it goes on.
"""

# ruff: noqa: S608 (what is put into a statement is ours: column names)

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

Row = Sequence[Any]

_MOST_ROWS = 64
"""In one statement: more bring nothing (1.4 µs a row of four columns from 32 on, where ``executemany`` takes 5.7)."""


class ForRows:
    """A statement that is run for many rows at a time."""

    def __init__(self, sql: str, *columns: str) -> None:
        """Make it.

        Args:
            sql: the statement, with ``{new}`` in FROM where the rows stand, as a table of that name; what is the same
                for all of them is ``?1``, ``?2`` and so on.
            columns: the names of the rows' columns.
        """
        self._before, self._behind = sql.split("{new}")
        self._columns = columns
        self._sql = lru_cache(maxsize=None)(self._of)

    def executions(self, rows: Sequence[Row], *constants: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """What is to be executed, one after the other: SQL and its parameters."""
        at = 0
        while left := len(rows) - at:
            # Powers of two, so that there are few different statements, which SQLite need not prepare anew.
            number = min(_MOST_ROWS, 1 << left.bit_length() - 1)
            yield (
                self._sql(number, len(constants)),
                (*constants, *chain.from_iterable(rows[at : at + number])),
            )
            at += number

    def _of(self, number: int, constants: int) -> str:
        width = len(self._columns)
        rows = ", ".join(
            f"({', '.join(f'?{constants + row * width + place + 1}' for place in range(width))})"
            for row in range(number)
        )
        named = ", ".join(f"column{place} AS {name}" for place, name in enumerate(self._columns, start=1))
        return f"{self._before}(SELECT {named} FROM (VALUES {rows})) AS new{self._behind}"


def in_one(columns: Sequence[str], source: str) -> str:
    """A query that gives its rows as one, for `rows_of`: no column may be bytes, hence ``hex(column)``."""
    named = ", ".join(f"{column} AS c{place}" for place, column in enumerate(columns))
    listed = ", ".join(f"c{place}" for place in range(len(columns)))
    return f"SELECT json_group_array(json_array({listed})) FROM (SELECT {named} {source})"


def rows_of(answer: Sequence[Any]) -> list[list[Any]]:
    """The rows of a query made by `in_one` from the one row that it gives."""
    rows: list[list[Any]] = json.loads(answer[0])
    return rows
