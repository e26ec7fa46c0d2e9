"""Every company store that the contract holds for."""

from collections.abc import Callable, Iterator

import pytest

from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.store import CompanyStore, RenewalTokens
from tests.companies import COST, PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import CompanyForTests
from tests.contract.behind import Behind


def _behind_sqlite(request: pytest.FixtureRequest) -> Behind:
    company: CompanyForTests = request.getfixturevalue("company")
    address = company.address

    def open_store(renewal: RenewalTokens) -> CompanyStore:
        return SqlCompanyStore(open_company(address), address, renewal)

    return Behind(address, open_company(address).execution_options(writing=True), open_store)


def _behind_postgresql(request: pytest.FixtureRequest) -> Behind:
    company: PostgresCompany = request.getfixturevalue("company_in_postgres")
    return Behind(company.address, company.owner(), company.open, COST)


STORES: dict[str, Callable[[pytest.FixtureRequest], Behind]] = {
    "sqlite": _behind_sqlite,
    "postgresql": _behind_postgresql,
}


@pytest.fixture(params=STORES)
def behind(request: pytest.FixtureRequest) -> Iterator[Behind]:
    """A company with an admin and an operator."""
    behind = STORES[request.param](request)
    yield behind
    behind.close()


@pytest.fixture
def store(behind: Behind) -> CompanyStore:
    """The company as its operator sees it: what every user may do."""
    return behind.operator()


@pytest.fixture
def admin(behind: Behind) -> CompanyStore:
    """The company as its admin sees it."""
    return behind.admin()
