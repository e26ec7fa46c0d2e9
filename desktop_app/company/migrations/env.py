"""Run revisions on the connection that `setup` hands over; there is no alembic.ini.

The caller holds the transaction: all of it or nothing. On PostgreSQL it has set the search_path to the schema app.
"""

from alembic import context
from sqlalchemy import Connection

from desktop_app.company.tables import Base


def refuse_cascades(connection: Connection) -> None:
    """Raise RuntimeError while foreign keys are on: SQLite changes a table by dropping it, with what hangs on it.

    They are turned off before the transaction begins (`engines`, option ``migrating``); within it SQLite ignores that.
    """
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("Foreign keys are on; migrating would delete what hangs on the tables.")


def check_references(connection: Connection) -> None:
    """Raise RuntimeError if a row points to nothing, which nobody looked at in between."""
    if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"{len(dangling)} rows would point to nothing, the first: {dangling[0]}.")


connection: Connection = context.config.attributes["connection"]
sqlite = connection.dialect.name == "sqlite"
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite cannot alter a table in place.
    render_as_batch=sqlite,
)
if sqlite:
    refuse_cascades(connection)
with context.begin_transaction():
    context.run_migrations()
if sqlite:
    check_references(connection)
