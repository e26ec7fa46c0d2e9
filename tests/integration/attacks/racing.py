"""Two at once, each of whom would be refused if the other had come first."""

from collections.abc import Callable

from desktop_app.company.database import token_hash
from desktop_app.company.renewal import new_token
from tests.integration.attacks.scene import Row, Scene
from tests.integration.attacks.weapons import attack, granted, rewritten

NOT_POSSIBLE = "WB410"
CONFLICT = "WB409"

# Two admins demote each other

_TOUCHING = (
    "UPDATE auth.company_logins l SET admins_changed_at = clock_timestamp() WHERE l.company_id = p_user.company_id;"
)
_ANY_VIEW = ("api.current_user_row", "NOT IN ('read committed', 'read uncommitted')", "IN ('none')")
_DEMOTE = "UPDATE app.users SET role = 'user' WHERE id = %s"
_DELETE = "SELECT api.delete_user(%s)"


def _against_each_other(first: str, second: str, isolation: str = "READ COMMITTED") -> Callable[[Scene], object]:
    def run(scene: Scene) -> object:
        one, other = scene.ours.admin, scene.ours.deputy
        scene.meet(
            (scene.client(one), first, (other.id,)), (scene.client(other), second, (one.id,)), isolation=isolation
        )
        left = "SELECT count(*) = 0 FROM app.users WHERE company_id = %s AND role = 'admin' AND is_active"
        return scene.look(left, scene.ours.company_id)

    return run


_UNGUARDED = rewritten("auth.check_admin_left", _TOUCHING, "")


@attack(NOT_POSSIBLE, _UNGUARDED)
def two_admins_demoting_each_other(scene: Scene) -> object:
    return _against_each_other(_DEMOTE, _DEMOTE)(scene)


@attack(
    NOT_POSSIBLE,
    rewritten(
        "auth.check_admin_left", _TOUCHING, "", "api.delete_user", "PERFORM auth.require_admin('manage users')", "NULL"
    ),
)
def two_admins_demoting_and_deleting_each_other(scene: Scene) -> object:
    return _against_each_other(_DEMOTE, _DELETE)(scene)


@attack("", rewritten("auth.check_admin_left", _TOUCHING, "", *_ANY_VIEW))
def two_admins_demoting_each_other_in_old_views(scene: Scene) -> object:
    return _against_each_other(_DEMOTE, _DEMOTE, "REPEATABLE READ")(scene)


# Prefixes

_CYCLE = (
    "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix) VALUES (%s, %s, 'x', 9, %s)"
)


def _in_one_bucket(scene: Scene) -> tuple[Row, Row]:
    """The company and project of either side, of one bucket, without cycles."""
    scene.do("TRUNCATE app.cycles CASCADE; UPDATE app.projects SET bucket_name = 'common'")
    return (scene.ours.company_id, scene.ours.project_id), (scene.theirs.company_id, scene.theirs.project_id)


@attack(
    CONFLICT,
    rewritten(
        "auth.check_prefix",
        "INSERT INTO auth.places AS p VALUES (v_place, clock_timestamp())\n"
        "      ON CONFLICT (place) DO UPDATE SET changed_at = clock_timestamp();",
        "NULL;",
    ),
)
def overlapping_prefixes_of_two_companies_at_once(scene: Scene) -> object:
    ours, theirs = _in_one_bucket(scene)
    scene.meet((scene.their_admin, _CYCLE, (*theirs, "x/")), (scene.user, _CYCLE, (*ours, "x/y/")))
    return True


@attack(CONFLICT, rewritten("auth.guard_cycle", " FOR SHARE", ""))
def a_prefix_in_a_project_that_is_being_moved(scene: Scene) -> object:
    ours, theirs = _in_one_bucket(scene)
    scene.do("UPDATE app.projects SET bucket_name = 'away' WHERE id = %s", scene.ours.project_id)
    scene.their_admin.run(_CYCLE, *theirs, "x/")
    move = "UPDATE app.projects SET bucket_name = 'common' WHERE id = %s"
    scene.meet((scene.user, _CYCLE, (*ours, "x/y/")), (scene.admin, move, (scene.ours.project_id,)))
    return True


