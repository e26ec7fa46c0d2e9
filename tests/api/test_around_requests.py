"""What holds for every request: sizes, headers, other web pages, proxies, and a database that is away."""

import uuid
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.http.store import open_server
from desktop_app.company.renewal import MemoryRenewal
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import CompanyError
from tests.api.conftest import Companies, Person, Things
from tests.api_server import api_server
from tests.companies import PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import ADMIN, CompanyForTests
from tests.forwarder import Forwarder


def test_browsers_are_told_to_keep_nothing_and_run_nothing(companies: Companies) -> None:
    headers = companies.http.get("/health").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers or "uvicorn" in headers["server"]


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_documentation_may_show_itself(companies: Companies, path: str) -> None:
    answer = companies.http.get(path)
    assert answer.status_code == 200
    assert "script-src" in answer.headers["content-security-policy"]


def test_a_line_s_end_in_an_address_leads_nowhere(companies: Companies, admin: Person) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = admin.ask(method, "/api/sessions/%0A")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_health_says_what_is_there(companies: Companies) -> None:
    told = companies.http.get("/health").json()
    assert told == {
        "service": "waybill",
        "status": "ok",
        "version": told["version"],
        "database": "ok",
        "redis": "not configured",
    }


def test_a_body_that_is_too_large_is_refused_before_it_is_read(company: CompanyForTests) -> None:
    with api_server(companies=[{"address": company.address}], max_body_bytes=10_000) as address:
        body = b"x" * 10_001
        known = httpx.post(f"{address}/api/auth/refresh", content=body)
        streamed = httpx.post(f"{address}/api/auth/refresh", content=iter([body[:6000], body[6000:]]))
        fits = httpx.post(f"{address}/api/auth/refresh", content=body[:-1])
    for answer in (known, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert fits.status_code == 422


def test_a_workstation_says_what_the_server_refuses_in_words_of_its_own(company: CompanyForTests) -> None:
    with api_server(companies=[{"address": company.address}], max_body_bytes=10_000) as address:
        store = open_server(CompanyAddress.parse(address), MemoryRenewal())
        store.access.sign_in(*ADMIN)
        with pytest.raises(CompanyError) as refused:
            store.projects.add("Survey", Destination("bucket"), "x" * 10_000)
        store.close()
    assert type(refused.value) is CompanyError
    assert str(refused.value) == (
        "The company's server did not do this: A request has at most 10,000 bytes. Send less at once (413). "
        "If trying again does not help, tell your admin these words."
    )


def test_other_web_pages_may_not_ask_unless_they_are_named(company: CompanyForTests) -> None:
    asked = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "GET"}
    with api_server(companies=[{"address": company.address}]) as address:
        assert "access-control-allow-origin" not in httpx.options(f"{address}/api/projects/", headers=asked).headers
    with api_server(companies=[{"address": company.address}], cors_origins=["https://app.example.com"]) as address:
        allowed = httpx.options(f"{address}/api/projects/", headers=asked).headers
        assert allowed["access-control-allow-origin"] == "https://app.example.com"
        other = httpx.options(f"{address}/api/projects/", headers=asked | {"Origin": "https://other.example.com"})
        assert "access-control-allow-origin" not in other.headers


def test_a_database_that_is_away_is_told_without_its_address(tmp_path: Path, company: CompanyForTests) -> None:
    with api_server(companies=[{"address": f"sqlite:///{tmp_path}/gone.db"}]) as address:
        health = httpx.get(f"{address}/health")
        login = httpx.post(f"{address}/api/auth/login", json={"username": "a", "password": "b"})
    assert (health.status_code, health.json()["database"]) == (503, "unreachable")
    assert login.status_code == 503
    assert str(tmp_path) not in health.text


def test_health_notices_a_database_that_goes_and_comes(company_in_postgres: PostgresCompany) -> None:
    place = urlsplit(company_in_postgres.address)
    way = Forwarder(place.port or 0)
    there = company_in_postgres.address.replace(f":{place.port}/", f":{way.port}/")
    company = {"address": there, "password": company_in_postgres.password}
    with api_server(companies=[company]) as address:
        assert httpx.get(f"{address}/health").status_code == 200
        way.close_way()
        away = httpx.get(f"{address}/health", timeout=30)
        assert (away.status_code, away.json().get("database")) == (503, "unreachable")
        way.open_way()
        assert httpx.get(f"{address}/health", timeout=30).status_code == 200
        way.close_way()
        way.open_way()
        assert httpx.get(f"{address}/health", timeout=30).status_code == 200, "it has only lost its connection"
    way.stop()


def test_a_mistake_of_ours_is_told_as_one_and_no_more(companies: Companies, admin: Person) -> None:
    missing = companies.http.get("/nowhere")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    wrong = admin.ask("PATCH", "/api/projects/")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, POST")


def test_what_no_database_keeps_is_no_upload_s_name(admin: Person) -> None:
    for method, path in (("GET", ""), ("GET", "/files"), ("DELETE", "")):
        answer = admin.ask(method, f"/api/sessions/uuid:%00{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, path)


def test_an_upload_is_told_of_with_no_more_than_it_takes(admin: Person, things: Things) -> None:
    record = {
        "revision": 1,
        "project_id": things.project_id,
        "cycle_id": things.cycle_id,
        "local_directory": "/data",
        "s3_prefix": "cycle-001/",
        "status": "pending",
    }
    told = admin.ask("PUT", f"/api/sessions/{uuid.uuid4()}", json=record)
    assert (told.status_code, told.json()["workstation"]) == (200, ""), told.text


def test_rows_arrive_once_however_often_they_are_sent(admin: Person, things: object) -> None:
    session_id = getattr(things, "session_id")  # noqa: B009
    rows = [
        {
            "relative_path": f"folder/{number}.raw",
            "revision": 1,
            "s3_key": f"cycle-001/folder/{number}.raw",
            "size_bytes": number,
            "mtime_ns": 1_777_777_777_123_456_789,
            "status": "uploaded",
        }
        for number in range(1000)
    ]
    for _ in range(2):
        assert admin.ask("POST", f"/api/sessions/{session_id}/files", json={"files": rows}).status_code == 204
    older = [rows[0] | {"revision": 0, "status": "failed"}]
    admin.ask("POST", f"/api/sessions/{session_id}/files", json={"files": older})
    page = admin.get(f"/api/sessions/{session_id}/files?limit=10&offset=5")
    assert page["total"] == 1000
    assert len(page["items"]) == 10
    assert admin.get(f"/api/sessions/{session_id}/files?limit=1")["items"][0]["status"] == "uploaded"
