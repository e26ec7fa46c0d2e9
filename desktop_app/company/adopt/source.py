"""The old tables read as the tables here have them, whatever columns there are and of whatever types.

For each there is ``old_TABLE`` in a schema of its own, with the columns of `columns` and nothing that the tables
here could not hold. Everything after that is SQL that need not know how the old tables look.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from sqlalchemy import Connection, text

from desktop_app.company.adopt.columns import (
    COMPANY,
    FILE_NAMES,
    INDISPENSABLE,
    NAMES,
    OLD_SCHEMA,
    PATHS,
    TABLES,
    Column,
    Kind,
)
from desktop_app.company.postgres import foundation
from desktop_app.domain.errors import NotFound, NotPossibleNow

_RANGES = {Kind.INT: ("-2147483648", "2147483647"), Kind.BIGINT: ("-9223372036854775808", "9223372036854775807")}
_DESCRIBE = text(
    "SELECT c.relkind, a.attname, t.typname, t.typcategory FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " JOIN pg_type d ON d.oid = a.atttypid"
    " JOIN pg_type t ON t.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END"
    " WHERE n.nspname = :schema AND c.relname = :name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " ORDER BY a.attnum"
)
_HAS_PRIMARY_KEY = text(
    "SELECT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
    " AND a.attnum = i.indkey[0] AND a.attname = 'id' WHERE i.indrelid = CAST(:table AS regclass)"
    " AND i.indisprimary AND i.indnkeyatts = 1)"
)


@dataclass(frozen=True, slots=True)
class OldType:
    """A type of PostgreSQL, by its name and its category in pg_type."""

    name: str
    category: str


@dataclass(frozen=True, slots=True)
class OldTable:
    """One of the old tables."""

    name: str
    columns: Mapping[str, OldType]

    @property
    def full_name(self) -> str:
        """Its name in SQL."""
        return f"{OLD_SCHEMA}.{self.name}"

    def those_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Which of some columns it has."""
        return tuple(name for name in names if name in self.columns)

    def source(self, column: Column) -> str | None:
        """The old column that holds a column, if one does."""
        return next((name for name in (column.name, *column.others) if name in self.columns), None)

    def read(self, source: str, wanted: Kind) -> str:
        """An old column as another type (SQL); NULL if that cannot be done."""
        of, value = self.columns[source], f'"{source}"'
        if wanted is Kind.TEXT:
            # Names are compared as they are here, whatever collation they had.
            return f'({value}::text COLLATE "default")'
        if wanted in _RANGES:
            if of.name in ("int2", "int4") or (of.name == "int8" and wanted is Kind.BIGINT):
                return f"{value}::{wanted.value}"
            number = f"{value}::numeric" if of.category == "N" else f"as_number({value}::text)"
            lowest, highest = _RANGES[wanted]
            return f"(CASE WHEN {number} BETWEEN {lowest} AND {highest} THEN trunc({number})::{wanted.value} END)"
        if wanted is Kind.FLAG:
            return value if of.category == "B" else f"as_flag({value}::text)"
        if wanted is Kind.INSTANT:
            return f"within_reach({value}::timestamptz)" if of.category == "D" else f"as_instant({value}::text)"
        return f"as_object({value}::text)"


def find(connection: Connection) -> dict[str, OldTable]:
    """The old tables that are there.

    Raises:
        NotFound: those that nothing goes without are not.
        NotPossibleNow: one is no table, or its rows have no numbers.
    """
    tables = {name: table for name in NAMES if (table := _described(connection, name))}
    if missing := [name for name in NAMES if name in INDISPENSABLE and name not in tables]:
        raise NotFound(
            f"The database holds no earlier uploader's tables: {' and '.join(missing)} are not in its schema "
            f"{OLD_SCHEMA}. Check the address. A new company is made with `waybill company create`."
        )
    return tables


