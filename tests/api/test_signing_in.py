"""Signing in over HTTP: the two forms, tokens and what follows them, and how often somebody may try."""

import asyncio
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest

from desktop_app.api.limits import SignInLimits
from desktop_app.api.problems import TooMany
from desktop_app.api.tokens import TokenMaker
from desktop_app.company.renewal import new_token
from desktop_app.domain.errors import InvalidValue
from tests.api.conftest import ADMIN, OPERATOR, PASSWORD, Companies, Person
from tests.api_server import SECRET_KEY, api_server
from tests.companies import PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import OPERATOR as THEIRS


def refreshed(companies: Companies, token: str, **more: Any) -> httpx.Response:
    return companies.http.post("/api/auth/refresh", json={"refresh_token": token, **more})


def me(companies: Companies, access_token: str) -> httpx.Response:
    return companies.http.get("/api/auth/me", headers={"Authorization": f"Bearer {access_token}"})


def test_who_signs_in_is_told_who_they_are(companies: Companies) -> None:
    told = companies.login(OPERATOR).json()
    assert (told["token_type"], told["expires_in"]) == ("bearer", 1800)
    assert (told["user"]["username"], told["user"]["role"]) == (OPERATOR, "user")
    assert told["company"]["company_code"] == "one"
    who = me(companies, told["access_token"]).json()
    assert who["company"] == told["company"]
    assert who["username"] == OPERATOR


def test_the_form_of_oauth2_does_the_same(companies: Companies) -> None:
    form = {"grant_type": "password", "username": ADMIN, "password": PASSWORD, "company_code": "two"}
    answer = companies.http.post("/api/auth/login", data=form)
    assert answer.status_code == 200, answer.text
    assert answer.json()["company"]["company_code"] == "two"


def test_tokens_say_who_and_what_for_and_nothing_secret(companies: Companies) -> None:
    person = companies.sign_in(OPERATOR)
    for token, kind, seconds in ((person.access_token, "access", 1800), (person.refresh_token, "refresh", 604800)):
        claims = jwt.decode(token, options={"verify_signature": False})
        assert (claims["user_id"], claims["company_id"], claims["role"]) == (person.user_id, person.company_id, "user")
        assert (claims["typ"], claims["exp"] - claims["iat"]) == (kind, seconds)
    hashes = {bytes(row[0]) for row in companies.run("SELECT token_hash FROM auth.auth_sessions")}
    assert hashes
    sealed = jwt.decode(person.access_token, options={"verify_signature": False})["sealed"]
    opened = TokenMaker(SECRET_KEY).read(person.access_token, "access")  # type: ignore[arg-type]
    assert opened.token not in sealed
    assert opened.token not in repr(opened)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"username": ADMIN, "password": "wrong password", "company_code": "one"}, 401, None),
        ({"username": ADMIN, "password": PASSWORD}, 422, "company_code"),
        ({"username": ADMIN, "password": PASSWORD, "company_code": "three"}, 422, "company_code"),
        ({"username": ADMIN}, 422, "password"),
        ({"username": ADMIN, "password": PASSWORD, "company_code": "one", "next_refresh_token": "x"}, 422, None),
    ],
)
def test_what_does_not_sign_in_says_why(companies: Companies, body: Any, status: int, field: str | None) -> None:
    answer = companies.http.post("/api/auth/login", json=body)
    assert answer.status_code == status
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    if field:
        assert problem["field"] == field


def test_a_refresh_token_is_used_once(companies: Companies) -> None:
    person = companies.sign_in(OPERATOR)
    first = refreshed(companies, person.refresh_token).json()
    assert me(companies, first["access_token"]).status_code == 200
    second = refreshed(companies, first["refresh_token"]).json()
    assert me(companies, second["access_token"]).status_code == 200
    assert refreshed(companies, person.refresh_token).status_code == 401, "it was used, and so was its next"
    assert me(companies, second["access_token"]).status_code == 401, "the whole sign-in has ended"
    assert refreshed(companies, second["refresh_token"]).status_code == 401


def test_an_answer_that_was_lost_is_asked_for_again(companies: Companies) -> None:
    person = companies.sign_in(OPERATOR)
    refreshed(companies, person.refresh_token)
    again = refreshed(companies, person.refresh_token)
    assert again.status_code == 200
    assert me(companies, again.json()["access_token"]).status_code == 200


