"""The server itself: roles, code of one's own, other people's connections, files, locks."""

# ruff: noqa: S608 - the statements are attacks, and what stands in them is ours

import psycopg

from tests.integration.attacks.scene import Scene
from tests.integration.attacks.weapons import attack, granted, rewritten, statement

NOT_GRANTED = "42501"
_FREE_LANGUAGES = (
    "GRANT USAGE ON LANGUAGE plpgsql, sql TO PUBLIC;"
    "DO $$ BEGIN EXECUTE format('GRANT TEMP, CREATE ON DATABASE %I TO PUBLIC', current_database()); END $$;"
    "GRANT CREATE ON SCHEMA app, api, public TO uploader_client; GRANT USAGE ON SCHEMA public TO uploader_client"
)

# Roles

_OWNED = granted("GRANT waybill_owner TO ROLE", "REVOKE waybill_owner FROM ROLE")
_MIGHTY = granted("ALTER USER ROLE SUPERUSER", "ALTER USER ROLE NOSUPERUSER")
statement("being_the_owner", NOT_GRANTED, _OWNED, "user", "SET LOCAL ROLE waybill_owner; SELECT 1")
statement("being_the_superuser", NOT_GRANTED, _MIGHTY, "user", "SET LOCAL ROLE pg_read_all_data; SELECT 1")
statement(
    "being_their_login", NOT_GRANTED, _MIGHTY, "user", 'SET LOCAL SESSION AUTHORIZATION "{theirs.role}"; SELECT 1'
)
statement("being_their_login_by_role", NOT_GRANTED, _MIGHTY, "user", 'SET LOCAL ROLE "{theirs.role}"; SELECT 1')
statement("their_logins_password", NOT_GRANTED, _MIGHTY, "user", "ALTER ROLE \"{theirs.role}\" PASSWORD 'x'; SELECT 1")
statement(
    "their_logins_settings", NOT_GRANTED, _MIGHTY, "user", 'ALTER ROLE "{theirs.role}" SET work_mem = 64; SELECT 1'
)
statement(
    "a_longer_connection_limit", NOT_GRANTED, _MIGHTY, "user", 'ALTER ROLE "{ours.role}" CONNECTION LIMIT 999; SELECT 1'
)
statement("a_role_of_ones_own", NOT_GRANTED, _MIGHTY, "user", "CREATE ROLE another; SELECT 1")
statement("giving_the_grants_away", NOT_GRANTED, _OWNED, "user", "DROP OWNED BY uploader_client; SELECT 1")
statement("no_triggers", NOT_GRANTED, _MIGHTY, "user", "SET LOCAL session_replication_role = replica; SELECT 1")
statement("settings_of_the_server", NOT_GRANTED, _MIGHTY, "user", "SET LOCAL log_statement = 'all'; SELECT 1")


@attack(
    NOT_GRANTED,
    granted("DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$"),
)
def a_database_of_another_company(scene: Scene) -> object:
    if not scene.look("SELECT has_database_privilege('public', current_database(), 'connect')"):
        scene.do(f'REVOKE CONNECT ON DATABASE "{scene.database}" FROM "{scene.ours.role}"')
    try:
        return scene.user.run("SELECT 1")
    except psycopg.OperationalError as error:
        # libpq keeps the SQLSTATE of a connection that was refused to itself.
        refused = "permission denied for database" in str(error)
        raise (psycopg.errors.InsufficientPrivilege(str(error)) if refused else error) from error


# Code of one's own: it would run with other people's eyes on

for _name, _text in {
    "a_block_of_code": "DO $$ BEGIN NULL; END $$; SELECT 1",
    "a_function": "CREATE FUNCTION api.leak(text) RETURNS bool LANGUAGE plpgsql COST 0.001"
    " AS $$ BEGIN RETURN true; END $$; SELECT 1",
    "a_function_in_sql": "CREATE FUNCTION app.leak(text) RETURNS bool LANGUAGE sql AS $$ SELECT true $$; SELECT 1",
    "a_function_of_the_session": "CREATE FUNCTION pg_temp.leak(text) RETURNS bool LANGUAGE sql"
    " AS $$ SELECT true $$; SELECT 1",
    "a_procedure": "CREATE PROCEDURE public.leak() LANGUAGE sql AS $$ SELECT true $$; SELECT 1",
    "a_table": "CREATE TABLE app.mine (i int); SELECT 1",
    "a_public_table": "CREATE TABLE public.mine (i int); SELECT 1",
    "a_temporary_table": "CREATE TEMP TABLE projects (i int); SELECT 1",
    "a_table_from_a_query": "SELECT 1 AS i INTO TEMP mine; SELECT 1",
    "a_view": "CREATE VIEW api.mine AS SELECT 1; SELECT 1",
    "a_type": "CREATE TYPE public.mine AS ENUM ('a'); SELECT 1",
    "an_operator": "CREATE OPERATOR public.=== (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text); SELECT 1",
    "an_aggregate": "CREATE AGGREGATE public.mine(int) (SFUNC = int4pl, STYPE = int); SELECT 1",
    "a_schema": "CREATE SCHEMA mine; SELECT 1",
}.items():
    statement(_name, NOT_GRANTED, granted(_FREE_LANGUAGES), "user", _text)
