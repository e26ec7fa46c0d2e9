"""Every operation of the API, by each kind of person who may come."""

import base64
import json
import time
from dataclasses import asdict
from typing import Any, NamedTuple

import httpx
import jwt
import pytest

from desktop_app.api.tokens import TokenMaker
from tests.api.conftest import Companies, Person, Things
from tests.api_server import SECRET_KEY

SELF = {"full_name": "Name", "email": "a@example.com"}
FILE = {"relative_path": "a", "revision": 1, "s3_key": "a", "size_bytes": 1, "mtime_ns": 1, "status": "uploaded"}


class Operation(NamedTuple):
    """One operation and what is answered to whom."""

    method: str
    path: str
    user: int
    admin: int
    stranger: int
    """The other company's admin, for things of this one."""
    body: dict[str, Any] | None = None
    finished: bool = False
    """Whether it takes an upload session that is not active."""


# This server has neither a job queue nor a role; `test_jobs` and `test_lent_credentials` have.
OPERATIONS = [
    Operation("GET", "/api/auth/me", 200, 200, 200),
    Operation("PUT", "/api/auth/me", 200, 200, 200, SELF),
    Operation("GET", "/api/companies/", 200, 200, 200),
    Operation("GET", "/api/companies/{company_id}", 200, 200, 404),
    Operation("PUT", "/api/companies/{company_id}", 403, 200, 404, {"contact_email": "it@example.com"}),
    Operation("GET", "/api/users/", 200, 200, 200),
    Operation("POST", "/api/users/", 403, 201, 201, {"username": "new.{unique}", "password": "given by admin"}),
    Operation("GET", "/api/users/{user_id}", 200, 200, 404),
    Operation("PUT", "/api/users/{user_id}", 403, 200, 404, {"full_name": "Other"}),
    Operation("PUT", "/api/users/{user_id}/password", 403, 204, 404, {"password": "another one"}),
    Operation("DELETE", "/api/users/{user_id}", 403, 204, 404),
    Operation("GET", "/api/projects/", 200, 200, 200),
    Operation("POST", "/api/projects/", 201, 201, 201, {"project_name": "new {unique}", "bucket_name": "b-{unique}"}),
    Operation("GET", "/api/projects/{project_id}", 200, 200, 404),
    Operation("PUT", "/api/projects/{project_id}", 200, 200, 404, {"description": "New"}),
    Operation("PUT", "/api/projects/{project_id}", 403, 200, 404, {"bucket_name": "elsewhere-{unique}"}),
    Operation("DELETE", "/api/projects/{project_id}", 403, 204, 404, finished=True),
    Operation("GET", "/api/projects/{project_id}/cycle?name=1", 200, 200, 404),
    Operation("GET", "/api/cycles/", 200, 200, 200),
    Operation(
        "POST", "/api/cycles/", 201, 201, 404, {"project_id": "{project_id}", "cycle_name": "B", "cycle_number": 2}
    ),
    Operation("GET", "/api/cycles/{cycle_id}", 200, 200, 404),
    Operation("PUT", "/api/cycles/{cycle_id}", 200, 200, 404, {"status": "active"}),
    Operation("PUT", "/api/cycles/{cycle_id}", 403, 200, 404, {"s3_prefix": "elsewhere/"}),
    Operation("DELETE", "/api/cycles/{cycle_id}", 403, 204, 404, finished=True),
    Operation("GET", "/api/sessions/", 200, 200, 200),
    Operation(
        *("POST", "/api/sessions/", 201, 201, 404),
        {"project_id": "{project_id}", "cycle_id": "{cycle_id}", "local_directory": "/data"},
    ),
    Operation("GET", "/api/sessions/stats", 200, 200, 200),
    Operation("GET", "/api/sessions/begun", 200, 200, 200),
    Operation("GET", "/api/sessions/{session_id}", 200, 200, 404),
    Operation("PUT", "/api/sessions/{session_id}", 200, 200, 404, {"status": "in_progress"}),
    Operation("DELETE", "/api/sessions/{session_id}", 204, 204, 404, finished=True),
    Operation("GET", "/api/sessions/{session_id}/files", 200, 200, 404),
    Operation("POST", "/api/sessions/{session_id}/files", 204, 204, 404, {"files": [FILE]}),
    Operation("POST", "/api/sessions/{session_id}/take-over", 409, 409, 404, {"lease_owner": "here"}),
    Operation("POST", "/api/uploads/start", 409, 409, 409, {"session_id": "{session_id}"}),
    Operation("GET", "/api/uploads/status/{job_id}", 409, 409, 409),
    Operation("POST", "/api/uploads/cancel/{job_id}", 409, 409, 409),
    Operation("GET", "/api/uploads/events/{session_id}", 200, 200, 404, finished=True),
    Operation("POST", "/api/uploads/credentials", 403, 403, 404, {"cycle_id": "{cycle_id}"}),
    Operation("GET", "/api/audit/", 403, 200, 200),
    Operation("POST", "/api/auth/logout", 204, 204, 204),
]
UNSIGNED = {
    ("POST", "/api/auth/login"),
    ("POST", "/api/auth/refresh"),
    ("POST", "/api/auth/password"),
    ("GET", "/health"),
}
"""What is for whoever has no access token."""

by_name = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")