def test_who_makes_the_next_token_themselves_goes_on_with_it(companies: Companies) -> None:
    person, fresh, following = companies.sign_in(OPERATOR), new_token(), new_token()
    assert refreshed(companies, person.refresh_token, next_refresh_token=fresh).status_code == 200
    code = {"company_code": "one"}
    assert refreshed(companies, fresh, next_refresh_token=following, **code).status_code == 200
    assert refreshed(companies, following, **code).status_code == 200
    assert refreshed(companies, following, company_code="two").status_code == 401, "elsewhere it is nobody's"


def test_a_token_of_another_kind_refreshes_nothing(companies: Companies) -> None:
    person = companies.sign_in(OPERATOR)
    assert refreshed(companies, person.access_token).status_code == 401
    assert refreshed(companies, "").status_code == 401


def test_a_password_is_changed_and_everything_else_ends(companies: Companies) -> None:
    admin = companies.person(ADMIN)
    admin.ask("POST", "/api/users/", json={"username": "petra", "password": "given by ada"})
    refused = companies.login("petra", password="given by ada")
    assert (refused.status_code, refused.json()["code"]) == (403, "must_change_password")
    body = {"username": "petra", "old_password": "given by ada", "new_password": "petra's own", "company_code": "one"}
    begun = companies.http.post("/api/auth/password", json=body)
    assert begun.status_code == 200, begun.text
    again = companies.http.post(
        "/api/auth/password", json=body | {"old_password": "petra's own", "new_password": "another of hers"}
    )
    assert me(companies, begun.json()["access_token"]).status_code == 401
    assert me(companies, again.json()["access_token"]).status_code == 200
    wrong = companies.http.post("/api/auth/password", json=body)
    assert wrong.status_code == 401


@pytest.mark.parametrize("key", ["", "short", "x" * 31])
def test_a_short_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidValue, match="32 or more"):
        TokenMaker(key)


# How often somebody may try


@pytest.fixture
def strict(company_in_postgres: PostgresCompany) -> Iterator[httpx.Client]:
    company = {"address": company_in_postgres.address, "password": company_in_postgres.password}
    with (
        api_server(companies=[company], sign_ins_per_minute=8) as address,
        httpx.Client(base_url=address) as http,
    ):
        yield http


def attempt(http: httpx.Client, username: str, password: str) -> httpx.Response:
    return http.post("/api/auth/login", json={"username": username, "password": password})


def test_guessing_is_stopped_before_the_database_locks_the_name_for_everybody(
    strict: httpx.Client, company_in_postgres: PostgresCompany
) -> None:
    name, password = THEIRS
    assert [attempt(strict, name, "wrong").status_code for _ in range(4)] == [401] * 4
    stopped = attempt(strict, name, password)
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["retry-after"]) <= 15 * 60
    assert stopped.json() == {
        "type": "about:blank",
        "title": "Too many attempts",
        "status": 429,
        "detail": "There were too many wrong passwords for this username from this address. It opens again by itself "
        "15 minutes after them. If they were not yours, tell your admin.",
        "code": "too_many",
    }
    # Who comes another way is not kept out.
    assert company_in_postgres.open().access.sign_in(name, password).user.username == name


def test_guesses_all_at_once_are_as_many(strict: httpx.Client, company_in_postgres: PostgresCompany) -> None:
    async def guess() -> list[int]:
        body = {"username": THEIRS[0], "password": "wrong"}
        async with httpx.AsyncClient(base_url=strict.base_url, timeout=30) as http:
            answers = await asyncio.gather(*(http.post("/api/auth/login", json=body) for _ in range(8)))
        return sorted(answer.status_code for answer in answers)

    assert asyncio.run(guess()) == [401] * 4 + [429] * 4
    assert company_in_postgres.open().access.sign_in(*THEIRS).user.username == THEIRS[0]


def test_without_redis_people_sign_in(company_in_postgres: PostgresCompany) -> None:
    company = {"address": company_in_postgres.address, "password": company_in_postgres.password, "code": "c"}
    away = "redis://127.0.0.1:1/0"
    with api_server(companies=[company], redis_url=away) as address, httpx.Client(base_url=address) as http:
        assert attempt(http, *THEIRS).status_code == 200
        assert http.get("/health").json()["redis"] == "unreachable"


