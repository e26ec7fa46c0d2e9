"""Make, open and upgrade a company in SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from desktop_app.company import checks, passwords
from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.company.connect.engines import LoginPassword, connection_error, open_engine
from desktop_app.company.postgres import foundation
from desktop_app.company.tables import CompanyRow, UserRow
from desktop_app.domain import private
from desktop_app.domain.errors import (
    CompanyOutdated,
    Conflict,
    InvalidValue,
    NotAllowed,
    NotFound,
    UnknownCompany,
)
from desktop_app.domain.states import Role
from desktop_app.domain.texts import tr

if TYPE_CHECKING:
    from alembic.config import Config

SCHEMA_VERSION = "0008"
"""The newest revision in migrations/versions; a test keeps it so. Alembic takes a third of a second to be asked."""
_NOT_GRANTED = "42501"


@dataclass(frozen=True, slots=True)
class CompanyLogin:
    """What workstations are given: the company's address, and its login's password apart from it."""

    address: str
    password: str | None = field(repr=False)
    """None on SQLite, which has no login."""
    hardening: str = ""
    """SQL that is left for a superuser to run; empty if it has been run."""
    ended: int = 0
    """How many connections by the password before were ended."""
    still_open: str = ""
    """SQL that ends such connections, left for who may; empty if there are none."""


def create_company(address: CompanyAddress | str, *, name: str, code: str, admin: str, password: str) -> CompanyLogin:
    """Make the schema if there is none, the company, its login and its first admin; all of it or nothing.

    On PostgreSQL the address is that of a superuser, or of a role that may make roles and schemas in its database.

    Raises:
        InvalidValue: a name or the password breaks a rule.
        Conflict: there is a company of that code, or something else, already.
        CompanyOutdated: what is there has an older schema; `upgrade_company` comes first.
        NotAllowed: the role may not do this.
        CompanyError: the database cannot be opened or made.
    """
    address = _parsed(address)
    name, code = checks.required("company_name", name), checks.company_code("company_code", code)
    admin = checks.username("username", admin)
    passwords.check(password, admin)
    if address.kind is AddressKind.SQLITE:
        return _create_in_sqlite(address, name, code, admin, password)
    passwords.refuse_well_known(password)
    return _create_in_postgresql(address, name, code, admin, password)


def upgrade_company(address: CompanyAddress | str) -> tuple[str, str]:
    """Bring the schema to this program's version; all of it or nothing. Gives the versions before and after.

    Raises:
        UnknownCompany: there is no company there.
        CompanyOutdated: its schema is newer than this program.
        NotAllowed: the role may not do this.
    """
    address = _parsed(address)
    with _owner(address) as connection:
        before = schema_version(connection)
        if before is None:
            raise UnknownCompany(tr("The database at {address} holds no company. Check the address.", address=address))
        if before > SCHEMA_VERSION:
            raise CompanyOutdated(_versions_differ(address, before))
        if before != SCHEMA_VERSION:
            migrate(connection)
        return before, SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class CompanyListed:
    """A company in a database, as its owner sees it."""

    company_code: str
    company_name: str
    is_active: bool
    address: str
    """The workstations'."""


def list_companies(address: CompanyAddress | str) -> list[CompanyListed]:
    """The companies of a database, by their codes.

    Raises:
        UnknownCompany: there is none.
        NotAllowed: the role may not see them.
    """
    address = _parsed(address)
    in_postgres = address.kind is AddressKind.POSTGRESQL
    listing = (
        "SELECT c.company_code, c.company_name, c.is_active, l.login_role FROM app.companies c"
        " LEFT JOIN auth.company_logins l ON l.company_id = c.id ORDER BY lower(c.company_code)"
        if in_postgres
        else "SELECT company_code, company_name, is_active, NULL AS login_role FROM companies"
    )
    with _owner(address) as connection:
        rows = connection.execute(text(listing)).all()
    return [
        CompanyListed(
            row.company_code,
            row.company_name,
            bool(row.is_active),
            str(address.with_login(row.login_role) if row.login_role else address),
        )
        for row in rows
    ]


