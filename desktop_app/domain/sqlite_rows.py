"""Many rows in one SQLite statement, as JSON.

Row by row, as ``executemany`` and ``fetchall`` go, Python's lock is given up and won back for each row. Beside a thread
that sends, that took 90 to 260 µs a row and half of the sender's time; in one statement 18 µs, and the sender goes on.
"""

# ruff: noqa: S608 (what is put into a statement is ours: column names)

import json
from collections.abc import Iterable, Sequence
from typing import Any

Row = tuple[Any, ...]


def as_json(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as the parameter that `table` reads: numbers, text and None."""
    return json.dumps(list(rows))


def with_blobs(rows: Iterable[Row]) -> tuple[str, bytes]:
    """`as_json` for rows whose first column is bytes, which JSON does not hold; those are the second parameter.

    Not empty ones, as no path is: where all of them are, SQLite gives NULL for a piece of them.
    """
    listed: list[Row] = []
    blobs: list[bytes] = []
    at = 1
    for blob, *others in rows:
        listed.append((at, len(blob), *others))
        blobs.append(blob)
        at += len(blob)
    return json.dumps(listed), b"".join(blobs)


def table(*columns: str) -> str:
    """What stands in FROM for rows given by `as_json` as the parameter ``:rows``."""
    named = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
    return f"(SELECT {named} FROM json_each(:rows))"


def table_with_blobs(blob: str, *columns: str) -> str:
    """`table` for the two parameters that `with_blobs` gives, ``:rows`` and ``:blobs``."""
    inner = table("blob_at", "blob_length", *columns)
    return f"(SELECT substr(:blobs, blob_at, blob_length) AS {', '.join((blob, *columns))} FROM {inner})"


def in_one(columns: Sequence[str], source: str) -> str:
    """A query that gives its rows as one, for `rows_of`: no column may be bytes, hence ``hex(column)``."""
    named = ", ".join(f"{column} AS c{place}" for place, column in enumerate(columns))
    listed = ", ".join(f"c{place}" for place in range(len(columns)))
    return f"SELECT json_group_array(json_array({listed})) FROM (SELECT {named} {source})"


def rows_of(answer: Sequence[Any]) -> list[list[Any]]:
    """The rows of a query made by `in_one` from the one row that it gives."""
    rows: list[list[Any]] = json.loads(answer[0])
    return rows
