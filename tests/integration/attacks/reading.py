"""Seeing what is another company's, or nobody's to see."""

# ruff: noqa: S608 - the statements are attacks, and what stands in them is ours

from desktop_app.company.database import token_hash
from tests.integration.attacks.scene import Client, Scene
from tests.integration.attacks.weapons import attack, granted, rewritten, statement

NOT_GRANTED = "42501"
_TABLES = ("companies", "users", "projects", "cycles", "sync_sessions", "file_uploads", "audit_log")
_COMPANY = {"companies": "id"}

for _table in _TABLES:
    statement(
        f"rows_of_{_table}",
        "",
        granted(f"ALTER TABLE app.{_table} DISABLE ROW LEVEL SECURITY"),
        "admin",
        f"SELECT company_id FROM app.{_table} WHERE company_id <> {{ours.company_id}}".replace(
            "company_id", _COMPANY.get(_table, "company_id"), 2
        ),
    )
    statement(
        f"rows_of_{_table}_signed_out",
        "",
        granted(f"ALTER TABLE app.{_table} DISABLE ROW LEVEL SECURITY"),
        "nobody",
        f"SELECT {_COMPANY.get(_table, 'company_id')} FROM app.{_table}",
    )

_OPEN = granted("ALTER TABLE app.projects DISABLE ROW LEVEL SECURITY")
for _name, _text in {
    "by_their_number": "SELECT * FROM app.projects WHERE company_id = {theirs.company_id}",
    "by_ctid": "SELECT * FROM app.projects WHERE ctid < '(9,0)' AND company_id = {theirs.company_id}",
    "by_sample": "SELECT 1 FROM app.projects TABLESAMPLE system (100) WHERE company_id = {theirs.company_id}",
    "by_xml": "SELECT nullif(query_to_xml('SELECT * FROM app.projects WHERE company_id = {theirs.company_id}',"
    " false, true, '')::text, '')",
    "by_lateral": "SELECT q.id FROM app.companies c,"
    " LATERAL (SELECT * FROM app.projects p WHERE p.company_id <> c.id) q",
}.items():
    statement(f"projects_{_name}", "", _OPEN, "user", _text)

statement(
    "tombstones",
    NOT_GRANTED,
    granted(
        "GRANT SELECT ON app.deleted_sessions TO uploader_client;"
        "ALTER TABLE app.deleted_sessions DISABLE ROW LEVEL SECURITY"
    ),
    "user",
    "SELECT * FROM app.deleted_sessions",
)
statement(
    "audit_log_as_a_user",
    "",
    granted("ALTER POLICY see ON app.audit_log USING (company_id = (SELECT api.current_company_id()))"),
    "user",
    "SELECT * FROM app.audit_log",
)
statement(
    "row_security_turned_off",
    NOT_GRANTED,
    granted("ALTER USER ROLE BYPASSRLS", "ALTER USER ROLE NOBYPASSRLS"),
    "user",
    "SET LOCAL row_security = off; SELECT id FROM app.projects",
)

_HASHES = granted("GRANT SELECT ON app.users TO uploader_client")
for _name, _text in {
    "by_column": "SELECT password_hash FROM app.users",
    "by_star": "SELECT * FROM app.users",
    "by_whole_row": "SELECT u FROM app.users u",
    "by_json": "SELECT to_jsonb(u) FROM app.users u",
    "by_where": "SELECT id FROM app.users WHERE password_hash LIKE '$2a$%'",
    "by_order": "SELECT id FROM app.users ORDER BY password_hash",
    "by_count": "SELECT count(password_hash) FROM app.users",
    "by_natural_join": "SELECT 1 FROM app.users NATURAL JOIN (SELECT u.password_hash FROM app.users u) x",
    "by_returning": "UPDATE app.users SET full_name = 'x' WHERE id = {ours.user.id} RETURNING password_hash",
    "by_returning_all": "UPDATE app.users SET full_name = 'x' WHERE id = {ours.user.id} RETURNING *",
    "by_moving_it": "UPDATE app.users SET full_name = password_hash WHERE id = {ours.user.id}",
    "by_xml": "SELECT table_to_xml('app.users', false, false, '')",
}.items():
    statement(f"password_hashes_{_name}", NOT_GRANTED, _HASHES, "user", _text)

