"""Run revisions on the connection that `sql_setup` hands over; there is no alembic.ini."""

from alembic import context

from desktop_app.company.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite cannot alter a table in place.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
