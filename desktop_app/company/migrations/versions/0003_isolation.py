"""What keeps companies apart in PostgreSQL; nothing on SQLite, where one person holds the file."""

from importlib.resources import files

from alembic import op

from desktop_app.company.postgres.foundation import driver

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Schemas, policies, triggers, functions and grants."""
    if op.get_bind().dialect.name == "postgresql":
        script = files("desktop_app.company") / "migrations" / "sql" / "0003_isolation.sql"
        # Straight to the driver, without parameters: many statements at once, and a % is a %.
        driver(op.get_bind()).execute(script.read_bytes())
