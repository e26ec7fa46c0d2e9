-- What of a folder an upload sends, so that another workstation goes on with the same files. Run as the owner.

-- A list of texts, or none; whoever reads it takes it for one.
CREATE FUNCTION auth.texts(p_list json) RETURNS json LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_list IS NULL OR json_typeof(p_list) = 'null' THEN RETURN '[]'; END IF;
  IF json_typeof(p_list) <> 'array'
     OR EXISTS (SELECT FROM json_array_elements(p_list) e WHERE json_typeof(e.value) <> 'string') THEN
    RAISE EXCEPTION 'The record of this upload has a list that is none.' USING ERRCODE = 'WB461';
  END IF;
  RETURN p_list;
END $$;

-- As in 0003, with the three columns that 0006 adds.
CREATE OR REPLACE FUNCTION api.deliver_session(p_record jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; known app.sync_sessions; r app.sync_sessions;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  r := jsonb_populate_record(NULL::app.sync_sessions, p_record);
  -- An earlier version of the program says nothing of these three.
  r.follow_links := coalesce(r.follow_links, false);
  r.excludes := auth.texts(r.excludes);
  r.selection := auth.texts(r.selection);
  PERFORM auth.check_numbers(r);
  IF EXISTS (SELECT FROM app.deleted_sessions d WHERE d.company_id = me.company_id AND d.client_uuid = r.client_uuid) THEN
    RAISE EXCEPTION 'This upload was deleted from the company''s history.' USING ERRCODE = 'WB461';
  END IF;
  SELECT * INTO known FROM app.sync_sessions s
   WHERE s.company_id = me.company_id AND s.client_uuid = r.client_uuid FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM app.projects p JOIN app.cycles c ON c.company_id = p.company_id AND c.project_id = p.id
                    WHERE p.company_id = me.company_id AND p.id = r.project_id AND p.is_active AND c.id = r.cycle_id) THEN
      RAISE EXCEPTION 'The project or cycle of this upload is no longer in the company, or not active.'
        USING ERRCODE = 'WB461';
    END IF;
    INSERT INTO app.sync_sessions (client_uuid, revision, company_id, project_id, cycle_id, user_id, workstation,
      lease_owner, lease_epoch, s3_prefix, local_directory, aws_profile, max_workers, times_to_retry, use_find, status,
      total_files, files_uploaded, files_skipped, files_failed, files_blocked, total_bytes, uploaded_bytes,
      started_at, completed_at, last_seen_at, follow_links, excludes, selection)
    VALUES (r.client_uuid, r.revision, me.company_id, r.project_id, r.cycle_id, me.user_id, r.workstation,
      r.lease_owner, r.lease_epoch, r.s3_prefix, r.local_directory, r.aws_profile, r.max_workers, r.times_to_retry,
      r.use_find, r.status, r.total_files, r.files_uploaded, r.files_skipped, r.files_failed, r.files_blocked,
      r.total_bytes, r.uploaded_bytes, r.started_at, r.completed_at, clock_timestamp(), r.follow_links,
      r.excludes, r.selection)
    ON CONFLICT (company_id, client_uuid) DO NOTHING;
    IF FOUND THEN RETURN; END IF;
    SELECT * INTO known FROM app.sync_sessions s
     WHERE s.company_id = me.company_id AND s.client_uuid = r.client_uuid FOR NO KEY UPDATE;
  END IF;
  PERFORM auth.check_holder(known, r.lease_epoch);
  IF r.revision <= known.revision THEN RETURN; END IF;
  IF NOT api.session_may_become(known.status, r.status) THEN
    RAISE EXCEPTION 'An upload that is % cannot become % again.', replace(known.status, '_', ' '),
      replace(r.status, '_', ' ') USING ERRCODE = 'WB461';
  END IF;
  -- Whose it is and where it goes stay as they were.
  UPDATE app.sync_sessions s SET revision = r.revision, workstation = r.workstation, lease_owner = r.lease_owner,
    lease_epoch = r.lease_epoch, local_directory = r.local_directory, aws_profile = r.aws_profile,
    max_workers = r.max_workers, times_to_retry = r.times_to_retry, use_find = r.use_find, status = r.status,
    total_files = r.total_files, files_uploaded = r.files_uploaded, files_skipped = r.files_skipped,
    files_failed = r.files_failed, files_blocked = r.files_blocked, total_bytes = r.total_bytes,
    uploaded_bytes = r.uploaded_bytes, started_at = r.started_at, completed_at = r.completed_at,
    follow_links = r.follow_links, excludes = r.excludes, selection = r.selection,
    last_seen_at = clock_timestamp(), updated_at = clock_timestamp()
  WHERE s.id = known.id;
END $$;

-- As 0003 has it for texts: no samples of all companies' values, which EXPLAIN tells everybody.
ALTER TABLE app.sync_sessions ALTER COLUMN excludes SET STATISTICS 0, ALTER COLUMN selection SET STATISTICS 0;
