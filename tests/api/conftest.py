"""A server of two companies in one PostgreSQL, each with an admin and an operator."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
import pytest

from desktop_app.company.setup import create_company
from tests.api_server import api_server
from tests.companies import COST
from tests.conftest import quick_hash
from tests.postgres import PostgresServer

ADMIN, OPERATOR = "ada", "olga"
PASSWORD = "password of theirs"
FUZZED = "fuzzed"
"""The code of a company that nothing is certain about after `test_documented`."""
CODES = ("one", "two", FUZZED)


@dataclass
class Person:
    """Somebody who has signed in."""

    http: httpx.Client
    access_token: str
    refresh_token: str
    company_id: int
    user_id: int

    def ask(self, method: str, path: str, **parts: Any) -> httpx.Response:
        return self.http.request(method, path, headers={"Authorization": f"Bearer {self.access_token}"}, **parts)

    def get(self, path: str, **parts: Any) -> Any:
        answer = self.ask("GET", path, **parts)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post_for(self, status: int, path: str, **body: Any) -> Any:
        answer = self.ask("POST", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        answer = self.ask("POST", path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()


@dataclass
class Companies:
    """The two companies, behind the server and before it."""

    address: str
    dsn: str
    http: httpx.Client
    served: list[dict[str, Any]] = field(default_factory=list)
    """As a server's settings have them."""
    people: dict[tuple[str, str], tuple[Person, float]] = field(default_factory=dict)
    """Who is signed in, and when they did (of `time.monotonic`)."""

    def run(self, sql: str, *parameters: Any) -> list[Any]:
        """Do what nobody can from outside."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            found = connection.execute(sql, parameters)
            return found.fetchall() if found.description else []

    def login(self, username: str, code: str = "one", password: str = PASSWORD) -> httpx.Response:
        return self.http.post(
            "/api/auth/login", json={"username": username, "password": password, "company_code": code}
        )

    def sign_in(self, username: str, code: str = "one") -> Person:
        """A sign-in of their own, for a test that ends it."""
        answer = self.login(username, code)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        return Person(self.http, told["access_token"], told["refresh_token"], told["company"]["id"], told["user"]["id"])

    def person(self, username: str, code: str = "one") -> Person:
        """Somebody who stays signed in over all tests."""
        known, since = self.people.get((username, code), (None, 0.0))
        # An access token lasts half an hour, and the tests may take longer.
        if known is None or time.monotonic() - since > 20 * 60:
            known = self.sign_in(username, code)
            self.people[username, code] = known, time.monotonic()
        return known


@pytest.fixture(scope="session")
def companies(postgres: PostgresServer) -> Iterator[Companies]:
    name = postgres.create_database()
    served = []
    for code in CODES:
        login = create_company(postgres.url(name), name=code.title(), code=code, admin=ADMIN, password=PASSWORD)
        served.append({"code": code, "address": login.address, "password": login.password})
        postgres.run(
            name,
            "INSERT INTO app.users (company_id, username, password_hash, role) "
            "SELECT id, %s, %s, 'user' FROM app.companies WHERE company_code = %s",
            *(OPERATOR, quick_hash(PASSWORD, COST), code),
        )
    postgres.run(name, "UPDATE app.users SET password_hash = %s", quick_hash(PASSWORD, COST))
    with api_server(companies=served) as address, httpx.Client(base_url=address, timeout=30) as http:
        yield Companies(address, postgres.url(name), http, served)


@pytest.fixture
def admin(companies: Companies) -> Person:
    return companies.person(ADMIN)


@pytest.fixture
def operator(companies: Companies) -> Person:
    return companies.person(OPERATOR)


@pytest.fixture
def stranger(companies: Companies) -> Person:
    """The other company's admin."""
    return companies.person(ADMIN, "two")


@dataclass(frozen=True)
class Things:
    """What one company has, fresh for each test."""

    project_id: int
    cycle_id: int
    session_id: int
    client_uuid: str
    user_id: int
    company_id: int


@pytest.fixture
def things(companies: Companies, admin: Person, operator: Person) -> Things:
    name = uuid.uuid4().hex[:8]
    project = admin.post("/api/projects/", project_name=name, bucket_name=f"bucket-{name}")["id"]
    cycle = admin.post("/api/cycles/", project_id=project, cycle_name=name, cycle_number=1)["id"]
    # The operator's: everybody may delete their own.
    session = operator.post("/api/sessions/", project_id=project, cycle_id=cycle, local_directory="/data")
    # Past the server, which would take a third of a second for the password's hash.
    ((user,),) = companies.run(
        "INSERT INTO app.users (company_id, username, password_hash, role) VALUES (%s, %s, %s, 'user') RETURNING id",
        *(admin.company_id, name, quick_hash(PASSWORD, COST)),
    )
    return Things(project, cycle, session["id"], session["client_uuid"], user, admin.company_id)
