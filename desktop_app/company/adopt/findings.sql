-- What of the old rows was not taken over as it is, found by comparing old_TABLE and app.TABLE. Above each query stand its
-- code and what a person is told; it gives the ids (bigint[]) and a text of each thing found.

-- codes_given
-- Companies without a code, or with another's, have a new one:
SELECT ARRAY[c.id], c.company_name || ': ' || c.company_code || coalesce(', before ' || o.company_code, '')
  FROM old_companies o JOIN app.companies c USING (id)
 WHERE c.company_code IS DISTINCT FROM o.company_code ORDER BY c.id;

-- names_changed
-- Names that were missing are made up, and blanks around names are taken away:
SELECT ARRAY[id], what || ' ' || id || ': ' || after || coalesce(', before "' || before || '"', '')
  FROM (SELECT 1 AS nth, 'company' AS what, c.id, o.company_name AS before, c.company_name AS after
          FROM old_companies o JOIN app.companies c USING (id)
        UNION ALL
        SELECT 2, 'user', u.id, o.username, u.username FROM old_users o JOIN app.users u USING (id)
        UNION ALL
        SELECT 3, 'project', p.id, o.project_name, p.project_name FROM old_projects o JOIN app.projects p USING (id)
        UNION ALL
        SELECT 4, 'cycle', y.id, o.cycle_name, y.cycle_name FROM old_cycles o JOIN app.cycles y USING (id)) n
 WHERE before IS DISTINCT FROM after ORDER BY nth, id;

-- users_left
-- People of no company that is there are not taken over. An admin can add them in the window:
SELECT ARRAY[o.id], named(o.username, o.id) || ', company ' || coalesce(o.company_id::text, 'none')
  FROM old_users o WHERE NOT EXISTS (SELECT FROM app.users u WHERE u.id = o.id) ORDER BY o.id;

-- companies_without_admin
-- Companies in which no admin can sign in, so that nobody looks after them. A superuser can make somebody an admin by
-- UPDATE app.users SET role = 'admin', is_active = true WHERE id = ...
SELECT ARRAY[c.id], named(c.company_name, c.id) FROM app.companies c
 WHERE NOT EXISTS (SELECT FROM app.users u JOIN old_users o USING (id) WHERE u.company_id = c.id
                      AND u.role = 'admin' AND u.is_active AND as_bcrypt(o.password_hash) IS NOT NULL) ORDER BY c.id;

-- passwords_unknown
-- People whose password is kept in a way that PostgreSQL cannot check. They sign in again once an admin has reset their
-- password in the window:
SELECT ARRAY[u.id], named(u.username, u.id) || ' in ' || named(c.company_name, c.id)
  FROM old_users o JOIN app.users u USING (id) JOIN app.companies c ON c.id = u.company_id
 WHERE as_bcrypt(o.password_hash) IS NULL ORDER BY c.id, u.id;

-- usernames_too_long
-- Usernames of more than 100 characters cannot be signed in with. An admin can shorten them in the window:
SELECT ARRAY[u.id], named(u.username, u.id) FROM app.users u WHERE length(u.username) > 100 ORDER BY u.id;

-- roles_unknown
-- Roles that are neither admin nor user are taken as user. An admin can change that in the window:
SELECT array_agg(u.id ORDER BY u.id), o.role || ': ' || string_agg(named(u.username, u.id), ', ' ORDER BY u.id)
  FROM old_users o JOIN app.users u USING (id) WHERE user_role(o.role) IS NULL GROUP BY o.role ORDER BY o.role;

-- duplicate_usernames
-- Usernames that several people of a company have. All keep theirs. Who types one exactly as it is spelled is meant; else
-- it is the first of these. An admin can rename the others in the window:
SELECT array_agg(u.id ORDER BY u.id),
       string_agg(named(u.username, u.id), ', ' ORDER BY u.id) || ' in ' || named(c.company_name, c.id)
  FROM app.users u JOIN app.companies c ON c.id = u.company_id
 GROUP BY c.id, lower(u.username) HAVING count(*) > 1 ORDER BY c.id, min(u.id);

-- duplicate_projects
-- Project names that a company has several times. All are kept as they are. Rename all but one in the window:
SELECT array_agg(p.id ORDER BY p.id),
       string_agg(named(p.project_name, p.id), ', ' ORDER BY p.id) || ' in ' || named(c.company_name, c.id)
  FROM app.projects p JOIN app.companies c ON c.id = p.company_id
 GROUP BY c.id, lower(p.project_name) HAVING count(*) > 1 ORDER BY c.id, min(p.id);

