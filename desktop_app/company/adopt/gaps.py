"""What the old tables lack, have besides, call otherwise, or hold in a form that cannot be read."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from desktop_app.company.adopt.columns import COMPANY, FILE_NAMES, NAMES, PATHS, TABLES, Kind
from desktop_app.company.adopt.source import OldTable
from desktop_app.domain.adoption import Finding, FindingItem

_IN_WORDS = {"NULL": "none", "''": "empty", "'{}'": "empty", "now()": "the time of taking over"}


def gaps(connection: Connection, tables: Mapping[str, OldTable]) -> Iterator[Finding]:
    """All of it."""
    if missing := [name for name in NAMES if name not in tables]:
        yield Finding(
            "tables_missing", f"The old database has no table {' and no '.join(missing)}: there are no such rows."
        )
    for code, message, items in (
        ("columns_missing", "Columns that the old tables lack have the usual value:", _missing(tables)),
        ("columns_renamed", "Columns that have another name there:", _renamed(tables)),
        ("columns_left", "Columns that have no place here stay in the old tables only:", _left(tables)),
    ):
        if found := tuple(items):
            yield Finding(code, message, found)
    yield from _about_values(connection, tables)
    yield from _about_times(connection, tables)


def _missing(tables: Mapping[str, OldTable]) -> Iterator[FindingItem]:
    for table in tables.values():
        for column in TABLES[table.name]:
            if table.source(column) is not None:
                continue
            if column != COMPANY:
                yield FindingItem(f"{table.name}.{column.name}: {_in_words(column.default)}")
            elif table.name in ("users", "projects"):
                yield FindingItem(f"{table.name}.company_id: that of the company, if there is only one")


def _renamed(tables: Mapping[str, OldTable]) -> Iterator[FindingItem]:
    for table in tables.values():
        for column in TABLES[table.name]:
            if (source := table.source(column)) not in (None, column.name):
                yield FindingItem(f"{table.name}.{column.name} is read from {source}")
        if table.name == "file_uploads" and "relative_path" not in table.columns:
            key = table.source(next(column for column in TABLES[table.name] if column.name == "s3_key"))
            names = (*table.those_of(PATHS), *([key] if key else ()), *table.those_of(FILE_NAMES))
            yield FindingItem(f"file_uploads.relative_path is read from {', else from '.join(names) or 'the id'}")


def _left(tables: Mapping[str, OldTable]) -> Iterator[FindingItem]:
    for table in tables.values():
        used = {"id", *(table.source(column) for column in TABLES[table.name])}
        if table.name == "file_uploads":
            used.update(PATHS, FILE_NAMES)
        yield from (FindingItem(f"{table.name}.{name}") for name in table.columns if name not in used)


def _about_values(connection: Connection, tables: Mapping[str, OldTable]) -> Iterator[Finding]:
    """How many values are NULL where the tables here want one, and how many are of no use."""
    empty, useless = [], []
    for table in tables.values():
        sources = {column: source for column in TABLES[table.name] if (source := table.source(column))}
        counts = ", ".join(
            f'count(*) FILTER (WHERE "{source}" IS NULL), count(*) FILTER (WHERE "{source}" IS NOT NULL'
            f" AND {table.read(source, column.kind)} IS NULL)"
            for column, source in sources.items()
        )
        found = iter(connection.execute(text(f"SELECT {counts} FROM {table.full_name}")).one())  # noqa: S608
        for column in sources:
            name, instead = f"{table.name}.{column.name}", _in_words(column.default)
            nulls, unread = next(found), next(found)
            if nulls and column.default != "NULL":
                empty.append(FindingItem(f"{name}: {nulls:,}, taken as {instead}"))
            if unread:
                useless.append(FindingItem(f"{name}: {unread:,}, taken as {instead}"))
    if empty:
        yield Finding("values_missing", "Values that are not there (NULL):", empty)
    if useless:
        yield Finding(
            "values_unreadable",
            "Values that are not what the column is to hold, as a word for a number or a time beyond the calendar. "
            "The old tables keep them:",
            useless,
        )


def _about_times(connection: Connection, tables: Mapping[str, OldTable]) -> Iterator[Finding]:
    zoneless = [
        FindingItem(f"{table.name}.{source}")
        for table in tables.values()
        for column in TABLES[table.name]
        if column.kind is Kind.INSTANT
        and (source := table.source(column))
        and table.columns[source].name != "timestamptz"
    ]
    if zoneless:
        zone = connection.scalar(text("SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'"))
        yield Finding(
            "times_without_zone",
            f"Times without a zone are taken as UTC. The server's own zone is {zone}. If the earlier system wrote "
            "local times, these are off by the difference:",
            zoneless,
        )


def _in_words(default: str) -> str:
    return _IN_WORDS.get(default, default.strip("'"))
