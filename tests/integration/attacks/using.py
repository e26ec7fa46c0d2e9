"""Going on with a sign-in that has ended, or that never counted."""

from desktop_app.company.database import token_hash
from desktop_app.company.renewal import new_token
from tests.integration.attacks.scene import Client, Scene
from tests.integration.attacks.weapons import attack, rewritten

SIGNED_OUT = "WB401"
_ROW = "api.current_user_row"
_ENTER = "api.enter"


def _works(client: Client) -> bool:
    """Whether one sees one's company, or is let in."""
    ((state,),) = client.run("SELECT state FROM api.enter(current_setting('app.token'))")
    return bool(client.run("SELECT * FROM app.projects")) or state == "ok"


@attack("", rewritten(_ROW, "t.expires_at > clock_timestamp() AND ", ""))
def a_token_that_ran_out(scene: Scene) -> object:
    scene.do("UPDATE auth.auth_sessions SET expires_at = now() - interval '1 second'")
    return _works(scene.user)


@attack("", rewritten(_ROW, " AND s.ended_at IS NULL", ""))
def a_token_after_signing_out(scene: Scene) -> object:
    client = scene.user
    client.run("SELECT api.sign_out()")
    return _works(client)


@attack("", rewritten(_ROW, " AND s.ended_at IS NULL", "", _ROW, "u.is_active AND ", ""))
def a_token_of_who_was_deactivated(scene: Scene) -> object:
    scene.admin.run("UPDATE app.users SET is_active = false WHERE id = %s", scene.ours.user.id)
    return _works(scene.user)


@attack("", rewritten("auth.end_sign_ins", "s.user_id = NEW.id", "false"))
def the_rights_of_who_was_demoted(scene: Scene) -> object:
    scene.admin.run("UPDATE app.users SET role = 'user' WHERE id = %s", scene.ours.deputy.id)
    return _works(scene.client(scene.ours.deputy))


@attack("", rewritten(_ROW, " AND s.ended_at IS NULL", "", _ROW, " AND NOT u.must_change_password", ""))
def a_token_after_the_password_was_reset(scene: Scene) -> object:
    scene.admin.run("SELECT api.reset_password(%s, 'another one')", scene.ours.user.id)
    return _works(scene.user)


@attack("", rewritten(_ROW, "AND NOT u.must_change_password ", ""))
def working_with_a_password_to_be_changed(scene: Scene) -> object:
    scene.do("UPDATE app.users SET must_change_password = true WHERE id = %s", scene.ours.user.id)
    return _works(scene.user)


@attack("", rewritten(_ROW, " AND c.is_active", ""))
def a_company_that_is_not_active(scene: Scene) -> object:
    scene.do("UPDATE app.companies SET is_active = false WHERE id = %s", scene.ours.company_id)
    return _works(scene.user)


@attack(SIGNED_OUT, rewritten(_ROW, "u.is_active AND ", "", _ROW, " AND s.ended_at IS NULL", ""))
def going_on_in_a_transaction_that_is_open(scene: Scene) -> object:
    client = scene.user
    with client.transaction():
        client.ask("SELECT * FROM app.projects")
        scene.admin.run("UPDATE app.users SET is_active = false WHERE id = %s", scene.ours.user.id)
        ((row,),) = client.ask("SELECT count(*) FROM app.projects")
        client.ask(
            "INSERT INTO app.projects (company_id, project_name, bucket_name) VALUES (%s, 'x', 'x')",
            scene.ours.company_id,
        )
        return row


# In these two one keeps the view of before, where one was an admin still.


def _in_an_old_view(scene: Scene, isolation: str) -> bool:
    client = scene.client(scene.ours.deputy)
    with client.transaction(isolation=isolation):
        client.ask("SELECT 1 FROM app.projects")
        scene.admin.run("UPDATE app.users SET is_active = false WHERE id = %s", scene.ours.deputy.id)
        client.ask("SELECT api.add_user('heir', '', '', 'admin', 'long enough')")
    return True


_ANY_VIEW = rewritten(_ROW, "NOT IN ('read committed', 'read uncommitted')", "IN ('none')")


@attack(SIGNED_OUT, _ANY_VIEW)
def an_heir_after_ones_end(scene: Scene) -> object:
    return _in_an_old_view(scene, "REPEATABLE READ")


@attack(SIGNED_OUT, _ANY_VIEW)
def an_heir_after_ones_end_serializable(scene: Scene) -> object:
    return _in_an_old_view(scene, "SERIALIZABLE")


@attack(SIGNED_OUT, rewritten("auth.guard_project", "IF v_is_client THEN PERFORM auth.require_user(); END IF;", ""))
def a_statement_that_outlasts_the_sign_in(scene: Scene) -> object:
    holder, client, project = scene.admin, scene.user, scene.ours.project_id
    hold = "SELECT id FROM app.projects WHERE id = %s FOR UPDATE"
    late = (
        "INSERT INTO app.projects (company_id, project_name, bucket_name)"
        " SELECT p.company_id, 'late', 'late' FROM (SELECT * FROM app.projects WHERE id = %s FOR UPDATE) p RETURNING id"
    )

    def deactivate() -> None:
        scene.do("UPDATE app.users SET is_active = false WHERE id = %s", scene.ours.user.id)

    return scene.meet((holder, hold, (project,)), (client, late, (project,)), meanwhile=deactivate)