def run_script(connection: Connection, name: str) -> None:
    """Run a file of SQL that lies beside this one: straight by the driver, many statements at once, and a % is a %."""
    foundation.driver(connection).execute((files("desktop_app.company.adopt") / name).read_bytes())


def lock(connection: Connection, tables: Mapping[str, OldTable]) -> None:
    """Let nobody write to the old tables until the transaction ends; reading goes on.

    Raises:
        NotPossibleNow: rows have no id of their own.
    """
    listed = ", ".join(table.full_name for table in tables.values())
    connection.execute(text(f"LOCK TABLE {listed} IN SHARE MODE"))
    for table in tables.values():
        _check_ids(connection, table)


def make_readable(connection: Connection, tables: Mapping[str, OldTable]) -> None:
    """Make ``old_TABLE`` for every table, in the schema that is first in the search path."""
    for name in NAMES:
        kind = "VIEW" if name == "file_uploads" else "TABLE"  # Millions of rows are not kept twice.
        connection.execute(text(f"CREATE {kind} old_{name} AS {_select(name, tables.get(name))}"))
        if kind == "TABLE":
            connection.execute(text(f"ANALYZE old_{name}"))


def _described(connection: Connection, name: str) -> OldTable | None:
    columns = connection.execute(_DESCRIBE, {"schema": OLD_SCHEMA, "name": name}).all()
    if not columns:
        return None
    table = OldTable(name, {row.attname: OldType(row.typname, row.typcategory) for row in columns})
    if columns[0].relkind not in ("r", "p"):
        # A view would run what somebody wrote into it, with the rights of whoever adopts.
        raise NotPossibleNow(f"{table.full_name} is not a table. Only tables are taken over. Nothing was changed.")
    of = table.columns.get("id")
    if of is None or of.category != "N":
        kept = f"of the type {of.name}" if of else "not there"
        raise NotPossibleNow(f"The ids of {table.full_name} are {kept}. Waybill keeps ids, and they must be numbers.")
    return table


def _check_ids(connection: Connection, table: OldTable) -> None:
    if connection.scalar(_HAS_PRIMARY_KEY, {"table": table.full_name}):
        return
    twice = connection.scalar(text(f"SELECT count(*) - count(DISTINCT id) FROM {table.full_name}"))  # noqa: S608
    if twice:
        raise NotPossibleNow(
            f"In {table.full_name} {twice:,} rows have no id, or one that another row has. Give each an id of its own, "
            "and run this again. Nothing was changed."
        )


def _select(name: str, table: OldTable | None) -> str:
    """What reads an old table as ``old_TABLE``; one that is not there as one without rows."""
    columns = [f"{_value(table, column)} AS {column.name}" for column in TABLES[name]]
    if name == "file_uploads":
        columns += (f"{_first(table, PATHS)} AS path", f"{_first(table, FILE_NAMES)} AS file_name")
    if table is None:
        return f"SELECT NULL::bigint AS id, {', '.join(columns)} WHERE false"
    return f"SELECT id::bigint AS id, {', '.join(columns)} FROM {table.full_name}"  # noqa: S608


def _first(table: OldTable | None, names: tuple[str, ...]) -> str:
    """The first of some columns that says something."""
    values = "".join(f"nullif(\"{name}\"::text, ''), " for name in (table.those_of(names) if table else ()))
    return f"coalesce({values}NULL::text)"


def _value(table: OldTable | None, column: Column) -> str:
    """A column's value (SQL), its default where there is none that can be read."""
    source = table.source(column) if table else None
    if table is not None and source is not None:
        value = table.read(source, column.kind)
        return value if column.default == "NULL" else f"coalesce({value}, {column.default})"
    if column == COMPANY:
        # Where there is one company all is its; where there are several nobody can tell.
        return f"(SELECT min(c.id)::bigint FROM {OLD_SCHEMA}.companies c HAVING count(*) = 1)"  # noqa: S608
    return f"({column.default})::{column.kind.value}"
