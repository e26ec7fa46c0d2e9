"""What the migrations say PostgreSQL must have to keep companies apart, and where a database differs from it.

Read from the same SQL that made it, so that nothing is listed twice; the catalogs are open to every login.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, text

from desktop_app.company.postgres.foundation import CLIENTS, OWNER

_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\.(\w+)\([^;]*?AS \$\$(.*?)\$\$", re.DOTALL)
_ANY_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+\.\w+)\(")
_POLICY = re.compile(
    r"CREATE POLICY (\w+) ON app\.(\w+)(?: AS (RESTRICTIVE))? FOR \w+ TO (\w+)\s+"
    r"(?:USING \((.*?)\))?\s*(?:WITH CHECK \((.*?)\))?;",
    re.DOTALL,
)
_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) .*? ON app\.(\w+)\b", re.DOTALL)
_SECURED = re.compile(r"ALTER TABLE app\.(\w+)\s+ENABLE ROW LEVEL SECURITY")


@dataclass(frozen=True)
class _Expected:
    functions: dict[str, str]
    """``schema.name`` -> body."""
    known: frozenset[str]
    """``schema.name`` of every function, also of those whose body PostgreSQL keeps parsed."""
    policies: dict[str, tuple[str, str, str]]
    """``table.name`` -> (permissive or restrictive, using, with check), as `_plain` gives them."""
    triggers: frozenset[str]
    """``table.name``."""
    tables: frozenset[str]
    """With row-level security."""


def differences(connection: Connection) -> Iterator[str]:
    """What is not as it must be, a sentence each; nothing if the walls stand."""
    expected = _expected()
    yield from _tables(connection, expected)
    yield from _policies(connection, expected)
    yield from _functions(connection, expected)
    yield from _triggers(connection, expected)
    yield from _privileges(connection)
    yield from _roles(connection)


def hardening_gaps(connection: Connection) -> Iterator[str]:
    """What hardening.sql takes from PUBLIC and PUBLIC still has, a sentence each."""
    rows = connection.execute(
        text(
            """
            SELECT 'the language ' || lanname AS what FROM pg_language
             WHERE lanname IN ('plpgsql', 'sql') AND has_language_privilege('public', oid, 'usage')
            UNION ALL
            SELECT 'the function ' || oid::regprocedure FROM pg_proc
             WHERE pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege('public', oid, 'execute')
               AND (proname IN ('pg_cancel_backend', 'pg_terminate_backend', 'pg_stat_get_activity', 'pg_lock_status',
                    'lo_creat', 'lo_create', 'lo_from_bytea', 'lo_open', 'lo_put', 'lowrite', 'lo_truncate',
                    'lo_truncate64', 'lo_unlink', 'lo_import', 'lo_export', 'pg_logical_emit_message',
                    'pg_export_snapshot')
                    OR proname ~ '^(pg_stat_get_(xact|backend)_|pg_(try_)?advisory_)')
            UNION ALL
            SELECT 'the view ' || relname FROM pg_class
             WHERE relnamespace = 'pg_catalog'::regnamespace AND has_table_privilege('public', oid, 'select')
               AND relname IN ('pg_stat_activity', 'pg_stat_replication', 'pg_stat_ssl', 'pg_stat_gssapi', 'pg_locks',
                    'pg_stat_xact_user_tables', 'pg_stat_xact_all_tables', 'pg_stat_xact_sys_tables')
            """
        )
    )
    for row in rows:
        yield f"Everybody may use {row.what}."


@cache
def _expected() -> _Expected:
    folder = files("desktop_app.company") / "migrations" / "sql"
    scripts = sorted((script for script in folder.iterdir() if script.name.endswith(".sql")), key=lambda one: one.name)
    sql = "\n".join(script.read_text("utf-8") for script in scripts)
    return _Expected(
        functions={f"{schema}.{name}": body for schema, name, body in _FUNCTION.findall(sql)},
        known=frozenset(_ANY_FUNCTION.findall(sql)),
        policies={
            f"{table}.{name}": (kind.lower() or "permissive", _plain(using), _plain(check))
            for name, table, kind, _, using, check in _POLICY.findall(sql)
        },
        triggers=frozenset(f"{table}.{name}" for name, table in _TRIGGER.findall(sql)),
        tables=frozenset(_SECURED.findall(sql)),
    )


def _plain(expression: str | None) -> str:
    """An expression without what PostgreSQL writes differently from us: blanks, brackets, casts and column aliases."""
    return re.sub(r"\s|[()]|::\w+", "", re.sub(r" AS \w+", "", expression or "")).lower()


def _tables(connection: Connection, expected: _Expected) -> Iterator[str]:
    rows = connection.execute(
        text(
            "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = to_regnamespace('app')"
            " AND relkind IN ('r', 'p', 'v', 'm') AND relname <> 'alembic_version'"
        )
    )
    secured = {row.relname: row.relrowsecurity for row in rows}
    for table in sorted(expected.tables | secured.keys()):
        if table not in secured:
            yield f"The table app.{table} is missing."
        elif not secured[table]:
            yield f"Row-level security is off for app.{table}: every company sees all of it."


def _policies(connection: Connection, expected: _Expected) -> Iterator[str]:
    rows = connection.execute(
        text("SELECT tablename, policyname, permissive, qual, with_check FROM pg_policies WHERE schemaname = 'app'")
    )
    found = {f"{row.tablename}.{row.policyname}": row for row in rows}
    for name in sorted(expected.policies.keys() - found.keys()):
        yield f"The policy {name} is missing."
    for name, row in sorted(found.items()):
        if name not in expected.policies:
            yield f"There is a policy {name} that Waybill did not make."
        elif (row.permissive.lower(), _plain(row.qual), _plain(row.with_check)) != expected.policies[name]:
            yield f"The policy {name} was changed."


def _functions(connection: Connection, expected: _Expected) -> Iterator[str]:
    rows = connection.execute(
        text(
            "SELECT n.nspname || '.' || p.proname AS name, p.prosrc, p.proconfig, p.prosecdef,"
            " pg_get_userbyid(p.proowner) AS owner, has_function_privilege('public', p.oid, 'execute') AS open"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('app', 'auth', 'api')"
        )
    )
    found = sorted(rows.all(), key=lambda row: str(row.name))
    for name in sorted(expected.known.difference(row.name for row in found)):
        yield f"The function {name} is missing."
    before = ""
    for row in found:
        name = row.name
        if name not in expected.known or name == before:  # A second one of a name takes other arguments.
            yield f"There is a function {name} that Waybill did not make."
        elif name in expected.functions and row.prosrc.strip() != expected.functions[name].strip():
            yield f"The function {name} was changed."
        if row.owner != OWNER:
            yield f"The function {name} belongs to {row.owner}, not to {OWNER}."
        if row.open:
            yield f"Everybody may call the function {name}."
        if row.prosecdef and not any(setting.startswith("search_path=") for setting in row.proconfig or ()):
            yield f"The function {name} acts as its owner without a search_path of its own."
        before = name


def _triggers(connection: Connection, expected: _Expected) -> Iterator[str]:
    rows = connection.execute(
        text(
            "SELECT c.relname || '.' || t.tgname AS name, t.tgenabled"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relnamespace = to_regnamespace('app') AND NOT t.tgisinternal"
        )
    )
    enabled = {row.name: row.tgenabled in ("O", "A") for row in rows}
    for name in sorted(expected.triggers):
        if not enabled.get(name, False):
            yield f"The trigger {name} is {'off' if name in enabled else 'missing'}."


def _privileges(connection: Connection) -> Iterator[str]:
    """Clients hold SELECT, and INSERT and UPDATE of columns; nobody else but the owner holds anything."""
    rows = connection.execute(
        text(
            """
            SELECT n.nspname || '.' || c.relname AS what, CASE a.grantee WHEN 0 THEN 'everybody'
                   ELSE pg_get_userbyid(a.grantee) END AS who, a.privilege_type AS privilege
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
             WHERE n.nspname IN ('app', 'auth') AND a.grantee <> c.relowner
               AND NOT (n.nspname = 'app' AND a.privilege_type = 'SELECT' AND pg_get_userbyid(a.grantee) = :clients
                        AND c.relname <> 'users')
            UNION ALL
            SELECT 'app.' || c.relname || ' (' || t.attname || ')', pg_get_userbyid(a.grantee), a.privilege_type
              FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
             WHERE c.relnamespace = to_regnamespace('app') AND a.grantee <> c.relowner
               AND (pg_get_userbyid(a.grantee) <> :clients OR t.attname = 'password_hash' OR a.privilege_type
                    NOT IN ('SELECT', 'INSERT', 'UPDATE') OR c.relname IN ('sync_sessions', 'file_uploads', 'audit_log')
                    OR a.privilege_type = 'UPDATE' AND t.attname IN ('id', 'company_id', 'project_id'))
            UNION ALL
            SELECT 'the schema ' || nspname, CASE a.grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(a.grantee) END,
                   a.privilege_type
              FROM pg_namespace, aclexplode(nspacl) a
             WHERE nspname IN ('app', 'auth', 'api', 'ext') AND a.grantee <> nspowner
               AND NOT (nspname IN ('app', 'api') AND a.privilege_type = 'USAGE'
                        AND pg_get_userbyid(a.grantee) = :clients)
               AND NOT (nspname = 'ext' AND pg_get_userbyid(a.grantee) = :owner)
            UNION ALL
            SELECT 'the database', 'everybody', a.privilege_type FROM pg_database, aclexplode(datacl) a
             WHERE datname = current_database() AND a.grantee = 0
            """
        ),
        {"clients": CLIENTS, "owner": OWNER},
    )
    for row in rows:
        yield f"{row.who} may {row.privilege} {row.what}."


def _roles(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole AS mighty, rolcanlogin FROM pg_roles r"
            " WHERE rolname IN (:clients, :owner) OR (rolname <> current_user OR NOT rolsuper)"
            " AND pg_has_role(r.oid, (SELECT oid FROM pg_roles WHERE rolname = :clients), 'member') AND NOT rolsuper"
        ),
        {"clients": CLIENTS, "owner": OWNER},
    )
    for row in rows:
        if row.mighty:
            yield f"The role {row.rolname} is a superuser, makes roles, or passes row-level security by."
        if row.rolname in (CLIENTS, OWNER) and row.rolcanlogin:
            yield f"The role {row.rolname} can log in; only companies' logins may."