def test_one_company_has_one_code_however_it_is_named(company_in_postgres: PostgresCompany) -> None:
    company = {"address": company_in_postgres.address, "password": company_in_postgres.password, "code": "Acme"}
    with api_server(companies=[company]) as address, httpx.Client(base_url=address) as http:
        codes = {
            jwt.decode(
                http.post(
                    "/api/auth/login", json={"username": THEIRS[0], "password": THEIRS[1], "company_code": code}
                ).json()["access_token"],
                options={"verify_signature": False},
            )["company"]
            for code in ("", "acme", "ACME")
        }
    assert codes == {"acme"}


def test_the_right_password_clears_the_count(strict: httpx.Client) -> None:
    name, password = THEIRS
    assert [attempt(strict, name, "wrong").status_code for _ in range(3)] == [401] * 3
    assert attempt(strict, name, password).status_code == 200
    assert [attempt(strict, name, "wrong").status_code for _ in range(3)] == [401] * 3


def test_one_address_tries_so_often_whatever_the_name(strict: httpx.Client) -> None:
    answers = [attempt(strict, f"name{number}", "wrong") for number in range(10)]
    assert [answer.status_code for answer in answers] == [401] * 8 + [429] * 2
    told = answers[-1].json()["detail"]
    assert told == "There are too many attempts to sign in from this address. Wait a minute, then try again."


def test_who_is_signed_in_is_not_limited(strict: httpx.Client) -> None:
    token = attempt(strict, *THEIRS).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert {strict.get("/api/projects/", headers=headers).status_code for _ in range(50)} == {200}


def test_a_redis_that_says_nothing_holds_nobody_up(company_in_postgres: PostgresCompany) -> None:
    company = {"address": company_in_postgres.address, "password": company_in_postgres.password}
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        api_server(companies=[company], redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}/0") as address,
        httpx.Client(base_url=address, timeout=20) as http,
        ThreadPoolExecutor(1) as threads,
    ):
        waiting = threads.submit(attempt, http, *THEIRS)
        time.sleep(0.5)
        assert httpx.get(f"{address}/docs", timeout=20).status_code == 200
        assert not waiting.done(), "others were answered meanwhile"
        assert waiting.result().status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("", "", True),
    ],
)
def test_who_has_a_whole_network_is_one(one: str, other: str, same: bool) -> None:
    limits = SignInLimits("", 1, 100)
    limits.check("", "anna", one)
    if same:
        with pytest.raises(TooMany):
            limits.check("", "anna", other)
    else:
        limits.check("", "anna", other)


def test_servers_whose_clocks_differ_take_each_others_tokens(companies: Companies) -> None:
    person = companies.sign_in(OPERATOR)
    maker = TokenMaker(SECRET_KEY)
    claims = jwt.decode(person.access_token, options={"verify_signature": False})
    ahead = jwt.encode(claims | {"iat": claims["iat"] + 20, "exp": claims["exp"] + 20}, maker._signing, "HS256")
    assert me(companies, ahead).status_code == 200


def test_a_next_token_that_was_there_before_is_refused_and_told_of_no_more(companies: Companies) -> None:
    body = {"username": OPERATOR, "password": PASSWORD, "company_code": "one", "next_refresh_token": new_token()}
    first, second = (companies.http.post("/api/auth/login", json=body) for _ in range(2))
    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 409, "conflict")
    assert "token_hash" not in second.text
    documented = companies.http.get("/openapi.json").json()["paths"]
    for path in ("login", "refresh", "password"):
        assert "409" in documented[f"/api/auth/{path}"]["post"]["responses"], path


def test_who_signs_in_sends_little(companies: Companies) -> None:
    for path in ("login", "refresh", "password"):
        answer = companies.http.post(f"/api/auth/{path}", content=b'{"username": "' + b"x" * 300_000 + b'"}')
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large"), path


def test_two_who_refresh_at_once_with_one_token_get_no_two_sign_ins(companies: Companies) -> None:
    person: Person = companies.sign_in(OPERATOR)
    one = refreshed(companies, person.refresh_token, next_refresh_token=new_token())
    other = refreshed(companies, person.refresh_token, next_refresh_token=new_token())
    assert (one.status_code, other.status_code) == (200, 401)
    assert me(companies, one.json()["access_token"]).status_code == 401, "somebody else has the token"
