"""Who may do what in a database that is taken over: the tools that were there keep it, workstations never get it.

Whatever everybody may do (PUBLIC), workstations' logins may. So that is taken away, from the old tables and, as in any
company's database, from the server's own things. Each role that could reach something here is given, by its name, just
what it lost by that. The questions are views in ``rights.sql``.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from desktop_app.company.adopt.source import run_script
from desktop_app.domain.adoption import Finding, FindingItem
from desktop_app.domain.errors import NotAllowed


def remember(connection: Connection) -> None:
    """Note what everybody may do, before anything is taken away; in the schema that is first in the search path."""
    run_script(connection, "rights.sql")


def foreign_schemas(connection: Connection) -> frozenset[str]:
    """The schemas that are neither PostgreSQL's nor Waybill's."""
    return frozenset(connection.scalars(text("SELECT nspname FROM foreign_schemas")))


def part(connection: Connection) -> Iterator[Finding]:
    """Part workstations from the old tables, and give the others back what they lost with that.

    Comes last: after the companies' logins are made, and after hardening.

    Raises:
        NotAllowed: whoever adopts may not take these rights away.
    """
    public = [FindingItem(name) for name in connection.scalars(text("SELECT object FROM everybody_read ORDER BY 1"))]
    for schema in connection.scalars(text("SELECT quote_ident(nspname) FROM foreign_schemas")).all():
        for what in ("SCHEMA", "ALL TABLES IN SCHEMA", "ALL SEQUENCES IN SCHEMA"):
            _change(connection, f"REVOKE ALL ON {what} {schema} FROM PUBLIC")
    ours = connection.execute(text("SELECT kind, object, role FROM rights_of_ours ORDER BY 1, 2, 3")).all()
    for row in ours:
        _change(connection, f"REVOKE ALL ON {row.kind} {row.object} FROM {row.role} CASCADE")
    _give_back(connection)
    if still := connection.scalars(text("SELECT object FROM open_to_workstations ORDER BY 1")).all():
        raise NotAllowed(
            f"Workstations could still use {', '.join(still)}, and this login may not prevent that. Let a "
            "superuser adopt the database. Nothing was changed."
        )
    if public:
        yield Finding(
            "public_rights",
            "Tables that everybody could read, so workstations could too. The roles that are there now keep the right, "
            "by their names; a role that is made later needs to be given it:",
            public,
        )
    if ours:
        yield Finding(
            "own_rights",
            "Rights in the old tables that Waybill's own roles had, and workstations by them, are taken away:",
            [FindingItem(f"{row.role} on {row.object}") for row in ours],
        )
    readers = connection.scalars(text("SELECT rolname FROM readers ORDER BY 1")).all()
    yield Finding(
        "old_tables_kept",
        "The old tables stay as they are. As before, they can be read by their owner, superusers and "
        f"{('as far as each could, ' + ', '.join(readers)) if readers else 'nobody else'}. Waybill does not see "
        "what is written there from now on.",
    )


def _give_back(connection: Connection) -> None:
    """Give the roles that were there what everybody has lost."""
    keepers = connection.scalars(text("SELECT quote_ident(rolname) FROM keepers ORDER BY 1")).all()
    if not keepers:
        return
    for row in connection.execute(text("SELECT kind, object, privilege FROM lost ORDER BY 1, 2, 3")).all():
        _change(connection, f"GRANT {row.privilege} ON {row.kind} {row.object} TO {', '.join(keepers)}")


def _change(connection: Connection, statement: str) -> None:
    # A name may hold a colon, which `text` takes for a parameter's.
    connection.execute(text(statement.replace(":", r"\:")))