_SAMPLED = (
    "ALTER TABLE app.users ALTER COLUMN {0} SET STATISTICS 100;"
    "ALTER TABLE app.projects ALTER COLUMN bucket_name SET STATISTICS 100; ANALYZE app.users; ANALYZE app.projects;"
)
statement(
    "password_hashes_by_statistics",
    "",
    granted(
        "UPDATE app.users SET password_hash = overlay(password_hash placing lpad(id::text, 9, '0') from 20);"
        "ALTER TABLE app.users DISABLE ROW LEVEL SECURITY; GRANT SELECT ON app.users TO uploader_client;"
        + _SAMPLED.format("password_hash")
    ),
    "user",
    "SELECT histogram_bounds FROM pg_stats WHERE tablename = 'users' AND attname = 'password_hash'",
)

for _table in ("company_logins", "sign_ins", "auth_sessions", "renewal_tokens", "sign_in_attempts", "places"):
    statement(
        f"secrets_in_{_table}",
        NOT_GRANTED,
        granted(
            f"GRANT USAGE ON SCHEMA auth TO uploader_client; GRANT SELECT ON auth.{_table} TO uploader_client;"
            "INSERT INTO auth.places VALUES ('x', now()); INSERT INTO auth.sign_in_attempts"
            " (company_id, name_key, name, address, attempt_hash, ok, user_id) VALUES (1, '', '', '::', '', true, 1)"
        ),
        "admin",
        f"SELECT * FROM auth.{_table}",
    )
for _catalog in ("pg_authid", "pg_shadow", "pg_statistic", "pg_user_mapping", "pg_largeobject"):
    statement(
        f"catalog_{_catalog}",
        NOT_GRANTED,
        granted(
            f"GRANT SELECT ON pg_catalog.{_catalog} TO PUBLIC; SELECT lo_from_bytea(0, 'x');"
            "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
            "CREATE USER MAPPING FOR PUBLIC SERVER s"
        ),
        "admin",
        f"SELECT 1 FROM {_catalog}",
    )
statement(
    "functions_of_the_owner",
    NOT_GRANTED,
    granted("GRANT USAGE ON SCHEMA auth TO PUBLIC; GRANT EXECUTE ON FUNCTION auth.is_maintenance() TO PUBLIC"),
    "user",
    "SELECT auth.is_maintenance()",
)
statement(
    "functions_of_the_extension",
    NOT_GRANTED,
    granted("GRANT USAGE ON SCHEMA ext TO PUBLIC"),
    "user",
    "SELECT ext.crypt('guess', ext.gen_salt('bf', 4))",
)


# Being somebody else


@attack(
    "",
    granted("ALTER POLICY see ON app.projects USING (company_id = current_setting('app.company_id')::bigint)"),
    harmless=True,
)
def a_company_set_by_hand(scene: Scene) -> object:
    client = scene.client()
    for name in ("company_id", "current_company_id", "user_id"):
        client.ask("SELECT set_config(%s, %s, false)", f"app.{name}", str(scene.theirs.company_id))
    return client.ask("SELECT * FROM app.projects")


def _seen_with(client: Client, token: str) -> object:
    """What one sees with a token set by hand."""
    with client.transaction():
        client.ask("SELECT set_config('app.token', %s, true)", token)
        return client.ask("SELECT * FROM app.projects")


_BY_TOKEN = ("api.current_user_row", "t.token_hash = auth.hash_of(current_setting('app.token', true))")


@attack("", rewritten(*_BY_TOKEN, "encode(t.token_hash, 'hex') = current_setting('app.token', true)"), harmless=True)
def a_hash_from_a_stolen_copy_as_token(scene: Scene) -> object:
    return _seen_with(scene.client(), token_hash(scene.ours.admin.token).hex())


@attack("", rewritten(*_BY_TOKEN, "true"), harmless=True)
def a_forged_token(scene: Scene) -> object:
    return (
        _seen_with(scene.client(), "x" * 43)
        or _seen_with(scene.client(), "")
        or scene.client().run("TABLE app.projects")
    )


@attack("", rewritten("api.current_user_row", " AND l.login_role = session_user", ""), harmless=True)
def their_token_through_our_login(scene: Scene) -> object:
    return _seen_with(scene.client(), scene.theirs.admin.token)


@attack("", rewritten("api.enter", " AND l.login_role = session_user", ""), harmless=True)
def entering_with_their_token(scene: Scene) -> object:
    ((state, *told),) = scene.client().run("SELECT * FROM api.enter(%s)", scene.theirs.admin.token)
    return state == "ok" or any(value is not None for value in told)
