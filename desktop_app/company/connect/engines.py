"""How a company's database is spoken to: an engine for either kind. psycopg is imported where a server is spoken to."""

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.company.connect.errors import connection_error as connection_error
from desktop_app.company.connect.errors import password_changed as password_changed
from desktop_app.company.connect.spares import SparesPool
from desktop_app.company.connect.trust import root_certificates
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.texts import tr

if TYPE_CHECKING:
    import psycopg

BUSY_SECONDS = 30
"""How long whoever comes second waits for SQLite's write lock, or for one of our own connections to PostgreSQL."""
KEEP_FILE_SECONDS = 3.0
"""How long a SQLite file that nobody uses stays open: over the pauses between deliveries."""
KEEP_SECONDS = 30.0
"""How long a connection to PostgreSQL that nobody uses stays open."""
MOST_CONNECTIONS = 8
"""How many connections to PostgreSQL one engine has at once; a company's login has few."""
CONNECT_SECONDS = 10
_RECYCLE_SECONDS = 600

# Startup options beat what somebody may have written to the role's settings, which the role itself may do.
_SESSION = " ".join(
    f"-c {setting}"
    for setting in (
        "search_path=app",
        "statement_timeout=60000",
        "lock_timeout=20000",
        "idle_in_transaction_session_timeout=120000",
        # At any other a person is nobody: what is read there may be older than a demotion.
        r"default_transaction_isolation=read\ committed",
        "default_transaction_read_only=off",
        "row_security=on",
        "TimeZone=UTC",
        # psycopg reads no other dates, and no text in other encodings.
        "DateStyle=ISO",
        "client_encoding=UTF8",
        # A library that is not there lets nobody in.
        "local_preload_libraries=",
        # What is said to be delivered is not sent again, so it must outlive the server's next breakdown.
        "synchronous_commit=on",
    )
)


@dataclass
class LoginPassword:
    """A login's password, which may become another while there is an engine: it holds for the next connection."""

    value: str | None = field(default=None, repr=False)
    """None: libpq finds one (PGPASSFILE)."""


def open_engine(
    address: CompanyAddress,
    password: LoginPassword | str | None = None,
    *,
    may_create: bool = False,
    allow_insecure: bool = False,
    most_connections: int | None = None,
    in_greenlets: bool = False,
) -> Engine:
    """An engine for the database at an address. Nothing is connected yet.

    Execution options: ``writing`` takes SQLite's write lock when a transaction begins; ``migrating`` leaves its foreign
    keys unchecked.

    Args:
        address: where it is.
        password: the login's password; else the one that stood in the address, else libpq finds one (PGPASSFILE).
        may_create: a SQLite file that is not there is made.
        allow_insecure: less proof of the server than the rule demands is wanted, if the address asks for it.
        most_connections: how many are open at once; whoever comes later waits. MOST_CONNECTIONS by default.
        in_greenlets: whether it is used within SQLAlchemy's ``greenlet_spawn`` only, where waiting for PostgreSQL is
            waiting in the event loop; a file is used in threads all the same.

    Raises:
        CompanyNotTrusted: the address asks for less than proof.
        InvalidValue: it is a server's.
    """
    if address.kind is AddressKind.HTTP:
        raise InvalidValue(
            "company",
            tr(
                "This takes the address of the company's database itself, not of its server {address}.", address=address
            ),
        )
    most_connections = most_connections or MOST_CONNECTIONS
    if address.kind is AddressKind.SQLITE:
        return _sqlite(address, may_create, most_connections)
    if not isinstance(password, LoginPassword):
        password = LoginPassword(password if password is not None else address.password)
    return _postgresql(address, password, allow_insecure, most_connections, in_greenlets)