-- duplicate_cycles
-- Cycles with the number or the prefix of an earlier one in their project. All are kept as they are. Give the later ones
-- another number or prefix in the window:
SELECT ARRAY[a.id, b.id], format('%s, number %s, %s, as %s, number %s, %s, in %s', named(b.cycle_name, b.id), b.cycle_number,
         b.s3_prefix, named(a.cycle_name, a.id), a.cycle_number, a.s3_prefix, named(p.project_name, p.id))
  FROM app.cycles b JOIN app.projects p ON p.id = b.project_id
  JOIN LATERAL (SELECT * FROM app.cycles f WHERE f.project_id = b.project_id AND f.id < b.id
                   AND (f.cycle_number = b.cycle_number OR f.s3_prefix = b.s3_prefix) ORDER BY f.id LIMIT 1) a ON true
 WHERE b.duplicate ORDER BY p.id, b.id;

-- overlapping_prefixes
-- Prefixes that share a bucket and overlap, so that files of one cycle can replace the other's. Both are kept as they are.
-- Before either is sent to again, an admin had better give one of them another prefix in the window; what was sent stays
-- where it is:
WITH places AS MATERIALIZED (
  SELECT y.id, y.s3_prefix, p.bucket_name, auth.endpoint(p.endpoint_url) AS endpoint, format('s3://%s/%s of %s, %s, %s',
           p.bucket_name, y.s3_prefix, named(y.cycle_name, y.id), named(p.project_name, p.id), named(c.company_name, c.id))
         AS what
    FROM app.cycles y JOIN app.projects p ON p.id = y.project_id JOIN app.companies c ON c.id = p.company_id
   WHERE p.bucket_name <> '')
SELECT ARRAY[a.id, b.id], a.what || ' and ' || b.what FROM places a
  JOIN places b ON a.bucket_name = b.bucket_name AND a.endpoint = b.endpoint AND a.id < b.id
   AND (starts_with(a.s3_prefix, b.s3_prefix) OR starts_with(b.s3_prefix, a.s3_prefix)) ORDER BY a.id, b.id;

-- prefixes_changed
-- Cycles whose prefix was missing or did not end in a slash. Now it does, so that new files go into a folder of that name;
-- what was sent stays where it is. If the earlier system made abcfile of abc and file, look at these before you send to
-- them:
SELECT ARRAY[y.id], named(y.cycle_name, y.id) || ': ' || y.s3_prefix || ', before ' || coalesce(o.s3_prefix, 'none')
  FROM old_cycles o JOIN app.cycles y USING (id) WHERE o.s3_prefix IS DISTINCT FROM y.s3_prefix ORDER BY y.id;

-- prefixes_unusual
-- Cycles whose prefix Waybill would not give: empty, with a slash in front, or with an empty, . or .. part. They are kept,
-- and files go there to the letter. An admin can change them in the window:
SELECT ARRAY[y.id], named(y.cycle_name, y.id) || ': "' || y.s3_prefix || '"' FROM app.cycles y
 WHERE y.s3_prefix !~ '^[^/].*/$' OR y.s3_prefix ~ '(^|/)\.{0,2}/' ORDER BY y.id;

-- numbers_given
-- Cycles without a number have the next one of their project:
SELECT ARRAY[y.id], named(y.cycle_name, y.id) || ': ' || y.cycle_number
  FROM old_cycles o JOIN app.cycles y USING (id) WHERE o.cycle_number IS NULL ORDER BY y.id;

-- projects_without_bucket
-- Projects without a bucket are taken over inactive, so nothing is sent. An admin can give them one in the window:
SELECT ARRAY[p.id], named(p.project_name, p.id) FROM app.projects p WHERE p.bucket_name = '' ORDER BY p.id;

-- projects_left
-- Projects of no company that is there are not taken over:
SELECT ARRAY[o.id], named(o.project_name, o.id) || ', company ' || coalesce(o.company_id::text, 'none')
  FROM old_projects o WHERE NOT EXISTS (SELECT FROM app.projects p WHERE p.id = o.id) ORDER BY o.id;

-- cycles_left
-- Cycles of no project that was taken over, or that name another company than their project, are not taken over:
SELECT ARRAY[o.id], named(o.cycle_name, o.id) || ', project ' || coalesce(o.project_id::text, 'none')
  FROM old_cycles o WHERE NOT EXISTS (SELECT FROM app.cycles y WHERE y.id = o.id) ORDER BY o.id;

