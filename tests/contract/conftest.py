"""Every company store that the contract holds for."""

from collections.abc import Callable, Iterator

import pytest

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.http.store import open_server
from desktop_app.company.setup import CompanyLogin, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.store import CompanyStore, RenewalTokens
from tests.api_server import api_server
from tests.companies import COST, PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import CompanyForTests
from tests.contract.behind import Behind
from tests.postgres import PostgresServer


def _behind_sqlite(request: pytest.FixtureRequest) -> Behind:
    company: CompanyForTests = request.getfixturevalue("company")
    address = company.address

    def open_store(renewal: RenewalTokens) -> CompanyStore:
        return SqlCompanyStore(open_company(address), address, renewal)

    return Behind(address, open_company(address).execution_options(writing=True), open_store)


def _behind_postgresql(request: pytest.FixtureRequest) -> Behind:
    company: PostgresCompany = request.getfixturevalue("company_in_postgres")
    return Behind(company.address, company.owner(), company.open, COST)


@pytest.fixture(scope="session")
def company_server(postgres: PostgresServer, company_database: tuple[str, CompanyLogin]) -> Iterator[str]:
    """A server of the API before the company in PostgreSQL."""
    _, login = company_database
    # Tests guess passwords, and most from one address.
    with api_server(
        companies=[{"address": login.address, "password": login.password}], wrong_per_name=100_000
    ) as address:
        yield address


def _behind_http(request: pytest.FixtureRequest) -> Behind:
    company: PostgresCompany = request.getfixturevalue("company_in_postgres")
    address: str = request.getfixturevalue("company_server")
    place = CompanyAddress.parse(address)
    return Behind(place.text, company.owner(), lambda renewal: open_server(place, renewal), COST)


STORES: dict[str, Callable[[pytest.FixtureRequest], Behind]] = {
    "sqlite": _behind_sqlite,
    "postgresql": _behind_postgresql,
    "http": _behind_http,
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
