"""What of a folder an upload sends: patterns left out, links followed, the names that were chosen."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from desktop_app.company.postgres.foundation import driver

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns; in PostgreSQL also the function that writes them."""
    for column in (
        sa.Column("follow_links", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("excludes", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("selection", sa.JSON(), server_default="[]", nullable=False),
    ):
        op.add_column("sync_sessions", column)
    if op.get_bind().dialect.name == "postgresql":
        script = files("desktop_app.company") / "migrations" / "sql" / "0006_what_is_sent.sql"
        # Straight to the driver, without parameters: many statements at once, and a % is a %.
        driver(op.get_bind()).execute(script.read_bytes())