def _sqlite(address: CompanyAddress, may_create: bool, most_connections: int) -> Engine:
    # Never made by opening: a file that was moved away is away, and records wait for it instead of going into one that
    # nobody sees.
    query = {"uri": "true", "mode": "rwc" if may_create else "rw"}
    engine = create_engine(
        URL.create("sqlite", database=f"file:{quote(address.database)}", query=query),
        # The window and the outbox write at once; whoever comes second waits its turn. Transactions are ours to begin:
        # sqlite3 would begin them late, and none for what only reads.
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        # Whoever closes a file last writes all that is new to its place, with two fsyncs; not after each transaction.
        poolclass=SparesPool,
        most=most_connections,
        keep_seconds=KEEP_FILE_SECONDS,
        wait_seconds=BUSY_SECONDS,
    )
    place = address.path

    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        _prepare_sqlite(connection)
        record.info["file"] = _identity(place)

    def check(connection: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != _identity(place):
            raise DisconnectionError("The file was moved away.")
        connection.execute("PRAGMA foreign_keys = ON")  # Migrating turned them off.

    event.listen(engine, "connect", prepare)
    event.listen(engine, "checkout", check)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file is there now, or None."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    # SQLite's own knows ASCII only, and names are to be the same whatever their case.
    connection.create_function("lower", 1, _lower, deterministic=True)
    connection.create_function("local_date", 2, local_date)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("migrating"):
        # A table is altered by dropping it for its copy, which would take the rows that refer to it along. Within a
        # transaction this does nothing.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")


def _lower(value: str | float | bytes | None) -> str | float | bytes | None:
    return value.lower() if isinstance(value, str) else value


def local_date(instant: str | None, zone: str) -> str | None:
    """The day (ISO) of an instant in UTC, as SQLAlchemy writes it to SQLite, in an IANA time zone."""
    if instant is None:
        return None
    return datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def _postgresql(
    address: CompanyAddress,
    password: LoginPassword,
    allow_insecure: bool,
    most_connections: int,
    in_greenlets: bool,
) -> Engine:
    plain: dict[str, Any] = {
        "connect_args": _parameters(address, allow_insecure),
        "use_native_hstore": False,
        "hide_parameters": True,
    }
    if in_greenlets:
        from sqlalchemy.ext.asyncio import create_async_engine

        # Not asked before each use whether they are still there: after the server's restart the first request meets
        # one that is not, and SQLAlchemy lets go of all of them.
        engine = create_async_engine(
            "postgresql+psycopg_async://",
            pool_size=most_connections,
            max_overflow=0,
            pool_timeout=BUSY_SECONDS,
            pool_recycle=_RECYCLE_SECONDS,
            **plain,
        ).sync_engine
    else:
        engine = create_engine(
            "postgresql+psycopg://",
            poolclass=SparesPool,
            most=most_connections,
            keep_seconds=KEEP_SECONDS,
            wait_seconds=BUSY_SECONDS,
            # One round trip, and a connection that died in its sleep is replaced without anybody noticing.
            pool_pre_ping=True,
            **plain,
        )
    event.listen(engine, "connect", _prepare_postgresql)

    @event.listens_for(engine, "do_connect")
    def _give_password(_dialect: object, _record: object, _args: object, parameters: dict[str, Any]) -> None:
        if password.value is not None:
            parameters["password"] = password.value

    return engine


def _prepare_postgresql(connection: "psycopg.Connection[Any]", _record: object) -> None:
    from psycopg.types.array import ListBinaryDumper

    # As text psycopg looks for quotes in every element: 1,000 file rows took 34 ms to write down, in this way 3.
    connection.adapters.register_dumper(list, ListBinaryDumper)


def _parameters(address: CompanyAddress, allow_insecure: bool) -> dict[str, str | int]:
    """What libpq is told. What is named here is not asked of the environment, which could lead elsewhere."""
    sslmode = address.sslmode(allow_insecure=allow_insecure)
    proved = sslmode.startswith("verify-")
    parameters: dict[str, str | int] = {
        "application_name": "waybill",
        "connect_timeout": CONNECT_SECONDS,
        **dict(address.options),
        "host": address.host,
        "hostaddr": "",
        "port": address.port,
        "dbname": address.database,
        "sslmode": sslmode,
        # Kerberos would go first, and ask for no certificate.
        "gssencmode": "disable",
        "options": _SESSION,
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    if proved:
        parameters.setdefault("sslrootcert", root_certificates())
    else:
        # Who has not proved to be the company gets no password to read.
        parameters["require_auth"] = "!password"
    if address.user:
        parameters["user"] = address.user
    return parameters