def reset_login(address: CompanyAddress | str, code: str | None = None) -> CompanyLogin:
    """Give a company's login a new password; the old one ends at once, with all that is connected by it.

    A single company needs no ``code``. Where this breaks off, nobody gets in by the login until it is done again.

    Raises:
        NotFound: there is none of that code, or several to choose from.
        InvalidValue: a SQLite file has no login.
    """
    address = _parsed(address)
    if address.kind is AddressKind.SQLITE:
        raise InvalidValue(
            "company", tr("A company in a SQLite file has no login; whoever has the file has the company.")
        )
    with _owner(address) as connection:
        logins = connection.execute(
            text(
                "SELECT c.company_code, l.login_role FROM app.companies c"
                " JOIN auth.company_logins l ON l.company_id = c.id"
                " WHERE CAST(:code AS text) IS NULL OR lower(c.company_code) = lower(:code)"
            ),
            {"code": code},
        ).all()
        if len(logins) != 1:
            known = ", ".join(sorted(row.company_code for row in logins)) or "none"
            raise NotFound(tr("Which company? Give its --code. Those that fit: {known}.", known=known))
        role = logins[0].login_role
        foundation.as_oneself(connection)
        foundation.shut_out(connection, role)
    # Committed before: who is thrown out would be back by the old password, and who stays in could change the new one.
    try:
        with _transaction(address) as connection:
            ended, still_open = foundation.end_connections(connection, role), ""
    except NotAllowed:
        ended, still_open = 0, foundation.ending_connections(role)
    with _transaction(address) as connection:
        password = foundation.reset_login(connection, role)
    return CompanyLogin(str(address.with_login(role)), password, ended=ended, still_open=still_open)


def add_user(address: str, *, username: str, password: str, full_name: str = "", role: Role = Role.USER) -> None:
    """Add a person to a company in a SQLite file; whoever has the file may.

    Raises:
        InvalidValue: a name or the password breaks a rule.
        Conflict: the name is taken.
        UnknownCompany: there is no company at the address.
    """
    username, full_name = checks.username("username", username), checks.line("full_name", full_name)
    passwords.check(password, username)
    engine = open_company(address)
    try:
        with Session(engine.execution_options(writing=True)) as db, db.begin():
            db.add(
                UserRow(
                    company_id=db.scalars(select(CompanyRow.id)).one(),
                    username=username,
                    full_name=full_name,
                    password_hash=passwords.hash_password(password),
                    role=role,
                )
            )
    except IntegrityError as error:
        raise Conflict(tr("There is a user {username} already.", username=username)) from error
    finally:
        engine.dispose()


def open_company(
    address: CompanyAddress | str,
    password: LoginPassword | str | None = None,
    *,
    allow_insecure: bool = False,
    most_connections: int | None = None,
    in_greenlets: bool = False,
) -> Engine:
    """Connect to a company that is there, with the schema this program knows.

    Args:
        address: where it is; a password in it is used.
        password: of the company's login; without one libpq asks PGPASSFILE.
        allow_insecure: whether TLS that proves less than the host's name will do.
        most_connections: see `connect.engines.open_engine`.
        in_greenlets: see `connect.engines.open_engine`.

    Raises:
        InvalidValue: the address is not one.
        UnknownCompany: there is no company at the address.
        CompanyOutdated: its schema is older or newer.
        CompanyPasswordNeeded, CompanyNotTrusted, CompanyUnreachable: it cannot be connected to.
    """
    address = _parsed(address)
    engine = open_engine(
        address,
        password or address.password,
        allow_insecure=allow_insecure,
        most_connections=most_connections,
        in_greenlets=in_greenlets,
    )
    try:
        _require_file(address)
        if address.kind is AddressKind.SQLITE:
            private.tighten_database(address.path, may_be_shared=True)
        with engine.connect() as connection:
            present = schema_version(connection)
    except SQLAlchemyError as error:
        engine.dispose()
        raise connection_error(error, address) from error
    except BaseException:
        engine.dispose()
        raise
    if present == SCHEMA_VERSION:
        return engine
    engine.dispose()
    if present is None:
        raise UnknownCompany(tr("The database at {address} holds no company. Check the address.", address=address))
    raise CompanyOutdated(_versions_differ(address, present))


