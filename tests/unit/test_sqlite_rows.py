"""Rows that go into SQLite and come back as one piece of JSON are the rows that were given."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as some

from desktop_app.domain.sqlite_rows import as_json, in_one, rows_of, table, table_with_blobs, with_blobs

TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = some.integers(-(2**63), 2**63 - 1)


@given(some.lists(some.tuples(some.binary(min_size=1), TEXT, NUMBERS, some.none() | TEXT)))
def test_bytes_text_numbers_and_nothing_come_back(given_rows: list[tuple[bytes, str, int, str | None]]) -> None:
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE TABLE kept(path BLOB, name TEXT, size INTEGER, note TEXT) STRICT")
        rows, blobs = with_blobs(given_rows)
        columns = ("name", "size", "note")
        db.execute(
            f"INSERT INTO kept SELECT path, {', '.join(columns)} FROM {table_with_blobs('path', *columns)}",  # noqa: S608
            {"rows": rows, "blobs": blobs},
        )
        assert db.execute("SELECT * FROM kept ORDER BY rowid").fetchall() == given_rows
        back = rows_of(db.execute(in_one(("hex(path)", *columns), "FROM kept ORDER BY rowid")).fetchone())
        assert [(bytes.fromhex(path), *rest) for path, *rest in back] == given_rows
    finally:
        db.close()


@given(some.lists(some.tuples(NUMBERS, TEXT)))
def test_rows_without_bytes_come_back(given_rows: list[tuple[int, str]]) -> None:
    db = sqlite3.connect(":memory:")
    try:
        assert db.execute(f"SELECT * FROM {table('a', 'b')}", {"rows": as_json(given_rows)}).fetchall() == given_rows  # noqa: S608
    finally:
        db.close()
