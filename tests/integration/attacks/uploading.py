"""Writing to upload sessions that are somebody else's, held by somebody else, deleted, or over."""

# ruff: noqa: S608 - the statements are attacks, and what stands in them is ours

from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.integration.attacks.scene import Client, Scene
from tests.integration.attacks.weapons import Weakening, attack, granted, rewritten, statement

REFUSED = "WB461"
TAKEN_OVER = "WB462"
NOT_POSSIBLE = "WB410"

_FILES = (
    "SELECT api.deliver_files(%s, %s, ARRAY[%s], ARRAY[%s::bigint], ARRAY[''], ARRAY[%s::bigint], ARRAY[0::bigint],"
    " ARRAY[%s], ARRAY[1], ARRAY[''], ARRAY[''], ARRAY[''], ARRAY[''], ARRAY[''], ARRAY[''],"
    " ARRAY[%s::timestamptz], ARRAY[NULL::timestamptz])"
)


def _deliver_file(
    client: Client,
    upload: str,
    epoch: int | None,
    *,
    path: str = "new",
    status: str = "uploaded",
    size: int = 1,
    at: str = "now",
) -> bool:
    client.run(_FILES, upload, epoch, path, 9, size, status, at)
    return True


def _record(scene: Scene, upload: str, **columns: Any) -> Jsonb:
    record = {
        "client_uuid": upload,
        "revision": 9,
        "project_id": scene.ours.project_id,
        "cycle_id": scene.ours.cycle_id,
        "workstation": "x",
        "lease_owner": "x",
        "lease_epoch": 2,
        "s3_prefix": "cycle-001/",
        "local_directory": "/x",
        "max_workers": 1,
        "times_to_retry": 1,
        "use_find": False,
        "status": "paused",
    } | dict.fromkeys(
        (
            *("total_files", "files_uploaded", "files_skipped", "files_failed", "files_blocked"),
            *("total_bytes", "uploaded_bytes"),
        ),
        0,
    )
    return Jsonb(record | columns)


def _deliver(scene: Scene, client: Client, upload: str, **columns: Any) -> bool:
    client.run("SELECT api.deliver_session(%s)", _record(scene, upload, **columns))
    return True


# Whose it is


@attack(
    REFUSED,
    rewritten(
        "api.deliver_files",
        "s.company_id = me.company_id AND ",
        "",
        "api.deliver_files",
        "SELECT me.company_id, known.id",
        "SELECT known.company_id, known.id",
    ),
)
def a_file_in_their_upload(scene: Scene) -> object:
    return _deliver_file(scene.admin, scene.theirs.idle, 2)


@attack("", rewritten("api.deliver_session", "s.company_id = me.company_id AND ", ""))
def their_upload_by_its_name(scene: Scene) -> object:
    _deliver(scene, scene.admin, scene.theirs.idle)
    return scene.look("SELECT workstation FROM app.sync_sessions WHERE client_uuid = %s", scene.theirs.idle) == "x"


@attack(
    REFUSED,
    rewritten(
        *("api.deliver_session", "WHERE p.company_id = me.company_id AND", "WHERE"),
        *("api.deliver_session", "r.revision, me.company_id,", "r.revision, r.company_id,"),
        do="ALTER TABLE app.sync_sessions DISABLE TRIGGER ALL",
    ),
)
def an_upload_into_their_project(scene: Scene) -> object:
    place = {"project_id": scene.theirs.project_id, "cycle_id": scene.theirs.cycle_id}
    return _deliver(scene, scene.user, "new", lease_epoch=1, company_id=scene.theirs.company_id, **place)


@attack("", rewritten("api.deliver_session", "r.cycle_id, me.user_id,", "r.cycle_id, r.user_id,"))
def an_upload_in_a_colleagues_name(scene: Scene) -> object:
    forged = {"id": 5, "user_id": scene.ours.colleague.id, "lease_user_id": scene.ours.user.id}
    _deliver(scene, scene.user, "new", lease_epoch=1, **forged)
    found = (
        "SELECT user_id <> %s OR id = 5 OR lease_user_id IS NOT NULL FROM app.sync_sessions WHERE client_uuid = 'new'"
    )
    return scene.look(found, scene.ours.user.id)


_NOBODYS = rewritten("auth.check_holder", "IF me.role <> 'admin'", "IF false AND me.role <> 'admin'")


@attack(REFUSED, _NOBODYS)
def a_colleagues_upload(scene: Scene) -> object:
    return _deliver(scene, scene.client(scene.ours.colleague), scene.ours.idle)


@attack(REFUSED, _NOBODYS)
def a_file_in_a_colleagues_upload(scene: Scene) -> object:
    return _deliver_file(scene.client(scene.ours.colleague), scene.ours.idle, 2)


@attack(
    "WB403",
    rewritten("api.delete_session", "IF known.user_id IS DISTINCT FROM me.user_id THEN", "IF false THEN"),
)
def deleting_a_colleagues_upload(scene: Scene) -> object:
    scene.client(scene.ours.colleague).run("SELECT api.delete_session(%s)", scene.ours.ended)
    return True


# Who holds it


def _any_epoch(piece: str, replacement: str) -> Weakening:
    return rewritten("auth.check_holder", piece, replacement)


_OLDER = rewritten(
    *("auth.check_holder", "p_epoch < p_known.lease_epoch", "false"),
    *("auth.check_holder", "p_epoch IS DISTINCT FROM p_known.lease_epoch", "false"),
)
_OTHER = _any_epoch("p_epoch IS DISTINCT FROM p_known.lease_epoch", "p_epoch < p_known.lease_epoch")


