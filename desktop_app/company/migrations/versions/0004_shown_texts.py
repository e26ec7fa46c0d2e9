"""Texts that people read: no control characters in them, and an upload's folder in the audit log."""

from importlib.resources import files

from alembic import op

from desktop_app.company.postgres.foundation import driver

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Triggers and functions in PostgreSQL; on SQLite the program keeps these rules."""
    if op.get_bind().dialect.name == "postgresql":
        script = files("desktop_app.company") / "migrations" / "sql" / "0004_shown_texts.sql"
        # Straight to the driver, without parameters: many statements at once, and a % is a %.
        driver(op.get_bind()).execute(script.read_bytes())
