"""Changing what is another company's, or not one's own to change."""

# ruff: noqa: S608 - the statements are attacks, and what stands in them is ours

from tests.integration.attacks.weapons import granted, rewritten, statement

NOT_GRANTED = "42501"
NOT_ALLOWED = "WB403"
NOT_FOUND = "WB404"
NOT_POSSIBLE = "WB410"

_ALL_INACTIVE = "ALTER TABLE app.sync_sessions DISABLE TRIGGER guard_deletion"

# Another company's rows

statement(
    "project_in_their_company",
    NOT_GRANTED,
    granted("ALTER POLICY add ON app.projects WITH CHECK (true)"),
    "user",
    "INSERT INTO app.projects (company_id, project_name, bucket_name) VALUES ({theirs.company_id}, 'x', 'x')",
)
statement(
    "project_in_their_company_by_merge",
    NOT_GRANTED,
    granted("ALTER POLICY add ON app.projects WITH CHECK (true)"),
    "user",
    "MERGE INTO app.projects p USING (SELECT 1) s ON false WHEN NOT MATCHED THEN"
    " INSERT (company_id, project_name, bucket_name) VALUES ({theirs.company_id}, 'x', 'x')",
)
statement(
    "cycle_in_their_project",
    NOT_GRANTED,
    granted("ALTER POLICY add ON app.cycles WITH CHECK (true); ALTER TABLE app.cycles DISABLE TRIGGER company"),
    "user",
    "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
    " VALUES ({theirs.company_id}, {theirs.project_id}, 'x', 9, 'nine/')",
)
statement(
    "cycle_of_ours_in_their_project",
    NOT_FOUND,
    rewritten(
        *("auth.guard_cycle", " AND p.company_id = NEW.company_id", ""),
        do="ALTER TABLE app.cycles DROP CONSTRAINT fk_cycles_company_id_project_id",
    ),
    "user",
    "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
    " VALUES ({ours.company_id}, {theirs.project_id}, 'x', 9, 'nine/')",
)
for _table, _column in (
    *(("companies", "company_name"), ("users", "full_name")),
    *(("projects", "description"), ("cycles", "description")),
):
    _company = "id" if _table == "companies" else "company_id"
    statement(
        f"changing_their_{_table}",
        "",
        granted(f"ALTER TABLE app.{_table} DISABLE ROW LEVEL SECURITY"),
        "admin",
        f"UPDATE app.{_table} SET {_column} = 'x' WHERE {_company} = {{theirs.company_id}}",
    )
for _table in ("users", "projects", "cycles"):
    statement(
        f"moving_{_table}_to_their_company",
        NOT_GRANTED,
        granted(
            f"GRANT UPDATE ON app.{_table} TO uploader_client; ALTER TABLE app.{_table} DISABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE app.{_table} DISABLE TRIGGER ALL"
        ),
        "admin",
        f"UPDATE app.{_table} SET company_id = {{theirs.company_id}} + 1 WHERE company_id = {{ours.company_id}}",
    )
for _table in ("companies", "users", "projects", "cycles", "sync_sessions", "file_uploads", "audit_log"):
    statement(
        f"deleting_rows_of_{_table}",
        NOT_GRANTED,
        granted(
            f"GRANT DELETE ON app.{_table} TO uploader_client;"
            f"ALTER TABLE app.{_table} DISABLE ROW LEVEL SECURITY; ALTER TABLE app.{_table} DISABLE TRIGGER ALL"
        ),
        "admin",
        f"DELETE FROM app.{_table}",
    )
statement(
    "emptying_a_table",
    NOT_GRANTED,
    granted("GRANT TRUNCATE ON app.file_uploads TO uploader_client"),
    "admin",
    "TRUNCATE app.file_uploads; SELECT 1",
)
for _table, _columns, _values in (
    (
        "sync_sessions",
        "client_uuid, revision, company_id, project_id, s3_prefix, local_directory",
        "'x', 1, {ours.company_id}, {ours.project_id}, 'x/', '/x'",
    ),
    (
        "file_uploads",
        "company_id, session_id, relative_path, revision, status",
        "{theirs.company_id}, (SELECT max(id) FROM app.sync_sessions), 'b', 1, 'uploaded'",
    ),
    ("audit_log", "company_id, username, action", "{ours.company_id}, 'somebody', 'user_deleted'"),
    ("users", "company_id, username, password_hash", "{ours.company_id}, 'x', '$2a$10$' || repeat('x', 53)"),
):
    statement(
        f"adding_rows_to_{_table}",
        NOT_GRANTED,
        granted(
            f"GRANT INSERT ON app.{_table} TO uploader_client;"
            "ALTER TABLE app.sync_sessions DISABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE app.{_table} DISABLE ROW LEVEL SECURITY; ALTER TABLE app.{_table} DISABLE TRIGGER ALL"
        ),
        "admin",
        f"INSERT INTO app.{_table} ({_columns}) VALUES ({_values})",
    )
statement(
    "numbers_of_ones_own_choice",
    NOT_GRANTED,
    granted("GRANT INSERT (id) ON app.projects TO uploader_client"),
    "user",
    "INSERT INTO app.projects (id, company_id, project_name, bucket_name) OVERRIDING SYSTEM VALUE"
    " VALUES (99999999, {ours.company_id}, 'x', 'x')",
)
for _name, _call, _piece in (
    ("deleting_their_user", "api.delete_user({theirs.deputy.id})", " AND u.company_id = me.company_id"),
    (
        "a_new_password_for_their_user",
        "api.reset_password({theirs.user.id}, 'good one')",
        " AND u.company_id = me.company_id",
    ),
    ("deleting_their_project", "api.delete_project({theirs.project_id})", " AND p.company_id = me.company_id"),
    ("deleting_their_cycle", "api.delete_cycle({theirs.cycle_id})", " AND c.company_id = me.company_id"),
    ("deleting_their_upload", "api.delete_session('{theirs.ended}')", "s.company_id = me.company_id AND "),
    ("taking_over_their_upload", "api.take_over('{theirs.idle}', 'x')", "s.company_id = me.company_id AND "),
):
    statement(
        _name,
        NOT_FOUND,
        rewritten(*(_call.split("(")[0], _piece, ""), do=_ALL_INACTIVE),
        "admin",
        f"SELECT {_call}::text IS NOT NULL",
    )