@attack(TAKEN_OVER, _OLDER)
def files_of_who_was_overtaken(scene: Scene) -> object:
    return _deliver_file(scene.user, scene.ours.idle, 1)


@attack(TAKEN_OVER, _OLDER)
def the_record_of_who_was_overtaken(scene: Scene) -> object:
    return _deliver(scene, scene.user, scene.ours.idle, lease_epoch=1)


@attack(REFUSED, _OTHER)
def files_of_no_epoch(scene: Scene) -> object:
    return _deliver_file(scene.user, scene.ours.idle, None)


@attack(REFUSED, _OTHER)
def files_of_an_epoch_nobody_gave(scene: Scene) -> object:
    return _deliver_file(scene.user, scene.ours.idle, 10**9)


@attack(REFUSED, _OTHER)
def taking_the_lease_back_by_a_higher_epoch(scene: Scene) -> object:
    scene.client(scene.ours.colleague).run("SELECT api.take_over(%s, 'other desk')", scene.ours.idle)
    return _deliver(scene, scene.user, scene.ours.idle, lease_epoch=10**6)


@attack(REFUSED, rewritten("auth.check_numbers", "OR r.lease_epoch > 1e9", "OR false"))
def an_epoch_that_no_take_over_can_raise(scene: Scene) -> object:
    return _deliver(scene, scene.user, "new", lease_epoch=2**63 - 1)


@attack(NOT_POSSIBLE, rewritten("api.take_over", "IF auth.is_active(known) AND", "IF false AND"))
def taking_over_what_is_being_sent(scene: Scene) -> object:
    scene.client(scene.ours.colleague).run("SELECT api.take_over(%s, 'x')", scene.ours.active)
    return True


@attack(
    NOT_POSSIBLE,
    rewritten("api.take_over", "IF known.status NOT IN ('pending', 'in_progress', 'paused') THEN", "IF false THEN"),
)
def taking_over_what_has_ended(scene: Scene) -> object:
    scene.client(scene.ours.colleague).run("SELECT api.take_over(%s, 'x')", scene.ours.ended)
    return True


# What is being sent stays; what is deleted or over stays so

_DELETABLE = granted("ALTER TABLE app.sync_sessions DISABLE TRIGGER guard_deletion")
for _name, _call in {
    "what_is_being_sent": "api.delete_session('{ours.active}')",
    "a_project_with_what_is_being_sent": "api.delete_project({ours.project_id})",
    "a_cycle_with_what_is_being_sent": "api.delete_cycle({ours.cycle_id})",
}.items():
    statement(f"deleting_{_name}", NOT_POSSIBLE, _DELETABLE, "admin", f"SELECT {_call}::text IS NOT NULL")


@attack(
    REFUSED, rewritten("auth.guard_session_deletion", "RETURN OLD;", "DELETE FROM app.deleted_sessions; RETURN OLD;")
)
def an_upload_back_from_the_dead(scene: Scene) -> object:
    scene.user.run("SELECT api.delete_session(%s)", scene.ours.ended)
    return _deliver(scene, scene.user, scene.ours.ended)


@attack(
    REFUSED,
    granted(
        "CREATE OR REPLACE FUNCTION api.session_may_become(p_now text, p_then text) RETURNS boolean"
        " LANGUAGE sql RETURN true"
    ),
)
def an_upload_that_goes_on_after_its_end(scene: Scene) -> object:
    return _deliver(scene, scene.user, scene.ours.ended, status="in_progress")


@attack(REFUSED, granted("ALTER TABLE app.file_uploads DISABLE TRIGGER guard"))
def a_file_that_fails_after_it_was_sent(scene: Scene) -> object:
    return _deliver_file(scene.user, scene.ours.idle, 2, path="a", status="failed")


@attack(REFUSED, rewritten("api.deliver_session", "p.is_active AND ", ""))
def an_upload_into_an_inactive_project(scene: Scene) -> object:
    scene.admin.run("UPDATE app.projects SET is_active = false WHERE id = %s", scene.ours.project_id)
    return _deliver(scene, scene.user, "new", lease_epoch=1)


# What others cannot read


_ANY_TIME = granted(
    "CREATE OR REPLACE FUNCTION auth.is_sane(p_at timestamptz) RETURNS boolean LANGUAGE sql RETURN true"
)


def _unreadable(scene: Scene, table: str) -> bool:
    try:
        scene.admin.run(f"SELECT * FROM app.{table}")
        scene.admin.run("SELECT sum(files_failed + files_blocked) FROM app.sync_sessions")
    except psycopg.DataError:
        return True
    return False


@attack(REFUSED, _ANY_TIME)
def an_upload_at_the_end_of_time(scene: Scene) -> object:
    return _deliver(scene, scene.user, scene.ours.idle, started_at="infinity") and _unreadable(scene, "sync_sessions")


@attack(REFUSED, _ANY_TIME)
def a_file_at_the_end_of_time(scene: Scene) -> object:
    return _deliver_file(scene.user, scene.ours.idle, 2, at="infinity") and _unreadable(scene, "file_uploads")


@attack(REFUSED, rewritten("auth.check_numbers", "> 1e12", "> 1e19"))
def numbers_that_cannot_be_added(scene: Scene) -> object:
    counts = {"files_failed": 2**63 - 1, "files_blocked": 1}
    return _deliver(scene, scene.user, scene.ours.idle, **counts) and _unreadable(scene, "sync_sessions")


@attack(REFUSED, rewritten("api.deliver_files", "t.size < 0", "false"))
def a_file_of_less_than_nothing(scene: Scene) -> object:
    return _deliver_file(scene.user, scene.ours.idle, 2, size=-1)
