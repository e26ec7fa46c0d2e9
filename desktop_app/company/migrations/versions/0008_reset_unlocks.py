"""An admin's new password opens a name that wrong passwords have locked."""

from importlib.resources import files

from alembic import op

from desktop_app.company.postgres.foundation import driver

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Functions in PostgreSQL; on SQLite the program does the same."""
    if op.get_bind().dialect.name == "postgresql":
        script = files("desktop_app.company") / "migrations" / "sql" / "0008_reset_unlocks.sql"
        # Straight to the driver, without parameters: many statements at once, and a % is a %.
        driver(op.get_bind()).execute(script.read_bytes())
