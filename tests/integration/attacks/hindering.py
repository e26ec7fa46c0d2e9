"""Keeping others from their work by holding what they wait for."""

import psycopg

from tests.integration.attacks.scene import Client, Scene
from tests.integration.attacks.signing_in import WRONG, attempt_of, sign_in, verdict_of
from tests.integration.attacks.weapons import attack, granted, rewritten


@attack(
    "",
    rewritten(
        *("auth.sweep_attempts", "o.company_id = p_company\n       AND o.at", "o.at"),
        *("auth.sweep_attempts", "interval '1 day' FOR UPDATE SKIP LOCKED", "interval '1 day' FOR UPDATE"),
    ),
)
def holding_up_everybodys_sign_in(scene: Scene) -> object:
    ours, theirs = scene.client(), scene.client(side=scene.theirs)
    for client, person in ((ours, scene.ours.user), (theirs, scene.theirs.user)):
        sign_in(client, person.username, WRONG)
    scene.do("UPDATE auth.sign_in_attempts SET at = at - interval '2 days'")
    attempt = attempt_of(ours, scene.ours.user.username, scene.ours.user.password)
    other = attempt_of(theirs, scene.theirs.user.username, scene.theirs.user.password)
    with ours.transaction(undo=True):
        assert verdict_of(ours, attempt) == "ok"
        theirs.ask("SET lock_timeout = '1s'")
        try:
            return verdict_of(theirs, other) != "ok"
        except psycopg.errors.LockNotAvailable:
            return True


@attack("WB410", granted("ALTER FUNCTION auth.check_prefix RESET lock_timeout"))
def holding_a_bucket_for_good(scene: Scene) -> object:
    """By adding a cycle and never committing. The others' program would wait until it gives up without a word."""
    if scene.look("SELECT proconfig::text LIKE '%%lock_timeout%%' FROM pg_proc WHERE proname = %s", "check_prefix"):
        scene.do("ALTER FUNCTION auth.check_prefix SET lock_timeout = '200ms'")
    ours, theirs = scene.user, scene.their_admin
    with ours.transaction(undo=True), theirs.transaction():
        _add_cycle(ours, scene.ours.company_id, "nine/")
        theirs.ask("SET LOCAL statement_timeout = '2s'")
        try:
            _add_cycle(theirs, scene.theirs.company_id, "other/")
        except psycopg.errors.QueryCanceled:
            return True
    return False


def _add_cycle(client: Client, company_id: int, prefix: str) -> None:
    add_project = (
        "INSERT INTO app.projects (company_id, project_name, bucket_name) VALUES (%s, 'x', 'common') RETURNING id"
    )
    ((project_id,),) = client.ask(add_project, company_id)
    client.ask(
        "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
        " VALUES (%s, %s, 'x', 1, %s)",
        *(company_id, project_id, prefix),
    )
