"""A company in SQL, as one person sees it: the same parts over SQLite and PostgreSQL."""

from sqlalchemy import Engine

from desktop_app.company.areas.access import SqlAccess
from desktop_app.company.areas.audit import SqlAuditLog
from desktop_app.company.areas.companies import SqlCompanies
from desktop_app.company.areas.cycles import SqlCycles
from desktop_app.company.areas.projects import SqlProjects
from desktop_app.company.areas.statistics import SqlStatistics
from desktop_app.company.areas.uploads import SqlUploads
from desktop_app.company.areas.users import SqlUsers
from desktop_app.company.database import Database
from desktop_app.company.gate import Gate
from desktop_app.company.renewal import MemoryRenewal
from desktop_app.company.sqlite.gate import SqliteGate
from desktop_app.company.store import RenewalTokens


class SqlCompanyStore:
    """`CompanyStore` over an engine from `setup.open_company`.

    Without a place for renewal tokens the sign-in ends with this store. With an access token it goes on as whose it is.
    """

    def __init__(
        self, engine: Engine, address: str, renewal: RenewalTokens | None = None, access_token: str = ""
    ) -> None:
        self._database = Database(engine, address, gate_of(engine), renewal or MemoryRenewal(), access_token)
        self.access = SqlAccess(self._database)
        self.companies = SqlCompanies(self._database)
        self.users = SqlUsers(self._database)
        self.projects = SqlProjects(self._database)
        self.cycles = SqlCycles(self._database)
        self.uploads = SqlUploads(self._database)
        self.statistics = SqlStatistics(self._database)
        self.audit = SqlAuditLog(self._database)

    def close(self) -> None:
        """See `CompanyStore.close`."""
        self._database.close()


def gate_of(engine: Engine) -> Gate:
    """How an engine's kind of database does what each does in its own way."""
    if engine.dialect.name == "sqlite":
        return SqliteGate()
    from desktop_app.company.postgres.gate import PostgresGate  # With SQLAlchemy's half for PostgreSQL.

    return PostgresGate()
