"""Finding out about other companies by asking: by refusals, and by what EXPLAIN tells."""

# ruff: noqa: S608 - the statements are attacks, and what stands in them is ours

import json
from typing import Any

import psycopg

from tests.integration.attacks.scene import Client, Scene
from tests.integration.attacks.weapons import attack, granted, rewritten

_OPEN = granted("ALTER TABLE app.projects DISABLE ROW LEVEL SECURITY")
_SAMPLED = "ALTER TABLE app.{0} ALTER COLUMN {1} SET STATISTICS 100; ANALYZE app.{0}"


@attack("", _OPEN, harmless=True)
def an_error_that_depends_on_their_rows(scene: Scene) -> object:
    asked = f"SELECT 1 FROM app.projects WHERE 1 / (company_id - {scene.theirs.company_id}) > 9"
    try:
        scene.user.run(asked)
    except psycopg.errors.DivisionByZero:
        return True
    return False


@attack("", granted("CREATE UNIQUE INDEX ON app.projects (lower(project_name))"))
def names_of_projects_by_conflict(scene: Scene) -> object:
    return _refused(scene.user, "project_name", f"{scene.theirs.name} survey")


@attack("", granted("CREATE UNIQUE INDEX ON app.users (lower(username))"))
def names_of_people_by_conflict(scene: Scene) -> object:
    try:
        scene.admin.run("SELECT api.add_user(%s, '', '', 'user', 'long enough')", scene.theirs.admin.username)
    except psycopg.errors.UniqueViolation:
        return True
    return False


def _refused(client: Client, column: str, value: object) -> bool:
    values = {"project_name": "free", "bucket_name": "bucket"} | {column: value}
    asked = (
        "INSERT INTO app.projects (company_id, project_name, bucket_name)"
        " SELECT company_id, %s, %s FROM api.current_user_row()"
    )
    try:
        client.run(asked, values["project_name"], values["bucket_name"])
    except psycopg.errors.UniqueViolation:
        return True
    return False


@attack("", rewritten("auth.guard_cycle", " AND p.company_id = NEW.company_id", ""))
def numbers_of_projects_by_the_kind_of_refusal(scene: Scene) -> object:
    said = []
    for project_id in (scene.theirs.project_id, 10**9):
        try:
            scene.user.run(
                "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
                " VALUES (%s, %s, 'x', 7, 'seven/')",
                *(scene.ours.company_id, project_id),
            )
        except psycopg.Error as error:
            said.append((error.sqlstate, error.diag.message_primary))
    return said[0] != said[1]


@attack("", granted("ALTER TABLE app.cycles DISABLE TRIGGER company"), harmless=True)
def buckets_by_cycles_in_their_company(scene: Scene) -> object:
    """Triggers come before policies: what one of them says must not depend on another company's projects."""
    said = set()
    for project_id in (scene.theirs.project_id, 10**9):
        try:
            scene.user.run(
                "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
                " VALUES (%s, %s, 'x', 7, 'cycle-001/')",
                *(scene.theirs.company_id, project_id),
            )
        except psycopg.Error as error:
            said.add((error.sqlstate, error.diag.message_primary))
    return len(said) > 1


@attack(
    "",
    rewritten("auth.check_prefix", "p_prefix, p_bucket\n", "p_prefix, (SELECT max(company_name) FROM app.companies)\n"),
)
def whose_a_prefix_is(scene: Scene) -> object:
    try:
        _add_cycle_in_their_bucket(scene)
    except psycopg.Error as error:
        return scene.theirs.name in str(error).replace(scene.theirs.bucket, "")
    return True


def _add_cycle_in_their_bucket(scene: Scene) -> None:
    client = scene.user
    ((project_id,),) = client.run(
        "INSERT INTO app.projects (company_id, project_name, bucket_name) VALUES (%s, 'x', %s) RETURNING id",
        *(scene.ours.company_id, scene.theirs.bucket),
    )
    client.run(
        "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
        " VALUES (%s, %s, 'x', 1, 'cycle-001/')",
        *(scene.ours.company_id, project_id),
    )


# Finding out by EXPLAIN


def _plans(client: Client, asked: str, *, run: bool = False) -> list[dict[str, Any]]:
    """All nodes of a statement's plan."""
    options = "ANALYZE, FORMAT JSON" if run else "FORMAT JSON"
    ((found,),) = client.ask(f"EXPLAIN ({options}) {asked}")
    nodes = [(found if isinstance(found, list) else json.loads(found))[0]["Plan"]]
    for node in nodes:
        nodes.extend(node.get("Plans", ()))
    return nodes


def _estimates_differ(scene: Scene, table: str, expression: str, *values: str) -> bool:
    client = scene.user
    with client.transaction():
        asked = f"SELECT id FROM app.{table} WHERE {expression} < "
        return len({_plans(client, f"{asked}'{value}'")[0]["Plan Rows"] for value in values}) > 1


@attack("", granted(_SAMPLED.format("users", "username")), harmless=True)
def names_of_people_by_estimates(scene: Scene) -> object:
    return _estimates_differ(scene, "users", "username", "a", "theirs-person-2", "theirs-person-7", "z")


@attack("", granted("CREATE INDEX ON app.users (lower(username)); ANALYZE app.users"), harmless=True)
def names_of_people_by_estimates_of_an_index(scene: Scene) -> object:
    return _estimates_differ(scene, "users", "lower(username)", "a", "theirs-person-2", "theirs-person-7", "z")


@attack("", granted(_SAMPLED.format("projects", "bucket_name")), harmless=True)
def buckets_by_estimates(scene: Scene) -> object:
    return _estimates_differ(scene, "projects", "bucket_name", "a", "secret-2", "secret-7", "z")


@attack("", granted("CREATE INDEX ON app.projects (bucket_name); ANALYZE app.projects"), harmless=True)
def buckets_by_rows_that_a_policy_hides(scene: Scene) -> object:
    client = scene.user
    hidden = []
    with client.transaction():
        client.ask("SET LOCAL enable_seqscan = off")
        for first, last in (("secret-1", "secret-2"), ("secret-x", "secret-y")):
            asked = f"SELECT id FROM app.projects WHERE bucket_name >= '{first}' AND bucket_name < '{last}'"
            plan = _plans(client, asked, run=True)
            hidden.append(sum(node.get("Rows Removed by Filter", 0) for node in plan))
    return hidden[0] != hidden[1]
