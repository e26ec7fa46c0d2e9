"""Rows that go into SQLite in few statements, and come back as one piece of JSON, are the rows that were given."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as some

from desktop_app.domain.sqlite_rows import ForRows, in_one, rows_of

TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = some.integers(-(2**63), 2**63 - 1)


@given(some.lists(some.tuples(some.binary(), TEXT, NUMBERS, some.none() | TEXT), max_size=200))
def test_bytes_text_numbers_and_nothing_come_back(given_rows: list[tuple[bytes, str, int, str | None]]) -> None:
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE TABLE kept(other INTEGER, path BLOB, name TEXT, size INTEGER, note TEXT) STRICT")
        columns = ("path", "name", "size", "note")
        insert = ForRows(f"INSERT INTO kept SELECT ?1, {', '.join(columns)} FROM {{new}} WHERE ?2", *columns)  # noqa: S608
        for execution in insert.executions(given_rows, 7, 1):
            db.execute(*execution)
        assert db.execute("SELECT * FROM kept ORDER BY rowid").fetchall() == [(7, *row) for row in given_rows]
        back = rows_of(db.execute(in_one(("hex(path)", *columns[1:]), "FROM kept ORDER BY rowid")).fetchone())
        assert [(bytes.fromhex(path), *rest) for path, *rest in back] == given_rows
    finally:
        db.close()


def test_few_different_statements_are_made() -> None:
    statement = ForRows("SELECT * FROM {new}", "number")
    made = {sql for number in range(1000) for sql, _ in statement.executions([(0,)] * number)}
    assert len(made) == 7