-- sessions_left
-- Uploads of no project that was taken over, or that name another company than their project, are not taken over, nor are
-- their files:
SELECT array_agg(o.id ORDER BY o.id), 'project ' || coalesce(o.project_id::text, 'none') || ': ' || count(*)
  FROM old_sync_sessions o WHERE NOT EXISTS (SELECT FROM app.sync_sessions s WHERE s.id = o.id)
 GROUP BY o.project_id ORDER BY o.project_id;

-- sessions_without_cycle
-- Uploads whose cycle is not there, or is another project's, are kept without one:
SELECT array_agg(s.id ORDER BY s.id), 'cycle ' || o.cycle_id || ': ' || count(*)
  FROM old_sync_sessions o JOIN app.sync_sessions s USING (id) WHERE o.cycle_id IS NOT NULL AND s.cycle_id IS NULL
 GROUP BY o.cycle_id ORDER BY o.cycle_id;

-- sessions_without_user
-- Uploads whose person is not there, or is another company's, are kept without one:
SELECT array_agg(s.id ORDER BY s.id), 'user ' || o.user_id || ': ' || count(*)
  FROM old_sync_sessions o JOIN app.sync_sessions s USING (id) WHERE o.user_id IS NOT NULL AND s.user_id IS NULL
 GROUP BY o.user_id ORDER BY o.user_id;

-- sessions_without_time
-- Uploads that bear no time at all stand at the end of the history, as of 1 January 1970:
SELECT array_agg(s.id ORDER BY s.id), 'uploads: ' || count(*)
  FROM app.sync_sessions s WHERE s.created_at = to_timestamp(0) HAVING count(*) > 0;

-- statuses_translated
-- Statuses that have another name here:
SELECT ids, what || ' ' || before || ': ' || n || ', now ' || after
  FROM (SELECT 1 AS nth, 'cycles' AS what, array_agg(o.id ORDER BY o.id) AS ids, o.status AS before,
               cycle_status(o.status) AS after, count(*) AS n
          FROM old_cycles o JOIN app.cycles USING (id) GROUP BY o.status
        UNION ALL
        SELECT 2, 'uploads', array_agg(o.id ORDER BY o.id), o.status, session_status(o.status), count(*)
          FROM old_sync_sessions o JOIN app.sync_sessions USING (id) GROUP BY o.status
        UNION ALL
        SELECT 3, 'files', '{}', o.status, file_status(o.status), count(*) FROM old_file_uploads o GROUP BY o.status) s
 WHERE after <> before ORDER BY nth, before;

-- statuses_unknown
-- Statuses that nobody here knows. Such uploads and files count as failed, such cycles as planned; the old tables keep
-- what they were:
SELECT ids, what || ' ' || before || ': ' || n
  FROM (SELECT 1 AS nth, 'cycles' AS what, array_agg(o.id ORDER BY o.id) AS ids, o.status AS before,
               cycle_status(o.status) AS after, count(*) AS n
          FROM old_cycles o JOIN app.cycles USING (id) GROUP BY o.status
        UNION ALL
        SELECT 2, 'uploads', array_agg(o.id ORDER BY o.id), o.status, session_status(o.status), count(*)
          FROM old_sync_sessions o JOIN app.sync_sessions USING (id) GROUP BY o.status
        UNION ALL
        SELECT 3, 'files', '{}', o.status, file_status(o.status), count(*) FROM old_file_uploads o GROUP BY o.status) s
 WHERE after IS NULL ORDER BY nth, before;

-- files_left
-- Files that are not taken over; the old tables keep them:
SELECT '{}'::bigint[], why || ': ' || n
  FROM (SELECT 1 AS nth, 'of uploads that are not taken over' AS why, count(*) AS n
          FROM old_file_uploads o LEFT JOIN app.sync_sessions s ON s.id = o.session_id WHERE s.id IS NULL
        UNION ALL
        SELECT 2, 'rows of a path that a later row of the same upload has too, or of more than 2,500 bytes', count(*)
          FROM old_file_uploads o JOIN app.sync_sessions s ON s.id = o.session_id
          LEFT JOIN app.file_uploads f ON f.id = o.id WHERE f.id IS NULL) r
 WHERE n > 0 ORDER BY nth;
