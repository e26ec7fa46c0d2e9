"""What takes an admin, or takes more than one."""

# ruff: noqa: S608 - the statements are attacks, and what stands in them is ours

from tests.integration.attacks.weapons import granted, rewritten, statement

NOT_GRANTED = "42501"
NOT_ALLOWED = "WB403"
NOT_POSSIBLE = "WB410"
_ALL_INACTIVE = "ALTER TABLE app.sync_sessions DISABLE TRIGGER guard_deletion"


_ANYBODY = rewritten("auth.require_admin", "IF role <> 'admin'", "IF false", do=_ALL_INACTIVE)
for _name, _call in {
    "adding_a_user": "api.add_user('x', '', '', 'admin', 'long enough')",
    "a_new_password_for_a_colleague": "api.reset_password({ours.admin.id}, 'long enough')",
    "deleting_a_user": "api.delete_user((SELECT max(id) FROM app.users))",
    "deleting_a_project": "api.delete_project((SELECT max(id) FROM app.projects))",
    "deleting_a_cycle": "api.delete_cycle({ours.cycle_id})",
}.items():
    statement(
        f"{_name}_as_a_user",
        NOT_ALLOWED,
        _ANYBODY,
        "user",
        f"SELECT {_call}::text IS NOT NULL",
    )
_FREE_USERS = granted(
    "ALTER TABLE app.users DISABLE TRIGGER guard;"
    "ALTER POLICY change ON app.users USING (company_id = (SELECT api.current_company_id()))"
)
statement(
    "making_oneself_admin",
    NOT_POSSIBLE,
    _FREE_USERS,
    "user",
    "UPDATE app.users SET role = 'admin' WHERE id = {ours.user.id}",
)
statement(
    "renaming_oneself",
    NOT_ALLOWED,
    _FREE_USERS,
    "user",
    "UPDATE app.users SET username = 'x' WHERE id = {ours.user.id}",
)
statement(
    "changing_a_colleague", "", _FREE_USERS, "user", "UPDATE app.users SET email = 'x@y' WHERE id = {ours.colleague.id}"
)
statement(
    "demoting_oneself",
    NOT_POSSIBLE,
    _FREE_USERS,
    "admin",
    "UPDATE app.users SET role = 'user' WHERE id = {ours.admin.id}",
)
statement("deactivating_everybody", NOT_POSSIBLE, _FREE_USERS, "admin", "UPDATE app.users SET is_active = false")
statement(
    "deleting_oneself",
    NOT_POSSIBLE,
    rewritten(
        *("api.delete_user", "p_user = me.user_id", "false"),
        *("api.delete_user", "PERFORM auth.require_admin('manage users')", "NULL"),
    ),
    "admin",
    "SELECT api.delete_user({ours.admin.id})::text IS NOT NULL",
)
statement(
    "deleting_somebody_with_uploads",
    NOT_POSSIBLE,
    granted(
        "ALTER TABLE app.users DISABLE TRIGGER guard_deletion;"
        "ALTER TABLE app.sync_sessions DROP CONSTRAINT fk_sync_sessions_company_id_user_id"
    ),
    "admin",
    "SELECT api.delete_user({ours.user.id})::text IS NOT NULL",
)
for _column, _value in {
    "bucket_name": "'x'",
    "endpoint_url": "'https://x'",
    "region": "'x'",
    "role_arn": "'x'",
    "credentials_source": "'x'",
    "addressing_style": "'path'",
    "never_overwrite": "true",
    "kms_key_id": "'x'",
}.items():
    statement(
        f"redirecting_a_project_by_{_column}",
        NOT_ALLOWED,
        granted("ALTER TABLE app.projects DISABLE TRIGGER guard"),
        "user",
        f"UPDATE app.projects SET {_column} = {_value} WHERE id = {{ours.project_id}}",
    )
statement(
    "redirecting_a_cycle",
    NOT_ALLOWED,
    granted("ALTER TABLE app.cycles DISABLE TRIGGER guard"),
    "user",
    "UPDATE app.cycles SET s3_prefix = 'x/' WHERE id = {ours.cycle_id}",
)
statement(
    "changing_the_company_as_a_user",
    "",
    granted(
        "ALTER TABLE app.companies DISABLE TRIGGER guard;"
        "ALTER POLICY change ON app.companies USING (id = (SELECT api.current_company_id()))"
        " WITH CHECK (id = (SELECT api.current_company_id()))"
    ),
    "user",
    "UPDATE app.companies SET company_name = 'x'",
)
for _column, _value in {"company_code": "'x'", "is_active": "true"}.items():
    statement(
        f"changing_the_companys_{_column}",
        NOT_GRANTED,
        granted("GRANT UPDATE ON app.companies TO uploader_client"),
        "admin",
        f"UPDATE app.companies SET {_column} = {_value}",
    )
for _column in ("must_change_password", "last_login", "password_hash", "created_at", "duplicate"):
    statement(
        f"changing_ones_{_column}",
        NOT_GRANTED,
        granted("GRANT SELECT, UPDATE ON app.users TO uploader_client"),
        "admin",
        f"UPDATE app.users SET {_column} = {_column} WHERE id = {{ours.admin.id}}",
    )
