"""Make, open and upgrade a company in SQL: addresses, engines and the schema's version."""

from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, unquote

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from desktop_app.company.passwords import hash_password
from desktop_app.company.tables import CompanyRow, UserRow
from desktop_app.domain.errors import CompanyOutdated, CompanyUnreachable, Conflict, InvalidValue, UnknownCompany
from desktop_app.domain.states import Role

BUSY_SECONDS = 30
"""How long whoever comes second waits for the database."""
HOW_AN_ADDRESS_LOOKS = "An address looks like sqlite:////folder/company.db."


def create_company(address: str, *, name: str, code: str, admin: str, password: str) -> None:
    """Make the schema if there is none, the company, and its first admin.

    Raises:
        InvalidValue: the address, a name or the password breaks a rule; nothing was made.
        Conflict: there is a company there already.
        CompanyUnreachable: the database cannot be opened or made.
    """
    for field, value in (("company_name", name), ("company_code", code), ("username", admin)):
        if not value.strip():
            raise InvalidValue(field, f"The {field.replace('_', ' ')} is empty.")
    password_hash = hash_password(password)
    engine = _engine(address, may_create=True)
    try:
        _sqlite_file(engine).parent.mkdir(parents=True, exist_ok=True)
        with engine.begin() as connection:
            command.upgrade(_alembic(connection), "head")
        with Session(engine) as db, db.begin():
            if db.scalar(select(CompanyRow.id).limit(1)) is not None:
                raise Conflict(
                    f"There is a company at {address} already. A SQLite file holds one; choose another file."
                )
            company = CompanyRow(company_name=name.strip(), company_code=code.strip())
            db.add(company)
            db.flush()
            db.add(UserRow(company_id=company.id, username=admin.strip(), password_hash=password_hash, role=Role.ADMIN))
    except (SQLAlchemyError, OSError) as error:
        raise CompanyUnreachable(f"The company at {address} could not be made: {_reason(error)}.") from error
    finally:
        engine.dispose()


def add_user(address: str, *, username: str, password: str, full_name: str = "", role: Role = Role.USER) -> None:
    """Add a person to a company of one's own, whose database one holds.

    Raises:
        InvalidValue: the password breaks a rule.
        Conflict: the name is taken.
        UnknownCompany: there is no company at the address.
    """
    engine = open_company(address)
    try:
        with Session(engine) as db, db.begin():
            company_id = db.scalars(select(CompanyRow.id)).one()
            row = UserRow(
                company_id=company_id,
                username=username,
                full_name=full_name,
                password_hash=hash_password(password),
                role=role,
            )
            db.add(row)
    except IntegrityError as error:
        raise Conflict(f"There is a user {username} already.") from error
    finally:
        engine.dispose()


def open_company(address: str) -> Engine:
    """Connect to a company that is there, with the schema this program knows.

    Raises:
        InvalidValue: the address is not one.
        UnknownCompany: there is no company at the address.
        CompanyOutdated: its schema is older or newer.
        CompanyUnreachable: the database does not answer.
    """
    engine = _engine(address)
    try:
        if not _sqlite_file(engine).is_file():
            raise UnknownCompany(
                f"There is no company at {address}. Check the address, or ask your admin for it. {HOW_AN_ADDRESS_LOOKS}"
            )
        with engine.connect() as connection:
            known = ScriptDirectory.from_config(_alembic(connection)).get_current_head()
            present = MigrationContext.configure(connection).get_current_revision()
        if present is None:
            raise UnknownCompany(f"The database at {address} holds no company. Check the address.")
        if present != known:
            raise CompanyOutdated(
                f"The company at {address} has schema {present}, this Waybill knows {known}. "
                f"Update Waybill, or let your admin run `waybill company upgrade`."
            )
    except SQLAlchemyError as error:
        engine.dispose()
        raise CompanyUnreachable(f"The company at {address} cannot be opened: {_reason(error)}.") from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _engine(address: str, *, may_create: bool = False) -> Engine:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise InvalidValue(
            "company", f"{address or 'Nothing'} is not a company address. {HOW_AN_ADDRESS_LOOKS}"
        ) from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        shown = url.render_as_string(hide_password=True)
        raise InvalidValue("company", f"{shown} is not an address this Waybill can open. {HOW_AN_ADDRESS_LOOKS}")
    # Opened anew for each transaction, and never made by opening: a file that was moved away is away, and records
    # wait for it instead of going into one that nobody sees.
    mode = "rwc" if may_create else "rw"
    location = url.set(database=f"file:{quote(url.database)}", query={"uri": "true", "mode": mode})
    # The window and the outbox write at once; whoever comes second waits its turn.
    engine = create_engine(location, connect_args={"timeout": BUSY_SECONDS}, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _sqlite_file(engine: Engine) -> Path:
    return Path(unquote((engine.url.database or "").removeprefix("file:")))


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("desktop_app.company") / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error)