for _name, _text in {
    "an_extension": "CREATE EXTENSION hstore SCHEMA app; SELECT 1",
    "a_trigger": "CREATE TRIGGER mine BEFORE INSERT ON app.projects"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger(); SELECT 1",
    "a_policy": "CREATE POLICY mine ON app.projects USING (true); SELECT 1",
    "no_policies": "ALTER TABLE app.projects DISABLE ROW LEVEL SECURITY; SELECT 1",
    "an_index": "CREATE INDEX ON app.projects (bucket_name); SELECT 1",
    "other_statistics": "CREATE STATISTICS app.mine ON bucket_name, region FROM app.projects; SELECT 1",
    "another_function": "ALTER FUNCTION api.is_admin() COST 9; SELECT 1",
    "a_grant": "GRANT SELECT ON app.users TO PUBLIC; SELECT 1",
    "a_foreign_server": "CREATE FOREIGN DATA WRAPPER mine; SELECT 1",
    "a_publication": "CREATE PUBLICATION mine FOR ALL TABLES; SELECT 1",
}.items():
    statement(_name, NOT_GRANTED, _MIGHTY, "user", _text)

# Files

for _name, _text in {
    "reading_a_file": "SELECT pg_read_file('/etc/passwd')",
    "listing_a_folder": "SELECT pg_ls_dir('/')",
    "importing_a_file": "SELECT lo_import('/etc/passwd')",
    "a_file_by_copy": "COPY app.projects TO '/dev/null'",
    "a_program_by_copy": "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'",
    "loading_a_library": "LOAD 'dblink'; SELECT 1",
}.items():
    statement(_name, NOT_GRANTED, _MIGHTY, "user", _text)
for _name, _text in {
    "lo_create": "SELECT lo_create(0)",
    "lo_creat": "SELECT lo_creat(-1)",
    "lo_from_bytea": "SELECT lo_from_bytea(0, 'x')",
    "lo_open": "SELECT lo_open(1, 131072)",
    "lo_put": "SELECT lo_put(1, 0, 'x')",
}.items():
    statement(
        f"a_large_object_by_{_name}",
        NOT_GRANTED,
        granted(
            "SELECT lo_create(1); GRANT ALL ON LARGE OBJECT 1 TO PUBLIC;"
            f"DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT oid FROM pg_proc WHERE proname = '{_name}' LOOP"
            " EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', f); END LOOP; END $$"
        ),
        "user",
        f"{_text}::text",
    )

# Other people's connections

for _view in ("pg_stat_activity", "pg_locks", "pg_stat_ssl", "pg_stat_replication", "pg_stat_xact_user_tables"):
    statement(
        f"looking_at_{_view}",
        NOT_GRANTED,
        granted(
            f"GRANT SELECT ON {_view} TO PUBLIC; GRANT EXECUTE ON FUNCTION pg_stat_get_activity(int), pg_lock_status(),"
            " pg_stat_get_xact_numscans(oid), pg_stat_get_xact_tuples_returned(oid),"
            " pg_stat_get_xact_tuples_fetched(oid),"
            " pg_stat_get_xact_tuples_inserted(oid), pg_stat_get_xact_tuples_updated(oid),"
            " pg_stat_get_xact_tuples_deleted(oid), pg_stat_get_xact_tuples_hot_updated(oid) TO PUBLIC"
        ),
        "user",
        f"SELECT count(*) FROM {_view}",
    )
for _function, _argument in {
    "pg_stat_get_activity(int)": "NULL",
    "pg_stat_get_backend_activity(int)": "1",
    "pg_stat_get_backend_idset()": "",
    "pg_cancel_backend(int)": "0",
    "pg_terminate_backend(int, bigint)": "0",
    "pg_lock_status()": "",
    "pg_advisory_lock(bigint)": "1",
    "pg_try_advisory_lock_shared(bigint)": "1",
    "pg_advisory_xact_lock(int, int)": "1, 1",
    "pg_logical_emit_message(bool, text, text)": "false, 'x', 'x'",
    "pg_export_snapshot()": "",
    "pg_stat_reset()": "",
    "pg_reload_conf()": "",
    "pg_switch_wal()": "",
}.items():
    _call = _function.split("(")[0]
    statement(
        f"calling_{_call}",
        NOT_GRANTED,
        granted(f"GRANT EXECUTE ON FUNCTION {_function} TO PUBLIC"),
        "user",
        f"SELECT count(*) FROM {_call}({_argument})",
    )

# Locks and work

for _table in ("companies", "users", "projects", "cycles", "sync_sessions", "file_uploads", "audit_log"):
    statement(
        f"locking_{_table}",
        NOT_GRANTED,
        granted(f"GRANT UPDATE ON app.{_table} TO uploader_client"),
        "admin",
        f"LOCK TABLE app.{_table} IN ACCESS EXCLUSIVE MODE; SELECT 1",
    )
for _name, _text in {
    "rebuilding_an_index": "REINDEX TABLE app.users; SELECT 1",
    "rewriting_a_table": "CLUSTER app.users USING pk_users; SELECT 1",
    "a_checkpoint": "CHECKPOINT; SELECT 1",
}.items():
    statement(_name, NOT_GRANTED, _MIGHTY, "user", _text)


@attack(
    "WB403",
    rewritten(
        "auth.keep_audit_log",
        "RAISE EXCEPTION 'The audit log is only ever added to.' USING ERRCODE = 'WB403';",
        "RETURN coalesce(NEW, OLD);",
    ),
)
def the_owner_mending_the_log(scene: Scene) -> object:
    """Also who has the owner's rights leaves traces."""
    scene.do("SET ROLE waybill_owner; UPDATE app.audit_log SET username = 'x'")
    return scene.look("SELECT username = 'x' FROM app.audit_log LIMIT 1")
