-- From old_TABLE into app.TABLE, by the server itself: no row passes through Waybill. Whoever runs this is no company's
-- login, so rules about prefixes do not stop what is there already.

-- One entry for each company says what was taken over, instead of one for each row.
ALTER TABLE app.users DISABLE TRIGGER audit;
ALTER TABLE app.projects DISABLE TRIGGER audit;
ALTER TABLE app.cycles DISABLE TRIGGER audit;

INSERT INTO app.companies (id, company_name, company_code, contact_email, is_active, created_at, updated_at)
  OVERRIDING SYSTEM VALUE
SELECT o.id, coalesce(trimmed(o.company_name), 'Company ' || o.id),
       CASE WHEN o.nth = 1 THEN coalesce(o.code, free_code(o.id)) ELSE free_code(o.id) END,
       o.contact_email, o.is_active, o.created_at, coalesce(o.updated_at, o.created_at)
  FROM (SELECT *, trimmed(company_code) AS code,
               row_number() OVER (PARTITION BY lower(trimmed(company_code)) ORDER BY id) AS nth FROM old_companies) o;

INSERT INTO app.users (id, company_id, username, email, password_hash, full_name, role, is_active, must_change_password,
  last_login, created_at, updated_at, duplicate) OVERRIDING SYSTEM VALUE
SELECT o.id, o.company_id, o.name, o.email, coalesce(as_bcrypt(o.password_hash), nobodys_hash()), o.full_name,
       coalesce(user_role(o.role), 'user'), o.is_active, o.must_change_password OR as_bcrypt(o.password_hash) IS NULL,
       o.last_login, o.created_at, coalesce(o.updated_at, o.created_at),
       row_number() OVER (PARTITION BY o.company_id, lower(o.name) ORDER BY o.id) > 1
  FROM (SELECT *, coalesce(trimmed(username), 'user-' || id) AS name FROM old_users) o
  JOIN app.companies c ON c.id = o.company_id;

INSERT INTO app.projects (id, company_id, project_name, bucket_name, region, endpoint_url, description, is_active,
  created_at, updated_at, duplicate) OVERRIDING SYSTEM VALUE
SELECT o.id, o.company_id, o.name, coalesce(trimmed(o.bucket_name), ''), o.region, trimmed(o.endpoint_url),
       o.description, o.is_active AND trimmed(o.bucket_name) IS NOT NULL, o.created_at,
       coalesce(o.updated_at, o.created_at),
       row_number() OVER (PARTITION BY o.company_id, lower(o.name) ORDER BY o.id) > 1
  FROM (SELECT *, coalesce(trimmed(project_name), 'Project ' || id) AS name FROM old_projects) o
  JOIN app.companies c ON c.id = o.company_id;

-- A cycle without a number gets the next one of its project.
WITH cycles AS (
  SELECT o.*, p.company_id AS its_company, coalesce(o.cycle_number, greatest(max(o.cycle_number) OVER its_project, 0)
           + (count(*) FILTER (WHERE o.cycle_number IS NULL) OVER (its_project ORDER BY o.id))::int) AS number
    FROM old_cycles o
    JOIN app.projects p ON p.id = o.project_id AND p.company_id = coalesce(o.company_id, p.company_id)
  WINDOW its_project AS (PARTITION BY o.project_id)),
placed AS (
  SELECT *, coalesce(as_prefix(s3_prefix), 'cycle-' || lpad(number::text, greatest(3, length(number::text)), '0') || '/')
         AS prefix FROM cycles)
INSERT INTO app.cycles (id, company_id, project_id, cycle_name, cycle_number, s3_prefix, status, description, metadata,
  started_at, completed_at, created_at, updated_at, duplicate) OVERRIDING SYSTEM VALUE
SELECT id, its_company, project_id, coalesce(trimmed(cycle_name), 'Cycle ' || number), number, prefix,
       coalesce(cycle_status(status), 'planned'), description, metadata, started_at, completed_at, created_at,
       coalesce(updated_at, created_at),
       row_number() OVER (PARTITION BY project_id, number ORDER BY id) > 1
         OR row_number() OVER (PARTITION BY project_id, prefix ORDER BY id) > 1
  FROM placed;

-- The project says whose an upload is; one that says otherwise itself is nobody's. Nothing was heard of any of them
-- since, so what was running is interrupted. What has no time at all stands at the end.
INSERT INTO app.sync_sessions (id, client_uuid, revision, company_id, project_id, cycle_id, user_id, workstation,
  s3_prefix, local_directory, aws_profile, max_workers, times_to_retry, use_find, status, total_files, files_uploaded,
  files_skipped, files_failed, files_blocked, total_bytes, uploaded_bytes, started_at, completed_at, last_seen_at,
  created_at, updated_at) OVERRIDING SYSTEM VALUE
