"""Old databases, and tools that use them."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from desktop_app.company.adopt.company import adopt_company
from desktop_app.domain.adoption import AdoptionReport
from tests.integration.adopt.old_company import OldCompany, old_company
from tests.postgres import PostgresServer


@pytest.fixture
def old(postgres: PostgresServer) -> Iterator[OldCompany]:
    """An old database without any table yet."""
    with old_company(postgres) as old:
        yield old


@pytest.fixture
def filled(old: OldCompany) -> OldCompany:
    """One with everything in it."""
    old.fill()
    return old


@pytest.fixture(scope="module")
def adopted(postgres: PostgresServer) -> Iterator[tuple[OldCompany, AdoptionReport]]:
    """One that was taken over; for tests that only look."""
    with old_company(postgres) as old:
        old.fill()
        yield old, adopt_company(old.address)


@pytest.fixture
def tool(postgres: PostgresServer, old: OldCompany) -> Iterator[Callable[..., str]]:
    """Makes logins of tools that use the old tables; gives their addresses."""
    names: list[str] = []

    def make(*statements: str, options: str = "") -> str:
        name = f"tool_{uuid.uuid4().hex[:8]}"
        old.run(f"CREATE ROLE {name} LOGIN PASSWORD 'secret' {options}")
        names.append(name)
        for statement in statements:
            old.run(statement.format(tool=name))
        return postgres.url(old.database, name, "secret")

    yield make
    postgres.drop_database(old.database)
    for name in names:
        postgres.run("postgres", f"DROP ROLE {name}")
