"""Guessing passwords and names."""

import threading
from typing import Any

from desktop_app.company.database import token_hash
from desktop_app.company.renewal import new_token
from tests.integration.attacks.scene import Client, Person, Scene
from tests.integration.attacks.weapons import attack, rewritten

_VERDICT = "auth.verdict"
WRONG = "a wrong password"


def attempt_of(client: Client, username: str, password: str) -> str:
    """Check a password in the transaction there is; gives the attempt's name."""
    return str(client.ask("SELECT api.sign_in(%s, %s)", username, password)[0][0])


def verdict_of(client: Client, attempt: str) -> str:
    """Ask for the verdict in the transaction there is."""
    tokens = (token_hash(new_token()), token_hash(new_token()))
    return str(client.ask("SELECT api.confirm_sign_in(%s, %s, %s)", attempt, *tokens)[0][0])


def sign_in(client: Client, username: str, password: str) -> str:
    """The verdict, as the program asks for it: each transaction committed."""
    return verdict_of(client, attempt_of(client, username, password))


# Guessing passwords

_NOT_COMMITTED = rewritten(_VERDICT, "OR pg_xact_status(a.xact) IS DISTINCT FROM 'committed'", "")
_NO_LOCK = rewritten(_VERDICT, "IF v_here >= 5 OR v_all >= 100 THEN", "IF false THEN")


def _guesses(person: Person) -> list[str]:
    return [WRONG] * 6 + [person.password]


