"""Sign-ins that are good for one upload session only: what a job on a server goes on with."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from desktop_app.company.postgres.foundation import driver

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; in PostgreSQL also who may do what with such a sign-in."""
    if op.get_bind().dialect.name == "sqlite":
        op.add_column("sign_ins", sa.Column("client_uuid", sa.String(), nullable=True))
        return
    script = files("desktop_app.company") / "migrations" / "sql" / "0007_delegation.sql"
    # Straight to the driver, without parameters: many statements at once, and a % is a %.
    driver(op.get_bind()).execute(script.read_bytes())
