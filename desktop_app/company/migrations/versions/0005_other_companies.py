"""Nothing of other companies by trying, nothing deleted comes back, an endpoint in one spelling.

Nothing on SQLite, where one writes at a time and Python keeps the rules.
"""

from importlib.resources import files

from alembic import op

from desktop_app.company.postgres.foundation import driver

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two triggers, and how endpoints are compared."""
    if op.get_bind().dialect.name == "postgresql":
        script = files("desktop_app.company") / "migrations" / "sql" / "0005_other_companies.sql"
        # Straight to the driver, without parameters: many statements at once, and a % is a %.
        driver(op.get_bind()).execute(script.read_bytes())
