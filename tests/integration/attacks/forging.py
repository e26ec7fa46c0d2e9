"""Breaking the rules of the data: prefixes, stamps, names."""

# ruff: noqa: S608 - the statements are attacks, and what stands in them is ours

from typing import Any

import psycopg

from tests.integration.attacks.scene import Scene
from tests.integration.attacks.weapons import attack, granted, rewritten, statement

NOT_GRANTED = "42501"

_GOES_INTO_THEIR_BUCKET = granted("ALTER TABLE app.cycles DISABLE TRIGGER guard")


def _project(scene: Scene, bucket: str, endpoint: str | None = None) -> int:
    return int(
        scene.user.run(
            "INSERT INTO app.projects (company_id, project_name, bucket_name, endpoint_url)"
            " VALUES (%s, %s, %s, %s) RETURNING id",
            *(scene.ours.company_id, f"{bucket} {endpoint}", bucket, endpoint),
        )[0][0]
    )


_CYCLES = "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix) VALUES "


@attack("WB409", _GOES_INTO_THEIR_BUCKET)
def a_prefix_within_theirs(scene: Scene) -> object:
    return scene.user.changed(
        _CYCLES + "(%s, %s, 'x', 1, 'cycle-001/x/')", scene.ours.company_id, _project(scene, scene.theirs.bucket, "")
    )


@attack("WB409", _GOES_INTO_THEIR_BUCKET)
def two_prefixes_at_once(scene: Scene) -> object:
    ids = (scene.ours.company_id, scene.ours.project_id)
    return scene.user.changed(_CYCLES + "(%s, %s, 'x', 8, 'x/'), (%s, %s, 'y', 9, 'x/y/')", *ids, *ids)


@attack("WB409", granted("ALTER TABLE app.projects DISABLE TRIGGER guard"))
def two_projects_moved_at_once(scene: Scene) -> object:
    first, second = _project(scene, "one"), _project(scene, "two")
    ids = (scene.ours.company_id, first, scene.ours.company_id, second)
    scene.user.run(_CYCLES + "(%s, %s, 'x', 1, 'x/'), (%s, %s, 'y', 1, 'x/y/')", *ids)
    return scene.admin.changed("UPDATE app.projects SET bucket_name = 'three' WHERE id IN (%s, %s)", first, second)


for _prefix in ("/x/", "x", "x//y/", "../x/", "x/./y/", ""):
    statement(
        f"prefix_{_prefix or 'of_nothing'}",
        "WB400",
        _GOES_INTO_THEIR_BUCKET,
        "user",
        f"{_CYCLES}({{ours.company_id}}, {{ours.project_id}}, 'x', 9, '{_prefix}')",
    )


@attack("", granted("ALTER TABLE app.projects DISABLE TRIGGER guard"))
def forged_stamps_of_a_project(scene: Scene) -> object:
    (row,) = scene.user.run(
        "INSERT INTO app.projects (company_id, project_name, bucket_name, created_at, updated_at, duplicate)"
        " VALUES (%s, 'x', 'x', '2000-01-01', '2000-01-01', true)"
        " RETURNING created_at < '2001-01-01' OR updated_at < '2001-01-01' OR duplicate",
        scene.ours.company_id,
    )
    return row[0]


@attack("", granted("ALTER TABLE app.cycles DISABLE TRIGGER guard"))
def forged_stamps_of_a_cycle(scene: Scene) -> object:
    (row,) = scene.user.run(
        "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix, status, created_at,"
        " started_at, completed_at, duplicate, metadata)"
        " VALUES (%s, %s, 'x', 9, 'nine/', 'planned', '2000-01-01', 'infinity', 'infinity', true, %s)"
        " RETURNING created_at < '2001-01-01' OR started_at IS NOT NULL OR completed_at IS NOT NULL OR duplicate"
        " OR length(metadata::text) > 2",
        # Deeper than Python reads: everybody's list of cycles would fail.
        *(scene.ours.company_id, scene.ours.project_id, "[" * 2000 + "]" * 2000),
    )
    return row[0]


for _table, _columns in {
    "projects": ("duplicate", "created_at"),
    "cycles": ("duplicate", "metadata", "started_at"),
}.items():
    for _column in _columns:
        statement(
            f"forging_{_column}_of_{_table}_later",
            NOT_GRANTED,
            granted(f"GRANT UPDATE ON app.{_table} TO uploader_client"),
            "admin",
            f"UPDATE app.{_table} SET {_column} = {_column}",
        )


def _refusal(scene: Scene, asked: str, *params: Any) -> str:
    """The whole of what an error says to whoever caused it."""
    try:
        scene.admin.run(asked, *params)
    except psycopg.Error as error:
        return f"{error} {error.diag.message_detail}"
    return ""


@attack(
    "",
    rewritten(
        "auth.check_username",
        "p_username IS NULL OR btrim",
        "false AND btrim",
        "auth.check_username",
        "length(p_username) > 100 OR",
        "false AND",
    ),
)
def a_name_that_clears_the_screen(scene: Scene) -> object:
    return not _refusal(scene, "SELECT api.add_user(E'x\\033[2J', '', '', 'user', 'long enough')") or not _refusal(
        scene, "UPDATE app.users SET username = E'x\\n2026-01-01 admin' WHERE id = %s", scene.ours.colleague.id
    )


for _kind, _text in {
    "a_company_s_name": "UPDATE app.companies SET company_name = E'x\\033[2J' WHERE id = {ours.company_id}",
    "a_full_name": "UPDATE app.users SET full_name = E'x\\n2026-01-01 admin' WHERE id = {ours.user.id}",
    "an_address": "UPDATE app.users SET email = E'x\\u0085@example.com' WHERE id = {ours.user.id}",
    "a_project_s_name": "INSERT INTO app.projects (company_id, project_name, bucket_name)"
    " VALUES ({ours.company_id}, E'x\\u2028y', 'bucket')",
    "a_description": "UPDATE app.projects SET description = E'x\\r' WHERE id = {ours.project_id}",
    "a_bucket_s_name": "UPDATE app.projects SET bucket_name = E'x\\033' WHERE id = {ours.project_id}",
    "a_cycle_s_name": "UPDATE app.cycles SET cycle_name = E'x\\t' WHERE id = {ours.cycle_id}",
    "a_prefix": "UPDATE app.cycles SET s3_prefix = E'x\\033/' WHERE id = {ours.cycle_id}",
}.items():
    statement(
        f"{_kind}_that_clears_the_screen",
        "WB400",
        rewritten("auth.check_texts", "IF auth.is_maintenance()", "IF true"),
        "admin",
        _text,
    )