def schema_version(connection: Connection) -> str | None:
    """The revision of the schema that is there; None if there is none."""
    if connection.dialect.name == "postgresql":
        return foundation.schema_version(connection)
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision within the connection's transaction; on PostgreSQL as the owner."""
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL search_path = app")
    command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: Connection) -> "Config":
    """Alembic without an ini file, on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("desktop_app.company") / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _create_in_sqlite(address: CompanyAddress, name: str, code: str, admin: str, password: str) -> CompanyLogin:
    with _transaction(address, may_create=True) as connection:
        present = schema_version(connection)
        if present is not None:
            raise Conflict(
                tr(
                    "There is a company at {address} already. A SQLite file holds one; choose another file.",
                    address=address,
                )
            )
        migrate(connection)
        _insert_company(connection, name, code, admin, password)
    return CompanyLogin(str(address), None)


def _create_in_postgresql(address: CompanyAddress, name: str, code: str, admin: str, password: str) -> CompanyLogin:
    with _transaction(address) as connection:
        present = foundation.schema_version(connection)
        if present not in (None, SCHEMA_VERSION):
            raise CompanyOutdated(_versions_differ(address, present))
        if present is None:
            foundation.prepare_database(connection)
            foundation.as_owner(connection)
            migrate(connection)
        foundation.as_owner(connection)
        if connection.scalar(
            text("SELECT 1 FROM app.companies WHERE lower(company_code) = lower(:code)"), {"code": code}
        ):
            raise Conflict(
                tr("There is a company of the code {code} in this database already. Choose another code.", code=code)
            )
        connection.exec_driver_sql("SET LOCAL search_path = app")
        company_id = _insert_company(connection, name, code, admin, password)
        foundation.as_oneself(connection)
        role, login_password = foundation.make_login(connection, company_id, code)
        left = foundation.hardening()
        if foundation.is_superuser(connection):
            foundation.harden(connection)
            left = ""
    return CompanyLogin(str(address.with_login(role)), login_password, left)


def _insert_company(connection: Connection, name: str, code: str, admin: str, password: str) -> int:
    inserted = connection.execute(
        insert(CompanyRow).values(company_name=name, company_code=code).returning(CompanyRow.id)
    )
    company_id: int = inserted.scalar_one()
    connection.execute(
        insert(UserRow).values(
            company_id=company_id,
            username=admin,
            password_hash=passwords.hash_password(password),
            role=Role.ADMIN,
        )
    )
    return company_id


@contextmanager
def _owner(address: CompanyAddress) -> Iterator[Connection]:
    """A transaction that may change the schema of a company that is there."""
    _require_file(address)
    with _transaction(address) as connection:
        if address.kind is AddressKind.POSTGRESQL:
            if foundation.schema_version(connection) is None:
                raise UnknownCompany(
                    tr("The database at {address} holds no company. Check the address.", address=address)
                )
            foundation.as_owner(connection)
        yield connection


@contextmanager
def _transaction(address: CompanyAddress, *, may_create: bool = False) -> Iterator[Connection]:
    engine = open_engine(address, address.password, may_create=may_create)
    try:
        if may_create:
            private.make_folder(address.path.parent)
            private.make_file(address.path)
        with engine.execution_options(writing=True, migrating=True).begin() as connection:
            yield connection
    except (SQLAlchemyError, OSError) as error:
        if getattr(getattr(error, "orig", None), "sqlstate", None) == _NOT_GRANTED:
            said = getattr(error, "orig", error)
            raise NotAllowed(
                tr(
                    "The login of {address} may not do this ({said}). Use its owner's or a superuser's.",
                    address=address,
                    said=said,
                )
            ) from error
        raise connection_error(error, address) from error
    finally:
        engine.dispose()


def _parsed(address: CompanyAddress | str) -> CompanyAddress:
    return CompanyAddress.parse(address) if isinstance(address, str) else address


def _require_file(address: CompanyAddress) -> None:
    if address.kind is AddressKind.SQLITE and not address.path.is_file():
        raise UnknownCompany(
            tr("There is no company at {address}. Check the address, or ask your admin for it.", address=address)
        )


def _versions_differ(address: CompanyAddress, present: str) -> str:
    if present > SCHEMA_VERSION:
        return tr(
            "The company at {address} was upgraded by a newer Waybill (schema {present}, this one knows {known}). "
            "Update Waybill.",
            address=address,
            present=present,
            known=SCHEMA_VERSION,
        )
    return tr(
        "The company at {address} has schema {present}, this Waybill needs {known}. Let your admin run "
        "`waybill company upgrade`.",
        address=address,
        present=present,
        known=SCHEMA_VERSION,
    )