@attack("", _NOT_COMMITTED)
def guessing_and_rolling_back(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.admin
    for guess in _guesses(person):
        with client.transaction(undo=True):
            verdict = verdict_of(client, attempt_of(client, person.username, guess))
    return verdict == "ok"


@attack("", _NOT_COMMITTED)
def guessing_in_savepoints(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.admin
    with client.transaction():
        for guess in _guesses(person):
            client.ask("SAVEPOINT guess")
            verdict = verdict_of(client, attempt_of(client, person.username, guess))
            client.ask("ROLLBACK TO guess")
    return verdict == "ok"


@attack("", _NO_LOCK)
def guessing_in_a_row(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.admin
    return [sign_in(client, person.username, guess) for guess in _guesses(person)][-1] == "ok"


@attack("", rewritten(_VERDICT, " OR v_all >= 100", ""))
def guessing_from_many_addresses(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.admin
    attempt_of(client, person.username, WRONG)
    scene.do(
        "INSERT INTO auth.sign_in_attempts (company_id, name_key, name, address, attempt_hash, ok, user_id)"
        " SELECT company_id, name_key, name, '10.0.0.0'::inet + n, sha256(n::text::bytea), ok, user_id"
        " FROM auth.sign_in_attempts, generate_series(1, 100) n"
    )
    return sign_in(client, person.username, person.password) == "ok"


@attack("", rewritten("api.sign_in", "lower(v_name), 'UTF8'", "v_name, 'UTF8'"))
def guessing_in_many_spellings(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.admin
    for number in range(6):
        sign_in(client, person.username[:number].upper() + person.username[number:], WRONG)
    return sign_in(client, person.username.upper(), person.password) == "ok"


@attack("", _NO_LOCK)
def guessing_with_many_connections_at_once(scene: Scene) -> object:
    person, clients = scene.ours.admin, [scene.client() for _ in range(25)]
    attempts: list[str] = []

    def guess(client: Client, password: str) -> None:
        attempts.append(attempt_of(client, person.username, password))

    threads = [
        threading.Thread(target=guess, args=(client, person.password if number == 12 else WRONG))
        for number, client in enumerate(clients)
    ]
    for client in clients:
        client.ask("BEGIN")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.ask("COMMIT")
    return "ok" in [verdict_of(clients[0], attempt) for attempt in attempts]


@attack(
    "",
    rewritten(
        "api.sign_in",
        "RETURN v_attempt;",
        "PERFORM auth.record(v_company, NULL, v_name, CASE WHEN v_ok THEN 'sign_in_granted' ELSE 'x' END, '');"
        "RETURN v_attempt;",
    ),
)
def guessing_and_reading_the_log(scene: Scene) -> object:
    client, person = scene.admin, scene.ours.deputy
    with client.transaction(undo=True):
        attempt_of(client, person.username, person.password)
        return client.ask(
            "SELECT * FROM app.audit_log WHERE username = %s AND action = 'sign_in_granted'", person.username
        )


@attack("", _NOT_COMMITTED)
def a_new_password_by_guessing(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.admin
    with client.transaction(undo=True):
        attempt = attempt_of(client, person.username, person.password)
        tokens = (token_hash(new_token()), token_hash(new_token()))
        ((verdict,),) = client.ask("SELECT api.change_password(%s, 'long enough', %s, %s)", attempt, *tokens)
    return verdict == "ok"


@attack("WB400", rewritten("auth.check_new_password", "length(p_password) < 8", "false"))
def a_short_password(scene: Scene) -> object:
    return scene.admin.run("SELECT api.add_user('x', '', '', 'user', 'short')")


# Attempts are told once, to whoever made them

_ONCE = rewritten(_VERDICT, "AND NOT t.told ", "")


@attack("", _ONCE)
def an_attempt_used_again_after_signing_out(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.user
    attempt = attempt_of(client, person.username, person.password)
    assert verdict_of(client, attempt) == "ok"
    scene.do("UPDATE auth.sign_ins SET ended_at = now()")
    return verdict_of(client, attempt) == "ok"


@attack("", _ONCE)
def flooding_the_log_by_asking_again(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.user
    for _ in range(6):
        attempt = attempt_of(client, person.username, WRONG)
        verdict_of(client, attempt)
    before = scene.look("SELECT count(*) FROM app.audit_log")
    for _ in range(10):
        verdict_of(client, attempt)
    return scene.look("SELECT count(*) FROM app.audit_log") > before


_ANY_LOGIN = rewritten(_VERDICT, "AND l.login_role = session_user ", "AND session_user LIKE 'uploader_%' ")


@attack("", _ANY_LOGIN)
def an_attempt_told_to_their_login(scene: Scene) -> object:
    attempt = attempt_of(scene.client(), scene.ours.user.username, scene.ours.user.password)
    return verdict_of(scene.client(side=scene.theirs), attempt) != "not committed"


@attack("", rewritten("auth.sweep_attempts", "o.company_id = p_company AND NOT o.told", "false"))
def wrong_passwords_nobody_asks_about(scene: Scene) -> object:
    """A name is locked by them, and the log must tell."""
    client, person = scene.client(), scene.ours.user
    for _ in range(6):
        attempt_of(client, person.username, WRONG)
    scene.do("UPDATE auth.sign_in_attempts SET at = at - interval '3 minutes'")
    sign_in(client, scene.ours.colleague.username, scene.ours.colleague.password)
    refused = (
        "SELECT count(*) FROM app.audit_log WHERE action = 'sign_in_refused' AND username = %s AND company_id = %s"
    )
    return int(scene.look(refused, person.username, scene.ours.company_id)) < 6


@attack(
    "",
    rewritten(
        "api.sign_in",
        "auth.without_controls(coalesce(left(p_username, 100), ''))",
        "coalesce(left(p_username, 100), '')",
    ),
)
def a_typed_name_that_clears_the_screen(scene: Scene) -> object:
    sign_in(scene.client(), "x\x1b[2J\n2026-01-01 admin", WRONG)
    return scene.look(r"SELECT count(*) FROM app.audit_log WHERE username ~ '[\u0001-\u001f]'")


# Guessing names


def _read_and_written(client: Client, username: str) -> tuple[int, int]:
    """How many pages signing in touches, and how many bytes it writes; the least of some times, for caches warm up."""
    counts = []
    asked = f"EXPLAIN (ANALYZE, BUFFERS, WAL, FORMAT JSON) SELECT api.sign_in('{username}', '{WRONG}')"
    for _ in range(4):
        node: dict[str, Any] = client.ask(asked)[0][0][0]["Plan"]
        counts.append((node["Shared Hit Blocks"] + node["Shared Read Blocks"], node["WAL Bytes"]))
    return min(count[0] for count in counts), min(count[1] for count in counts)


@attack(
    "",
    rewritten(
        *(
            "api.sign_in",
            "WHERE u.company_id = v_company",
            "WHERE u.company_id = v_company AND lower(u.username) = lower(v_name)",
        ),
        do="CREATE INDEX ON app.users (company_id, lower(username)); ANALYZE app.users",
    ),
)
def names_by_what_signing_in_reads(scene: Scene) -> object:
    client = scene.client()
    _read_and_written(client, "warm")
    return _read_and_written(client, "ours-person-77") != _read_and_written(client, "ours-nobody-77")


@attack("", _ANY_LOGIN)
def names_by_the_log_of_another_company(scene: Scene) -> object:
    """Of whoever is an admin there and has our login."""
    client, person = scene.client(), scene.ours.user
    attempts = [attempt_of(client, person.username.upper(), WRONG) for _ in range(7)]
    for attempt in attempts:
        verdict_of(scene.client(side=scene.theirs), attempt)
    mentions = "SELECT * FROM app.audit_log WHERE action LIKE 'sign_in%%' AND lower(username) = %s"
    found = scene.their_admin.run(mentions, person.username)
    return found or scene.look("SELECT count(*) FROM app.audit_log WHERE action LIKE 'sign_in%'")