# Tokens


def _fresh() -> tuple[bytes, bytes]:
    return token_hash(new_token()), token_hash(new_token())


@attack("", rewritten("auth.verdict", " FOR UPDATE OF t", ""))
def one_attempt_used_twice_at_once(scene: Scene) -> object:
    client, person = scene.client(), scene.ours.user
    ((attempt,),) = client.run("SELECT api.sign_in(%s, %s)", person.username, person.password)
    confirm = "SELECT api.confirm_sign_in(%s, %s, %s)"
    told = scene.meet((client, confirm, (attempt, *_fresh())), (scene.client(), confirm, (attempt, *_fresh())))
    return told == [("ok",)]


@attack("", rewritten("api.renew", "FOR UPDATE OF s, r", ""))
def one_renewal_token_used_twice_at_once(scene: Scene) -> object:
    renew, token = "SELECT api.renew(%s, %s, %s)", scene.ours.user.renewal
    told = scene.meet((scene.client(), renew, (token, *_fresh())), (scene.client(), renew, (token, *_fresh())))
    return told == [("ok",)]


# Uploads

_TAKE_OVER = "SELECT api.take_over(%s, %s)"


@attack(NOT_POSSIBLE, rewritten("api.take_over", " FOR UPDATE", ""))
def two_taking_over_one_upload(scene: Scene) -> object:
    first, second = scene.client(scene.ours.colleague), scene.admin
    scene.meet((first, _TAKE_OVER, (scene.ours.idle, "one")), (second, _TAKE_OVER, (scene.ours.idle, "other")))
    return True


@attack("WB462", rewritten("api.deliver_files", " FOR SHARE", ""))
def a_file_while_the_upload_is_taken_over(scene: Scene) -> object:
    files = (
        "SELECT api.deliver_files(%s, 2, ARRAY['late'], ARRAY[9::bigint], ARRAY[''], ARRAY[1::bigint],"
        " ARRAY[0::bigint], ARRAY['uploaded'], ARRAY[1], ARRAY[''], ARRAY[''], ARRAY[''], ARRAY[''], ARRAY[''],"
        " ARRAY[''], ARRAY[NULL::timestamptz], ARRAY[NULL::timestamptz])"
    )
    taker = scene.client(scene.ours.colleague)
    scene.meet((taker, _TAKE_OVER, (scene.ours.idle, "other desk")), (scene.user, files, (scene.ours.idle,)))
    return True


_RECORD = (
    "SELECT api.deliver_session(jsonb_build_object('client_uuid', %s::text, 'revision', 9, 'lease_epoch', 2,"
    " 'project_id', %s, 'cycle_id', %s, 'workstation', '', 'lease_owner', '', 's3_prefix', 'x/',"
    " 'local_directory', '/x', 'max_workers', 1, 'times_to_retry', 1, 'use_find', false, 'status', 'paused',"
    " 'total_files', 0, 'files_uploaded', 0, 'files_skipped', 0, 'files_failed', 0, 'files_blocked', 0,"
    " 'total_bytes', 0, 'uploaded_bytes', 0))"
)


@attack("23503", granted("ALTER TABLE app.projects DROP CONSTRAINT uq_projects_company_id_id CASCADE"))
def an_upload_of_a_project_that_is_being_deleted(scene: Scene) -> object:
    scene.do("TRUNCATE app.file_uploads, app.sync_sessions")
    project, cycle = scene.ours.project_id, scene.ours.cycle_id
    deliver = (scene.user, _RECORD, ("new", project, cycle))
    scene.meet((scene.admin, "SELECT api.delete_project(%s)", (project,)), deliver)
    return True


@attack("WB461", granted("ALTER TABLE app.sync_sessions DISABLE TRIGGER keep_deleted"))
def an_upload_that_is_being_deleted(scene: Scene) -> object:
    deliver = (scene.user, _RECORD, (scene.ours.idle, scene.ours.project_id, scene.ours.cycle_id))
    scene.meet((scene.user, "SELECT api.delete_session(%s)", (scene.ours.idle,)), deliver)
    return scene.look("SELECT count(*) FROM app.sync_sessions WHERE client_uuid = %s", scene.ours.idle)