# What is not committed does not count


def _renewed_and_rolled_back(scene: Scene) -> str:
    """What one is in the transaction that renews, and renews again."""
    client, access, renewal = scene.client(), new_token(), new_token()
    with client.transaction(undo=True):
        client.ask("SELECT api.renew(%s, %s, %s)", scene.ours.user.renewal, token_hash(access), token_hash(renewal))
        ((state,),) = client.ask("SELECT state FROM api.enter(%s)", access)
        if client.ask("SELECT * FROM app.projects"):
            return "sees"
        ((again,),) = client.ask(
            "SELECT api.renew(%s, %s, %s)", renewal, token_hash(new_token()), token_hash(new_token())
        )
    return "ok" if "ok" in (state, again) else ""


_OWN_XACT = "xact IS DISTINCT FROM pg_current_xact_id_if_assigned()"


@attack("", rewritten(_ENTER, f"t.{_OWN_XACT}", "true"))
def entering_with_a_renewal_that_is_rolled_back(scene: Scene) -> object:
    return _renewed_and_rolled_back(scene)


@attack("", rewritten(_ROW, f"t.{_OWN_XACT}", "true"))
def seeing_with_a_renewal_that_is_rolled_back(scene: Scene) -> object:
    return _renewed_and_rolled_back(scene)


@attack("", rewritten("api.renew", f"r.{_OWN_XACT}", "true"))
def renewing_twice_and_rolling_back(scene: Scene) -> object:
    return _renewed_and_rolled_back(scene)


# Renewal tokens


def _renew(client: Client, token: str, renewal: bytes | None = None) -> bool:
    """Whether a token could be renewed."""
    fresh = renewal or token_hash(new_token())
    ((state,),) = client.run("SELECT api.renew(%s, %s, %s)", token, token_hash(new_token()), fresh)
    return bool(state == "ok")


@attack("", rewritten("api.renew", "IF NOT v_repeated THEN", "IF false THEN"))
def a_renewal_token_that_was_used(scene: Scene) -> object:
    assert _renew(scene.client(), scene.ours.user.renewal)
    return _renew(scene.client(), scene.ours.user.renewal)


@attack(
    "", rewritten("api.renew", "UPDATE auth.sign_ins s SET ended_at = clock_timestamp() WHERE s.id = t.sign_in_id;", "")
)
def the_sign_in_after_a_thief_was_seen(scene: Scene) -> object:
    thief, stolen = scene.client(), new_token()
    assert _renew(thief, scene.ours.user.renewal, token_hash(stolen))
    _renew(scene.client(), scene.ours.user.renewal)
    return _renew(thief, stolen) or _works(scene.user)


@attack(
    "",
    rewritten(
        "api.renew",
        "v_repeated := t.next_hash = p_renewal AND",
        "v_repeated := true AND",
        "api.renew",
        "n.token_hash = p_renewal AND n.used_at IS NULL",
        "true",
    ),
)
def a_repetition_of_nothing(scene: Scene) -> object:
    assert _renew(scene.client(), scene.ours.user.renewal)
    ((state,),) = scene.client().run("SELECT api.renew(%s, %s, NULL)", scene.ours.user.renewal, token_hash(new_token()))
    return state == "ok"


@attack("", rewritten("api.renew", " AND t.used_at > clock_timestamp() - interval '60 seconds'", ""))
def a_repetition_after_a_minute(scene: Scene) -> object:
    following = token_hash(new_token())
    assert _renew(scene.client(), scene.ours.user.renewal, following)
    scene.do("UPDATE auth.renewal_tokens SET used_at = used_at - interval '61 seconds'")
    return _renew(scene.client(), scene.ours.user.renewal, following)


@attack("", rewritten("api.renew", " AND l.login_role = session_user", ""))
def their_renewal_token_through_our_login(scene: Scene) -> object:
    return _renew(scene.client(), scene.theirs.admin.renewal)


@attack("", rewritten("api.renew", " OR t.expires_at <= clock_timestamp()", ""))
def a_renewal_token_that_ran_out(scene: Scene) -> object:
    scene.do("UPDATE auth.renewal_tokens SET expires_at = now() - interval '1 second'")
    return _renew(scene.client(), scene.ours.user.renewal)


@attack("", rewritten("api.renew", "IF t.ended_at IS NOT NULL", "IF false"))
def a_renewal_token_after_signing_out(scene: Scene) -> object:
    scene.user.run("SELECT api.sign_out()")
    return _renew(scene.client(), scene.ours.user.renewal)


@attack(
    "", rewritten("api.renew", "IF t.ended_at IS NOT NULL", "IF false", "api.renew", "IF NOT t.is_active", "IF false")
)
def a_renewal_token_of_who_was_deactivated(scene: Scene) -> object:
    scene.admin.run("UPDATE app.users SET is_active = false WHERE id = %s", scene.ours.user.id)
    return _renew(scene.client(), scene.ours.user.renewal)