SELECT o.id, uuid_of(p.company_id, o.id), 1, p.company_id, p.id, c.id, u.id, o.workstation,
       coalesce(o.s3_prefix, c.s3_prefix, ''), o.local_directory, o.aws_profile, o.max_workers, o.times_to_retry,
       o.use_find, coalesce(session_status(o.status), 'failed'), o.total_files, o.files_uploaded, o.files_skipped,
       o.files_failed, o.files_blocked, o.total_bytes, o.uploaded_bytes, o.started_at, o.completed_at,
       least(coalesce(o.updated_at, o.completed_at, o.started_at), now()),
       coalesce(o.created_at, o.started_at, o.completed_at, o.updated_at, to_timestamp(0)),
       coalesce(o.updated_at, o.completed_at, o.started_at, o.created_at, to_timestamp(0))
  FROM old_sync_sessions o
  LEFT JOIN app.cycles its ON its.id = o.cycle_id
  JOIN app.projects p ON p.id = coalesce(o.project_id, its.project_id)
    AND p.company_id = coalesce(o.company_id, p.company_id)
  LEFT JOIN app.cycles c ON c.id = o.cycle_id AND c.project_id = p.id
  LEFT JOIN app.users u ON u.id = o.user_id AND u.company_id = p.company_id;

ANALYZE app.sync_sessions;

-- Of several rows of one file the last counts. 2,500 bytes are what an index can hold; S3's keys have 1,024 at most.
INSERT INTO app.file_uploads (id, company_id, session_id, relative_path, revision, s3_key, size_bytes, status, attempts,
  etag, error_message, started_at, completed_at) OVERRIDING SYSTEM VALUE
SELECT o.id, o.company_id, o.session_id, o.path, 1, o.s3_key, o.size_bytes, coalesce(o.known_status, 'failed'), o.attempts,
       o.etag, CASE WHEN o.known_status IS NULL AND o.error_message = ''
                    THEN 'The earlier system called this ' || o.status || '.' ELSE o.error_message END,
       o.started_at, o.completed_at
  FROM (SELECT f.id, s.company_id, f.session_id, f.s3_key, f.size_bytes, f.status, file_status(f.status) AS known_status,
               f.attempts, f.etag, f.error_message, f.started_at, f.completed_at,
               coalesce(CASE WHEN f.path ~ '^([/\\]|[A-Za-z]:)' THEN inside(f.path, s.local_directory) ELSE f.path END,
                        inside(nullif(f.s3_key, ''), s.s3_prefix), f.file_name, 'file ' || f.id) AS path
          FROM old_file_uploads f JOIN app.sync_sessions s ON s.id = f.session_id) o
 WHERE octet_length(o.path) <= 2500
 ORDER BY o.id DESC
ON CONFLICT (company_id, session_id, relative_path) DO NOTHING;

ALTER TABLE app.users ENABLE TRIGGER audit;
ALTER TABLE app.projects ENABLE TRIGGER audit;
ALTER TABLE app.cycles ENABLE TRIGGER audit;

-- New rows get numbers that the old tables have never given.
SELECT setval(pg_get_serial_sequence('app.companies', 'id'), greatest(max(id), 0) + 1, false) FROM old_companies;
SELECT setval(pg_get_serial_sequence('app.users', 'id'), greatest(max(id), 0) + 1, false) FROM old_users;
SELECT setval(pg_get_serial_sequence('app.projects', 'id'), greatest(max(id), 0) + 1, false) FROM old_projects;
SELECT setval(pg_get_serial_sequence('app.cycles', 'id'), greatest(max(id), 0) + 1, false) FROM old_cycles;
SELECT setval(pg_get_serial_sequence('app.sync_sessions', 'id'), greatest(max(id), 0) + 1, false) FROM old_sync_sessions;
SELECT setval(pg_get_serial_sequence('app.file_uploads', 'id'), greatest(max(id), 0) + 1, false) FROM old_file_uploads;

ANALYZE app.companies, app.users, app.projects, app.cycles, app.file_uploads;

SELECT auth.record(c.id, NULL, session_user, 'company_adopted', c.company_name, json_build_object(
         'users', (SELECT count(*) FROM app.users u WHERE u.company_id = c.id),
         'projects', (SELECT count(*) FROM app.projects p WHERE p.company_id = c.id),
         'cycles', (SELECT count(*) FROM app.cycles y WHERE y.company_id = c.id),
         'uploads', (SELECT count(*) FROM app.sync_sessions s WHERE s.company_id = c.id),
         'files', (SELECT count(*) FROM app.file_uploads f WHERE f.company_id = c.id)))
  FROM app.companies c ORDER BY c.id;
