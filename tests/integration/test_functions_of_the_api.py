"""The functions that clients may call, called with anything: nothing of another company changes or is told."""

from collections.abc import Iterator
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from desktop_app.company.database import token_hash
from tests.integration.attacks.battlefield import make_battlefield
from tests.integration.attacks.scene import Client, Scene
from tests.postgres import PostgresServer

CALLS = 1500
_SLOW = ("sign_in", "add_user", "reset_password", "change_password")
"""These compute bcrypt; a few calls of them are enough."""
_FUNCTIONS = (
    "SELECT p.proname, ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t) FROM pg_proc p"
    " WHERE p.pronamespace = 'api'::regnamespace ORDER BY 1"
)
_THEIRS = """
SELECT md5(concat((SELECT json_agg(t ORDER BY id) FROM app.companies t WHERE id = %(id)s),
  (SELECT json_agg(t ORDER BY id) FROM app.users t WHERE company_id = %(id)s),
  (SELECT json_agg(t ORDER BY id) FROM app.projects t WHERE company_id = %(id)s),
  (SELECT json_agg(t ORDER BY id) FROM app.cycles t WHERE company_id = %(id)s),
  (SELECT json_agg(t ORDER BY id) FROM app.sync_sessions t WHERE company_id = %(id)s),
  (SELECT json_agg(t ORDER BY id) FROM app.file_uploads t WHERE company_id = %(id)s),
  (SELECT json_agg(t ORDER BY id) FROM app.audit_log t WHERE company_id = %(id)s),
  (SELECT json_agg(t ORDER BY client_uuid) FROM app.deleted_sessions t WHERE company_id = %(id)s),
  (SELECT json_agg(t ORDER BY id) FROM auth.sign_in_attempts t WHERE company_id = %(id)s),
  (SELECT json_agg(s ORDER BY s.id) FROM auth.sign_ins s JOIN app.users u ON u.id = s.user_id
    WHERE company_id = %(id)s)))
"""


@pytest.fixture(scope="module")
def scene(postgres: PostgresServer) -> Iterator[Scene]:
    with make_battlefield(postgres, many=3).scene() as scene:
        yield scene


@pytest.mark.parametrize("who", ["nobody", "user", "admin"])
def test_nothing_of_another_company_changes_or_is_told(scene: Scene, who: str) -> None:
    random = Random(who)
    client = {"nobody": scene.client(), "user": scene.user, "admin": scene.admin}[who]
    functions = [(name, types) for name, types in client.run(_FUNCTIONS) if name != "sign_out"]
    quick = [one for one in functions if one[0] not in _SLOW]
    before = _theirs(scene)
    refused = 0
    for number in range(CALLS):
        name, types = random.choice(functions if number % 50 == 0 else quick)
        arguments = [_anything(random, scene, kind) for kind in types]
        told = _told(client, name, types, arguments)
        refused += told.startswith("refused")
        given = str([one.obj if isinstance(one, Jsonb) else one for one in arguments])
        for secret in (scene.theirs.bucket, scene.theirs.admin.username, f"{scene.theirs.name} survey"):
            assert secret not in told or secret in given, (name, arguments, told)
    assert _theirs(scene) == before
    assert 0 < refused < CALLS


def _theirs(scene: Scene) -> object:
    return scene.server.run(scene.database, _THEIRS.replace("%(id)s", str(scene.theirs.company_id)))


def _told(client: Client, name: str, types: list[str], arguments: list[Any]) -> str:
    """All that a call lets one know."""
    placeholders = ", ".join(f"%s::{kind}" for kind in types)
    try:
        return str(client.run(f"SELECT * FROM api.{name}({placeholders})", *arguments))  # noqa: S608
    except psycopg.Error as error:
        return f"refused: {error} {error.diag.message_detail} {error.diag.context}"


def _anything(random: Random, scene: Scene, kind: str) -> Any:
    if kind.endswith("[]"):
        return random.choice((None, [], [None], [_one(random, scene, kind[:-2])] * random.choice((1, 2, 300))))
    return _one(random, scene, kind)


def _one(random: Random, scene: Scene, kind: str) -> Any:
    ours, theirs = scene.ours, scene.theirs
    if kind in ("bigint", "integer"):
        most = 2**63 - 1 if kind == "bigint" else 2**31 - 1
        ids = [
            one for side in (ours, theirs) for one in (side.user.id, side.project_id, side.cycle_id, side.company_id)
        ]
        return random.choice((None, 0, -1, 1, 2, 3, most, -most, *ids))
    if kind == "bytea":
        return random.choice(
            (None, b"", b"x" * 5000, token_hash("x"), random.randbytes(32), token_hash(theirs.admin.token))
        )
    if kind == "timestamp with time zone":
        return random.choice((None, "now", "infinity", "-infinity", "0001-01-01 BC", "2026-01-01Z"))
    if kind == "jsonb":
        columns = ("id", "company_id", "project_id", "cycle_id", "user_id", "lease_user_id", "lease_epoch", "revision")
        record = {column: _one(random, scene, "bigint") for column in columns}
        texts = ("client_uuid", "s3_prefix", "status", "lease_owner", "local_directory", "workstation")
        record |= {column: _one(random, scene, "text") for column in texts}
        record["started_at"] = _one(random, scene, "timestamp with time zone")
        return Jsonb(random.choice((None, [], 7, "x", record, record, record, {**record, "client_uuid": theirs.idle})))
    tokens = (theirs.admin.token, theirs.user.renewal)
    names = (theirs.idle, theirs.active, theirs.ended, ours.active, theirs.admin.username, ours.user.username)
    words = ("", "x", "paused", "uploaded", "admin", "'; SELECT 1", "\x1b[2J", "x" * 3000, "cycle-001/")
    return random.choice((None, *tokens, *names, *words))