def asked(operation: Operation, things: Things) -> tuple[str, Any]:
    values = {name: str(value) for name, value in asdict(things).items()}
    values |= {"unique": things.client_uuid[:8], "job_id": "none"}
    body = operation.body
    if body is not None:
        filled = {name: value.format(**values) if isinstance(value, str) else value for name, value in body.items()}
        body = {name: int(value) if str(value).isdigit() else value for name, value in filled.items()}
    return operation.path.format(**values), body


def ended(companies: Companies, operation: Operation, things: Things) -> None:
    if operation.finished:
        companies.run("UPDATE app.sync_sessions SET status = 'failed' WHERE id = %s", things.session_id)


def test_every_operation_is_here(companies: Companies) -> None:
    document = companies.http.get("/openapi.json").json()
    there = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    here = {(one.method, one.path.partition("?")[0]) for one in OPERATIONS}
    named = {(method, path.replace("{session_id}/", "{session_id}/")) for method, path in here}
    assert there - UNSIGNED == named


@by_name
@pytest.mark.parametrize("role", ["user", "admin"])
def test_each_role(companies: Companies, things: Things, operation: Operation, role: str) -> None:
    ended(companies, operation, things)
    path, body = asked(operation, things)
    name = "ada" if role == "admin" else "olga"
    person = companies.sign_in(name) if operation.path.endswith("logout") else companies.person(name)
    answer = person.ask(operation.method, path, json=body)
    assert answer.status_code == getattr(operation, role), answer.text
    if answer.status_code == 403:
        assert answer.json()["code"] == "not_allowed"


@by_name
def test_another_companys_things_do_not_exist(companies: Companies, things: Things, operation: Operation) -> None:
    ended(companies, operation, things)
    path, body = asked(operation, things)
    person = companies.sign_in("ada", "two") if operation.path.endswith("logout") else companies.person("ada", "two")
    answer = person.ask(operation.method, path, json=body)
    assert answer.status_code == operation.stranger, answer.text
    told = answer.text
    if answer.status_code == 200:
        assert things.client_uuid not in told
        assert f'"project_id":{things.project_id},' not in told


def test_nobody_writes_to_an_upload_that_is_anothers(companies: Companies, things: Things) -> None:
    companies.run(
        "INSERT INTO app.users (company_id, username, password_hash, role)"
        " SELECT company_id, 'otto', password_hash, role FROM app.users WHERE id = %s ON CONFLICT DO NOTHING",
        companies.person("olga").user_id,
    )
    other = companies.person("otto")
    for method, path, body in (
        ("PUT", "", {"status": "in_progress"}),
        ("POST", "/files", {"files": [FILE]}),
        ("DELETE", "", None),
    ):
        answer = other.ask(method, f"/api/sessions/{things.session_id}{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), answer.text


def forged(kind: str, person: Person) -> str:
    head, claims, signature = person.access_token.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    if kind == "expired":
        return jwt.encode(said | {"exp": int(time.time()) - 1}, TokenMaker(SECRET_KEY)._signing, "HS256")
    if kind == "tampered":
        changed = base64.urlsafe_b64encode(json.dumps(said | {"role": "admin"}).encode()).decode().rstrip("=")
        return f"{head}.{changed}.{signature}"
    if kind == "alg none":
        return jwt.encode(said, "", "none")
    if kind == "another key":
        return jwt.encode(said, "another secret key, of just the same length", "HS256")
    if kind == "refresh token":
        return person.refresh_token
    return kind


@pytest.mark.parametrize(
    "kind", ["", "expired", "tampered", "alg none", "another key", "refresh token", "no token", "a.b.c"]
)
def test_who_brings_no_token_of_ours_is_nobody_anywhere(operator: Person, things: Things, kind: str) -> None:
    headers = {"Authorization": f"Bearer {forged(kind, operator)}"} if kind else {}
    for operation in OPERATIONS:
        path, body = asked(operation, things)
        answer = operator.http.request(operation.method, path, json=body, headers=headers)
        assert answer.status_code == 401, f"{operation}: {answer.text}"
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "signed_out"


def test_a_token_that_was_ended_is_refused_from_the_next_request_on(companies: Companies) -> None:
    person = companies.sign_in("olga")
    assert person.ask("GET", "/api/projects/").status_code == 200
    assert person.ask("POST", "/api/auth/logout").status_code == 204
    assert person.ask("GET", "/api/projects/").status_code == 401
    refreshed = companies.http.post("/api/auth/refresh", json={"refresh_token": person.refresh_token})
    assert refreshed.status_code == 401


@pytest.mark.parametrize(
    ("change", "back", "status"),
    [
        ("is_active = false", "is_active = true", 403),
        ("must_change_password = true", "must_change_password = false", 403),
        ("role = 'user'", "role = 'admin'", 401),
    ],
)
def test_what_an_admin_takes_away_is_gone_at_once(companies: Companies, change: str, back: str, status: int) -> None:
    person = companies.sign_in("ada", "two")
    assert person.ask("GET", "/api/audit/").status_code == 200
    whose = "WHERE username = 'ada' AND company_id = (SELECT id FROM app.companies WHERE company_code = 'two')"
    companies.run(f"UPDATE app.users SET {change} {whose}")  # noqa: S608
    try:
        answer: httpx.Response = person.ask("GET", "/api/audit/")
    finally:
        companies.run(f"UPDATE app.users SET {back} {whose}")  # noqa: S608
        # A change of the role ends every sign-in of theirs.
        companies.people.pop(("ada", "two"), None)
    assert answer.status_code == status, "whatever the token says"
