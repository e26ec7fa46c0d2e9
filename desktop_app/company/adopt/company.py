"""Take over a company database that an earlier uploader made: all that is in it, or nothing.

The old tables (schema public) stay, untouched. Their rows are copied into Waybill's own, in one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from desktop_app.company.adopt import findings, gaps, rights, source
from desktop_app.company.adopt.columns import NAMES, OLD_SCHEMA
from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.company.connect.engines import connection_error, open_engine
from desktop_app.company.postgres import foundation
from desktop_app.company.setup import migrate
from desktop_app.domain.adoption import AdoptedLogin, AdoptionReport, TableSince, TableTally
from desktop_app.domain.errors import Conflict, InvalidValue, NotAllowed, NotFound, NotPossibleNow

_SCRATCH = "waybill_adopting"
# What is adopted may be large and is others': no limit on time, but on waiting for them; no function of theirs in place
# of PostgreSQL's; no row hidden by a policy of theirs; and times without a zone are UTC.
_SESSION = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL lock_timeout = '10s'",
    "SET LOCAL row_security = off",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL client_min_messages = warning",
    f"SET LOCAL search_path = {_SCRATCH}, pg_temp",
)
_PGCRYPTO = {
    "crypt": ("text, text", "text", "IMMUTABLE"),
    "gen_salt": ("text, integer", "text", "VOLATILE"),
    "gen_random_bytes": ("integer", "bytea", "VOLATILE"),
    "digest": ("bytea, text", "bytea", "IMMUTABLE"),
}


def adopt_company(address: CompanyAddress | str, *, dry_run: bool = False) -> AdoptionReport:
    """Take everything over, with its ids, and give each company a login; the address is a superuser's.

    Or that of a role that owns the database and the old tables and may make roles. Nobody can write to the old tables
    meanwhile. What was taken over before is left as it is, and the report says since when.

    Args:
        address: where the old database is.
        dry_run: do all of it, tell about it, and undo it.

    Raises:
        InvalidValue: a SQLite file has nothing to adopt.
        NotFound: there are no old tables, or no company in them.
        Conflict: there are companies of Waybill's own in the database.
        NotPossibleNow: something there cannot be taken over, or is in use.
        NotAllowed: the role may not do this.
        CompanyError: the database cannot be connected to.
    """
    address = CompanyAddress.parse(address) if isinstance(address, str) else address
    if address.kind is AddressKind.SQLITE:
        raise InvalidValue("company", "Only a company in PostgreSQL can be adopted, and this is a file.")
    with _transaction(address, undo=dry_run) as connection:
        if foundation.schema_version(connection) is None:
            return _adopt(connection, address, dry_run)
        return _adopted_before(connection)


def _adopt(connection: Connection, address: CompanyAddress, dry_run: bool) -> AdoptionReport:
    tables = source.find(connection)
    _check_encoding(connection)
    # From here on unqualified names are this schema's.
    for statement in (f"CREATE SCHEMA {_SCRATCH}", *_SESSION):
        connection.exec_driver_sql(statement)
    source.lock(connection, tables)
    rights.remember(connection)
    foundation.prepare_database(connection, beside=rights.foreign_schemas(connection) | {_SCRATCH})
    _borrow_pgcrypto(connection)
    _migrate(connection)
    source.run_script(connection, "scratch.sql")
    source.make_readable(connection, tables)
    if not connection.scalar(text("SELECT EXISTS (SELECT FROM old_companies)")):
        raise NotFound(f"The old table {OLD_SCHEMA}.companies is empty: there is no company to adopt.")
    source.run_script(connection, "copy.sql")
    tallies = tuple(_tallies(connection))
    _write_down(connection)
    found = [*findings.findings(connection), *gaps.gaps(connection, tables)]
    logins = tuple(_make_logins(connection, address, with_passwords=not dry_run))
    hardening = _harden(connection)
    found += rights.part(connection)
    connection.exec_driver_sql(f"DROP SCHEMA {_SCRATCH} CASCADE")
    adopted_at = connection.execute(text("SELECT now()")).scalar_one()
    return AdoptionReport(adopted_at, dry_run, tallies, tuple(found), logins, hardening)


def _adopted_before(connection: Connection) -> AdoptionReport:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    if connection.scalar(text("SELECT to_regclass('auth.adoption')")) is None:
        raise Conflict(
            "The database holds companies that Waybill made itself, so ids of the old tables may be taken. Nothing was "
            "changed. Adopt the old tables in a database in which there is no Waybill yet."
        )
    written = connection.execute(text("SELECT old_table, taken_over, highest_id, found, at FROM auth.adoption")).all()
    since = [
        TableSince(row.old_table, row.taken_over, *_since(connection, row.old_table, row.highest_id, row.found))
        for row in sorted(written, key=lambda row: NAMES.index(row.old_table))
    ]
    return AdoptionReport(written[0].at, dry_run=False, since=since)


def _since(connection: Connection, name: str, highest_id: int, found: int) -> tuple[int, int]:
    if connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"{OLD_SCHEMA}.{name}"}) is None:
        return 0, found
    counted = text(
        "SELECT count(*) FILTER (WHERE id > :highest), count(*) FILTER (WHERE id <= :highest)"  # noqa: S608
        f" FROM {OLD_SCHEMA}.{name}"
    )
    added, there = connection.execute(counted, {"highest": highest_id}).one()
    return added, max(found - there, 0)


def _check_encoding(connection: Connection) -> None:
    if connection.scalar(text("SHOW server_encoding")) == "SQL_ASCII":
        raise NotPossibleNow(
            "The database's encoding is SQL_ASCII, so nobody can tell what its texts say. Dump it and restore it into "
            "a database whose encoding is UTF8, and adopt that. Nothing was changed."
        )


def _migrate(connection: Connection) -> None:
    foundation.as_owner(connection)
    migrate(connection)
    connection.exec_driver_sql(
        "CREATE TABLE auth.adoption (old_table text PRIMARY KEY, found bigint NOT NULL, taken_over bigint NOT NULL,"
        " highest_id bigint NOT NULL, at timestamptz NOT NULL DEFAULT now())"
    )
    foundation.as_oneself(connection)
    connection.exec_driver_sql(_SESSION[-1])


def _borrow_pgcrypto(connection: Connection) -> None:
    """Where pgcrypto is in another schema, the tools that use it there go on doing so, and ours call it from `ext`."""
    where = connection.scalar(
        text(
            "SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
            " WHERE e.extname = 'pgcrypto'"
        )
    )
    if where == "ext":
        return
    for name, (types, result, volatility) in _PGCRYPTO.items():
        arguments = ", ".join(f"${number}" for number in range(1, types.count(",") + 2))
        connection.exec_driver_sql(
            f"CREATE FUNCTION ext.{name}({types}) RETURNS {result} LANGUAGE sql {volatility} STRICT PARALLEL SAFE"
            f" RETURN {where}.{name}({arguments})"
        )


def _tallies(connection: Connection) -> Iterator[TableTally]:
    for name in NAMES:
        counts = text(f"SELECT (SELECT count(*) FROM old_{name}), (SELECT count(*) FROM app.{name})")  # noqa: S608
        yield TableTally(name, *connection.execute(counts).one())


def _write_down(connection: Connection) -> None:
    """Note how far the old tables had come, for those who ask later what was added since."""
    for name in NAMES:
        connection.execute(
            text(
                "INSERT INTO auth.adoption (old_table, found, taken_over, highest_id)"  # noqa: S608
                f" SELECT '{name}', count(*), (SELECT count(*) FROM app.{name}), coalesce(max(id), 0) FROM old_{name}"
            )
        )


def _make_logins(connection: Connection, address: CompanyAddress, *, with_passwords: bool) -> Iterator[AdoptedLogin]:
    companies = text("SELECT id, company_name, company_code FROM app.companies ORDER BY id")
    for company in connection.execute(companies).all():
        role, password = foundation.make_login(connection, company.id, company.company_code)
        where = str(address.with_login(role))
        yield AdoptedLogin(
            company.id, company.company_name, company.company_code, where, password if with_passwords else None
        )


def _harden(connection: Connection) -> str:
    """Gives what is left for a superuser to run."""
    if not foundation.is_superuser(connection):
        return foundation.hardening()
    foundation.harden(connection)
    return ""


@contextmanager
def _transaction(address: CompanyAddress, *, undo: bool) -> Iterator[Connection]:
    engine = open_engine(address, address.password)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            yield connection
            if undo:
                transaction.rollback()
    except DBAPIError as error:
        cause = error.orig
        if error.connection_invalidated or not isinstance(cause, psycopg.Error) or cause.sqlstate is None:
            raise connection_error(error, address) from error
        raise _refused(cause) from error
    except psycopg.Error as error:
        raise _refused(error) from error
    except (SQLAlchemyError, OSError) as error:
        raise connection_error(error, address) from error
    finally:
        engine.dispose()


def _refused(error: psycopg.Error) -> NotAllowed | NotPossibleNow:
    """What the server says of a step that it does not take."""
    said = (error.diag.message_primary or str(error)).rstrip(".")
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return NotAllowed(
            f"This login may not adopt the database ({said}). Let a superuser do it. Nothing was changed."
        )
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return NotPossibleNow(
            f"Something writes to the old tables and does not end ({said}). Stop the earlier system and run this again."
            " Nothing was changed."
        )
    return NotPossibleNow(f"The database cannot be taken over ({said}). Nothing was changed.")
