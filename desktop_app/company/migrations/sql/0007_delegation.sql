-- A job on a server goes on as the person who started it, by a token that is good for one upload session and nothing
-- else. Run as the owner.

-- NULL: a person's own sign-in. Else it is limited to this upload session of theirs.
ALTER TABLE auth.sign_ins ADD COLUMN client_uuid text;

CREATE FUNCTION api.delegated_to() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT s.client_uuid FROM auth.auth_sessions t JOIN auth.sign_ins s ON s.id = t.sign_in_id
           WHERE t.token_hash = auth.hash_of(current_setting('app.token', true)));
END $$;

-- That upload session, its project and its cycle: NULL where nothing is delegated, 0 where it is and there is none.
CREATE FUNCTION api.delegated_row(OUT session_id bigint, OUT project_id bigint, OUT cycle_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF api.delegated_to() IS NULL THEN RETURN; END IF;
  SELECT s.id, s.project_id, s.cycle_id INTO session_id, project_id, cycle_id FROM app.sync_sessions s
   WHERE s.company_id = api.current_company_id() AND s.client_uuid = api.delegated_to();
  session_id := coalesce(session_id, 0); project_id := coalesce(project_id, 0); cycle_id := coalesce(cycle_id, 0);
END $$;

-- The token is made by the caller, as all are; it lasts as long as a job may, and ends with api.sign_out, with the
-- person's account, and with their password.
CREATE FUNCTION api.delegate(p_client_uuid text, p_access bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; known app.sync_sessions; v_sign_in bigint;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  IF api.delegated_to() IS NOT NULL THEN
    RAISE EXCEPTION 'A job hands nothing on.' USING ERRCODE = 'WB403';
  END IF;
  SELECT * INTO known FROM app.sync_sessions s
   WHERE s.company_id = me.company_id AND s.client_uuid = p_client_uuid FOR SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'The company knows no such upload.' USING ERRCODE = 'WB404'; END IF;
  IF known.user_id IS DISTINCT FROM me.user_id AND known.lease_user_id IS DISTINCT FROM me.user_id THEN
    PERFORM auth.require_admin('change other people''s uploads');
  END IF;
  DELETE FROM auth.sign_ins s WHERE s.user_id = me.user_id AND s.client_uuid IS NOT NULL
    AND (s.ended_at IS NOT NULL OR s.created_at < clock_timestamp() - interval '30 days');
  INSERT INTO auth.sign_ins (user_id, client_uuid) VALUES (me.user_id, p_client_uuid) RETURNING id INTO v_sign_in;
  INSERT INTO auth.auth_sessions (token_hash, sign_in_id, expires_at)
  VALUES (p_access, v_sign_in, clock_timestamp() + interval '30 days');
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'upload_delegated', auth.folder_of(known),
    json_build_object('client_uuid', p_client_uuid));
END $$;

-- As in 0003, but a sign-in that is delegated has no renewal token and stays.
CREATE OR REPLACE FUNCTION auth.begin_sign_in(p_user bigint, p_access bytea, p_renewal bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_sign_in bigint;
BEGIN
  -- What nobody can use any more goes when its person comes.
  DELETE FROM auth.sign_ins s WHERE s.user_id = p_user AND s.created_at < clock_timestamp() - interval '30 minutes'
    AND s.client_uuid IS NULL
    AND NOT EXISTS (SELECT FROM auth.renewal_tokens t WHERE t.sign_in_id = s.id AND t.expires_at > clock_timestamp());
  INSERT INTO auth.sign_ins (user_id) VALUES (p_user) RETURNING id INTO v_sign_in;
  INSERT INTO auth.auth_sessions (token_hash, sign_in_id, expires_at)
  VALUES (p_access, v_sign_in, clock_timestamp() + interval '30 minutes');
  INSERT INTO auth.renewal_tokens (token_hash, sign_in_id, expires_at)
  VALUES (p_renewal, v_sign_in, clock_timestamp() + interval '7 days');
  UPDATE app.users u SET last_login = clock_timestamp() WHERE u.id = p_user;
END $$;

-- As in 0003: what is an admin's is no job's, whoever started it, but for the upload session itself.
CREATE OR REPLACE FUNCTION auth.require_admin(p_for text, OUT user_id bigint, OUT company_id bigint, OUT role text,
  OUT username text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT r.user_id, r.company_id, r.role, r.username INTO user_id, company_id, role, username
    FROM auth.require_user() r;
  IF role <> 'admin' OR api.delegated_to() IS NOT NULL THEN
    RAISE EXCEPTION 'Only an admin may %. Ask yours.', p_for USING ERRCODE = 'WB403';
  END IF;
END $$;

-- As in 0004, but a job is the holder as soon as it says so: it knows that whoever held the upload for it is no more.
CREATE OR REPLACE FUNCTION api.take_over(p_client_uuid text, p_lease_owner text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; known app.sync_sessions;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  SELECT * INTO known FROM app.sync_sessions s
   WHERE s.company_id = me.company_id AND s.client_uuid = p_client_uuid FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'The company knows no such upload.' USING ERRCODE = 'WB404'; END IF;
  IF known.status NOT IN ('pending', 'in_progress', 'paused') THEN
    RAISE EXCEPTION 'This upload has ended; there is nothing to take over.' USING ERRCODE = 'WB410';
  END IF;
  IF known.lease_user_id = me.user_id AND known.lease_owner = p_lease_owner THEN RETURN; END IF;
  IF auth.is_active(known) AND api.delegated_to() IS NULL THEN
    RAISE EXCEPTION '% is sending this upload. It can be taken over once nothing was heard of it for 15 minutes.',
      coalesce(nullif(known.lease_owner, ''), 'A workstation') USING ERRCODE = 'WB410';
  END IF;
  UPDATE app.sync_sessions s SET lease_epoch = s.lease_epoch + 1, lease_owner = p_lease_owner,
    lease_user_id = me.user_id, last_seen_at = clock_timestamp(), updated_at = clock_timestamp() WHERE s.id = known.id;
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'upload_taken_over', auth.folder_of(known),
    json_build_object('client_uuid', p_client_uuid));
END $$;

-- What the functions above let through is held here, whatever writes.
CREATE FUNCTION auth.guard_delegation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_only text := api.delegated_to();
BEGIN
  IF v_only IS NULL OR TG_OP <> 'DELETE' AND NEW.client_uuid = v_only THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION 'This job is for another upload.' USING ERRCODE = 'WB403';
END $$;
CREATE TRIGGER guard_delegation BEFORE INSERT OR UPDATE OR DELETE ON app.sync_sessions
  FOR EACH ROW EXECUTE FUNCTION auth.guard_delegation();

CREATE FUNCTION auth.guard_delegated_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF api.delegated_to() IS NOT NULL
     AND EXISTS (SELECT FROM fresh f WHERE f.session_id IS DISTINCT FROM (api.delegated_row()).session_id) THEN
    RAISE EXCEPTION 'This job is for another upload.' USING ERRCODE = 'WB403';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER guard_delegation_added AFTER INSERT ON app.file_uploads REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION auth.guard_delegated_files();
CREATE TRIGGER guard_delegation_changed AFTER UPDATE ON app.file_uploads REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION auth.guard_delegated_files();

-- Restrictive: beside the policies that there are. A job reads what it needs to send and to tell of it. IS DISTINCT
-- FROM, not OR: of that the planner believes that hardly a row passes, and leaves the indexes.
CREATE POLICY delegated ON app.sync_sessions AS RESTRICTIVE FOR SELECT TO uploader_client
  USING ((client_uuid = (SELECT api.delegated_to())) IS DISTINCT FROM false);
CREATE POLICY delegated ON app.file_uploads AS RESTRICTIVE FOR SELECT TO uploader_client
  USING ((session_id = (SELECT (api.delegated_row()).session_id)) IS DISTINCT FROM false);
CREATE POLICY delegated ON app.projects AS RESTRICTIVE FOR SELECT TO uploader_client
  USING ((id = (SELECT (api.delegated_row()).project_id)) IS DISTINCT FROM false);
CREATE POLICY delegated ON app.cycles AS RESTRICTIVE FOR SELECT TO uploader_client
  USING ((id = (SELECT (api.delegated_row()).cycle_id)) IS DISTINCT FROM false);
CREATE POLICY delegated ON app.users AS RESTRICTIVE FOR SELECT TO uploader_client
  USING ((SELECT api.delegated_to()) IS NULL OR id = (SELECT api.current_user_id()));
CREATE POLICY delegated ON app.audit_log AS RESTRICTIVE FOR SELECT TO uploader_client
  USING ((SELECT api.delegated_to()) IS NULL);
CREATE POLICY delegated_adds ON app.projects AS RESTRICTIVE FOR INSERT TO uploader_client
  WITH CHECK ((SELECT api.delegated_to()) IS NULL);
CREATE POLICY delegated_changes ON app.projects AS RESTRICTIVE FOR UPDATE TO uploader_client
  USING ((SELECT api.delegated_to()) IS NULL);
CREATE POLICY delegated_adds ON app.cycles AS RESTRICTIVE FOR INSERT TO uploader_client
  WITH CHECK ((SELECT api.delegated_to()) IS NULL);
CREATE POLICY delegated_changes ON app.cycles AS RESTRICTIVE FOR UPDATE TO uploader_client
  USING ((SELECT api.delegated_to()) IS NULL);
CREATE POLICY delegated_changes ON app.users AS RESTRICTIVE FOR UPDATE TO uploader_client
  USING ((SELECT api.delegated_to()) IS NULL);
CREATE POLICY delegated_changes ON app.companies AS RESTRICTIVE FOR UPDATE TO uploader_client
  USING ((SELECT api.delegated_to()) IS NULL);

GRANT EXECUTE ON FUNCTION api.delegated_to(), api.delegated_row(), api.delegate(text, bytea) TO uploader_client;
