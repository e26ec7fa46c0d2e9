"""What a company needs in PostgreSQL beside tables: roles, schemas, the extension, and what is taken from PUBLIC.

It acts as whoever runs `waybill company create`, in one transaction: it is all there afterwards or nothing.
"""

import re
import secrets
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, text

from desktop_app.domain.errors import Conflict, NotAllowed, NotPossibleNow
from desktop_app.domain.texts import tr

if TYPE_CHECKING:
    import psycopg

OWNER = "waybill_owner"
"""Owns all there is, has no login and no rights beyond: functions act with their owner's."""
CLIENTS = "uploader_client"
"""Holds what clients may do; each company's login is a member."""
CONNECTION_LIMIT = 60
"""Connections of one company's login at a time. A workstation holds one while it is busy, none when it is idle."""
_OLDEST = 14
"""PostgreSQL's oldest version that has what the migrations use."""
_ENDS_WITHIN_MS = 5000
"""An idle connection ends at once, one in the middle of a query at its next look for signals."""
_SCHEMAS = ("app", "auth", "api", "ext")


def quoted(connection: Connection, name: str) -> str:
    """A name as SQL takes it."""
    return connection.dialect.identifier_preparer.quote_identifier(name)


def is_superuser(connection: Connection) -> bool:
    """Whether the connection may do everything."""
    return bool(connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")))


def schema_version(connection: Connection) -> str | None:
    """The revision of the schema that is there; None if there is none."""
    if connection.scalar(text("SELECT to_regclass('app.alembic_version')")) is None:
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM app.alembic_version"))
    return version


def prepare_database(connection: Connection, *, beside: frozenset[str] = frozenset()) -> None:
    """Make roles, the schemas' ground and the extension, and take from PUBLIC what is not for everybody.

    ``beside`` names schemas that may be there already.

    Raises:
        Conflict: the database holds something that is not ours.
        NotAllowed: the role may not make roles.
        NotPossibleNow: the server is too old.
    """
    version = driver(connection).info.server_version // 10_000
    if version < _OLDEST:
        raise NotPossibleNow(
            tr("This is PostgreSQL {version}; Waybill needs {oldest} or newer.", version=version, oldest=_OLDEST)
        )
    _refuse_foreign(connection, beside)
    _make_role(connection, OWNER)
    _make_role(connection, CLIENTS)
    database = quoted(connection, connection.scalar(text("SELECT current_database()")) or "")
    if not is_superuser(connection):
        connection.exec_driver_sql(f"GRANT {OWNER} TO CURRENT_USER")
    for statement in (
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CREATE ON DATABASE {database} TO {OWNER}",
        "CREATE SCHEMA IF NOT EXISTS ext",
        "CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA ext",
        "REVOKE ALL ON SCHEMA ext FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA ext TO {OWNER}",
    ):
        connection.exec_driver_sql(statement)
    if "public" not in beside:
        connection.exec_driver_sql("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    as_owner(connection)
    connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS app")
    as_oneself(connection)


def as_owner(connection: Connection) -> None:
    """Act as the owner until `as_oneself` or the transaction's end.

    Raises:
        NotAllowed: the role is neither a superuser nor the owner's.
    """
    member = connection.scalar(
        text("SELECT pg_has_role(current_user, oid, 'member') FROM pg_roles WHERE rolname = :owner"), {"owner": OWNER}
    )
    if not member:
        raise NotAllowed(
            tr("This takes a role that may act as {owner}, or a superuser. The address names neither.", owner=OWNER)
        )
    connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
    # Migrations of big tables take their time.
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def as_oneself(connection: Connection) -> None:
    """Act as who connected."""
    connection.exec_driver_sql("RESET ROLE")


def make_login(connection: Connection, company_id: int, code: str) -> tuple[str, str]:
    """A login for a company's workstations; its name and generated password."""
    role = _free_name(connection, code)
    _make_role(connection, role, login=True)
    password = set_password(connection, role)
    database = quoted(connection, connection.scalar(text("SELECT current_database()")) or "")
    connection.exec_driver_sql(f"ALTER ROLE {quoted(connection, role)} CONNECTION LIMIT {CONNECTION_LIMIT}")
    connection.exec_driver_sql(f"GRANT {CLIENTS} TO {quoted(connection, role)}")
    # Each login by itself, not the group: in another database of the same server it is nobody.
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {quoted(connection, role)}")
    as_owner(connection)
    connection.execute(
        text("INSERT INTO auth.company_logins (company_id, login_role) VALUES (:company, :role)"),
        {"company": company_id, "role": role},
    )
    as_oneself(connection)
    return role, password


def set_password(connection: Connection, role: str) -> str:
    """Give a login a new password and return it. The server is sent its SCRAM verifier only, so no log has it."""
    password = secrets.token_urlsafe(24)
    verifier = driver(connection).pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.exec_driver_sql(f"ALTER ROLE {quoted(connection, role)} PASSWORD '{verifier}'")
    return password


def shut_out(connection: Connection, role: str) -> None:
    """Let nobody else in by a login until `reset_login`; who is in stays."""
    connection.exec_driver_sql(f"ALTER ROLE {quoted(connection, role)} NOLOGIN")


def reset_login(connection: Connection, role: str) -> str:
    """Let a login in by a new password, without the settings that whoever had the old one may have given it."""
    connection.exec_driver_sql(f"ALTER ROLE {quoted(connection, role)} LOGIN")
    connection.exec_driver_sql(f"ALTER ROLE {quoted(connection, role)} RESET ALL")
    database = quoted(connection, connection.scalar(text("SELECT current_database()")) or "")
    connection.exec_driver_sql(f"ALTER ROLE {quoted(connection, role)} IN DATABASE {database} RESET ALL")
    return set_password(connection, role)


def end_connections(connection: Connection, role: str) -> int:
    """End what is connected by a login, and wait until it is; how many that were.

    A role may give itself a password, so one that stays connected could come back.
    """
    ended = connection.scalars(
        text("SELECT pg_terminate_backend(pid, :patience) FROM pg_stat_activity WHERE usename = :role"),
        {"patience": _ENDS_WITHIN_MS, "role": role},
    )
    return sum(ended)


def ending_connections(role: str) -> str:
    """The SQL for it, for somebody who may."""
    from psycopg import sql

    ending = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {};")
    return ending.format(sql.Literal(role)).as_string()


def hardening() -> str:
    """The SQL that only a superuser can run."""
    return (files("desktop_app.company.postgres") / "hardening.sql").read_text("utf-8")


def harden(connection: Connection) -> None:
    """Run it."""
    driver(connection).execute(hardening().encode())


def driver(connection: Connection) -> "psycopg.Connection[tuple[object, ...]]":
    """Psycopg's own connection, for what SQLAlchemy does not pass on."""
    return cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)


def _refuse_foreign(connection: Connection, beside: frozenset[str]) -> None:
    foreign = connection.scalars(
        text(
            "SELECT nspname FROM pg_namespace n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
            " AND NOT nspname = ANY(:ours) AND NOT nspname = ANY(:beside)"
            " AND (nspname <> 'public' OR EXISTS(SELECT FROM pg_class c WHERE c.relnamespace = n.oid)"
            " OR EXISTS(SELECT FROM pg_proc p WHERE p.pronamespace = n.oid)) ORDER BY 1"
        ),
        {"ours": list(_SCHEMAS), "beside": list(beside)},
    ).all()
    if foreign:
        raise Conflict(
            tr(
                "The database holds something else already (in schema {foreign}). Waybill needs "
                "a database of its own; make an empty one. One of an earlier uploader is taken "
                "over with `waybill company adopt`.",
                foreign=", ".join(foreign),
            )
        )
    ours = connection.scalars(
        text("SELECT nspname FROM pg_namespace WHERE nspname = ANY(:ours)"), {"ours": list(_SCHEMAS)}
    ).all()
    if ours and schema_version(connection) is None:
        raise Conflict(
            tr(
                "The database has schemas of Waybill's names ({schemas}) that Waybill did not make. "
                "Use an empty database.",
                schemas=", ".join(sorted(ours)),
            )
        )


def _make_role(connection: Connection, name: str, *, login: bool = False) -> None:
    found = connection.execute(
        text("SELECT rolsuper OR rolbypassrls AS mighty FROM pg_roles WHERE rolname = :name"), {"name": name}
    ).one_or_none()
    if found is None:
        may = connection.scalar(text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"))
        if not may:
            raise NotAllowed(tr("This takes a role that may make roles (CREATEROLE), or a superuser."))
        kind = "LOGIN" if login else "NOLOGIN"
        connection.exec_driver_sql(f"CREATE ROLE {quoted(connection, name)} {kind} NOSUPERUSER NOCREATEDB NOCREATEROLE")
    elif found.mighty:
        raise Conflict(
            tr(
                "The role {name} is a superuser or passes row-level security by; it must not. Alter it first.",
                name=name,
            )
        )


def _free_name(connection: Connection, code: str) -> str:
    """``uploader_CODE``, with a number if the server has one of that name; PostgreSQL cuts names at 63 bytes."""
    stem = "uploader_" + (re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")[:40] or "company")
    taken = set(
        connection.scalars(text("SELECT rolname FROM pg_roles WHERE starts_with(rolname, :stem)"), {"stem": stem})
    )
    names = (stem if number == 1 else f"{stem}_{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
