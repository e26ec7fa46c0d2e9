"""A company in PostgreSQL with an admin and an operator."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from psycopg import sql
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.renewal import MemoryRenewal
from desktop_app.company.setup import CompanyLogin, create_company, open_company, reset_login
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.store import RenewalTokens
from desktop_app.domain.company import SignedIn
from desktop_app.domain.states import Role
from tests.conftest import ADMIN, OPERATOR, quick_hash, sign_in_without_password
from tests.postgres import PostgresServer

COST = 10
"""bcrypt's, of the people's passwords here: the lowest that the database takes."""

_KEPT = (("app", "companies"), ("app", "users"), ("auth", "company_logins"))
# Quicker than a copy of the whole database for each test, which is some 300 files. Making the company is in the audit
# log; the tests begin with an empty one.
_AS_IT_WAS = """
SET session_replication_role = replica;
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT schemaname, tablename FROM pg_tables
              WHERE schemaname IN ('app', 'auth') AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I.%I', one.schemaname, one.tablename);
  END LOOP;
  FOR one IN SELECT schemaname, sequencename FROM pg_sequences WHERE schemaname IN ('app', 'auth') LOOP
    EXECUTE format('ALTER SEQUENCE %I.%I RESTART', one.schemaname, one.sequencename);
  END LOOP;
END $$;
INSERT INTO app.companies OVERRIDING SYSTEM VALUE TABLE kept.companies;
INSERT INTO app.users OVERRIDING SYSTEM VALUE TABLE kept.users;
INSERT INTO auth.company_logins TABLE kept.company_logins;
SELECT setval('app.companies_id_seq', max(id)) FROM app.companies;
SELECT setval('app.users_id_seq', max(id)) FROM app.users;
"""


@dataclass
class PostgresCompany:
    """A company in a database of its own. Its people sign in as `tests.conftest.ADMIN` and `OPERATOR`."""

    server: PostgresServer
    database: str
    address: str
    """As workstations have it."""
    password: str
    """The login's."""
    stores: list[SqlCompanyStore] = field(default_factory=list)

    @property
    def role(self) -> str:
        """The company's login."""
        return CompanyAddress.parse(self.address).user

    def open(self, renewal: RenewalTokens | None = None, *, address: str = "") -> SqlCompanyStore:
        """The company with nobody signed in; by another way there, if it is given one."""
        store = SqlCompanyStore(open_company(address or self.address, self.password), self.address, renewal)
        self.stores.append(store)
        return store

    def store_of(self, username: str, *, address: str = "") -> tuple[SqlCompanyStore, SignedIn]:
        """The company as one of its people sees it, signed in without a password's quarter of a second."""
        owner, renewal = self.owner(), MemoryRenewal()
        renewal.begin(username, sign_in_without_password(owner, username))
        owner.dispose()
        store = self.open(renewal, address=address)
        return store, store.access.resume()

    def reset_login(self) -> str:
        """Give the login another password, as `waybill company reset-login` does, and end what is connected by it."""
        fresh = reset_login(self.server.url(self.database), "C").password or ""
        self.server.run(
            self.database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", self.role
        )
        return fresh

    def owner(self) -> Engine:
        """All of it, past all rules: no trigger acts, so nothing is audited either."""
        return create_engine(
            self.server.url(self.database).replace("postgresql://", "postgresql+psycopg://"),
            connect_args={"options": "-c search_path=app,auth -c session_replication_role=replica"},
            poolclass=NullPool,
        )


@pytest.fixture(scope="session")
def company_database(postgres: PostgresServer) -> tuple[str, CompanyLogin]:
    """A database with a company, an admin and an operator in it."""
    name = postgres.create_database()
    login = create_company(postgres.url(name), name="Company", code="C", admin=ADMIN[0], password="not the demo's")
    (_, admin_hash), (_, operator_hash) = (
        (username, quick_hash(password, COST)) for username, password in (ADMIN, OPERATOR)
    )
    postgres.run(name, "UPDATE app.users SET password_hash = %s", admin_hash)
    postgres.run(
        name,
        "INSERT INTO app.users (company_id, username, password_hash, role, full_name) VALUES (1, %s, %s, %s, %s)",
        *(OPERATOR[0], operator_hash, Role.USER, "Olga Operator"),
    )
    postgres.run(name, "CREATE SCHEMA kept")
    for schema, table in _KEPT:
        postgres.run(name, f"CREATE TABLE kept.{table} AS TABLE {schema}.{table}")
    return name, login


@pytest.fixture
def company_in_postgres(
    postgres: PostgresServer, company_database: tuple[str, CompanyLogin]
) -> Iterator[PostgresCompany]:
    """A company as it was made; one test at a time has it."""
    name, login = company_database
    postgres.run(name, _AS_IT_WAS)
    company = PostgresCompany(postgres, name, login.address, login.password or "")
    yield company
    for store in company.stores:
        store.close()
    # Logins are the server's, and no part of what is put back.
    role, password = (sql.Identifier(company.role), sql.Literal(company.password))
    postgres.run(name, sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password).as_string())
