-- Texts that people read, for whoever comes without the program. Run as the owner, as all of 0003 was.

-- company.checks.line and several_lines. Arguments: the columns that are shown on a line; a description has several.
-- What was there before this rule, or was taken over, stays until somebody changes it.
CREATE FUNCTION auth.check_texts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_column text;
  v_text text;
  v_before constant jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) END;
  v_after constant jsonb := to_jsonb(NEW);
BEGIN
  IF auth.is_maintenance() THEN RETURN NEW; END IF;
  FOREACH v_column IN ARRAY TG_ARGV LOOP
    v_text := v_after ->> v_column;
    CONTINUE WHEN v_text IS NOT DISTINCT FROM v_before ->> v_column;
    IF v_column = 'description' THEN v_text := translate(v_text, E'\n\t', ''); END IF;
    IF auth.without_controls(v_text) <> v_text THEN
      RAISE EXCEPTION 'The % holds no control characters.', replace(v_column, '_', ' ')
        USING ERRCODE = 'WB400', COLUMN = v_column;
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

CREATE TRIGGER check_texts BEFORE UPDATE ON app.companies
  FOR EACH ROW EXECUTE FUNCTION auth.check_texts('company_name', 'contact_email');
CREATE TRIGGER check_texts BEFORE INSERT OR UPDATE ON app.users
  FOR EACH ROW EXECUTE FUNCTION auth.check_texts('full_name', 'email');
CREATE TRIGGER check_texts BEFORE INSERT OR UPDATE ON app.projects
  FOR EACH ROW EXECUTE FUNCTION auth.check_texts('project_name', 'description', 'bucket_name', 'region', 'endpoint_url',
    'storage_class', 'sse', 'kms_key_id', 'role_arn');
CREATE TRIGGER check_texts BEFORE INSERT OR UPDATE ON app.cycles
  FOR EACH ROW EXECUTE FUNCTION auth.check_texts('cycle_name', 's3_prefix', 'description');

-- What people know an upload by: its folder on the workstation, or else its number.
CREATE FUNCTION auth.folder_of(p app.sync_sessions) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(nullif(auth.without_controls(p.local_directory), ''), p.client_uuid);

-- As in 0003, but for what the audit log says.
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
  IF auth.is_active(known) THEN
    RAISE EXCEPTION '% is sending this upload. It can be taken over once nothing was heard of it for 15 minutes.',
      coalesce(nullif(known.lease_owner, ''), 'A workstation') USING ERRCODE = 'WB410';
  END IF;
  UPDATE app.sync_sessions s SET lease_epoch = s.lease_epoch + 1, lease_owner = p_lease_owner,
    lease_user_id = me.user_id, last_seen_at = clock_timestamp(), updated_at = clock_timestamp() WHERE s.id = known.id;
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'upload_taken_over', auth.folder_of(known),
    json_build_object('client_uuid', p_client_uuid));
END $$;

CREATE OR REPLACE FUNCTION api.delete_session(p_client_uuid text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; known app.sync_sessions;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  SELECT * INTO known FROM app.sync_sessions s
   WHERE s.company_id = me.company_id AND s.client_uuid = p_client_uuid FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'The company knows no such upload.' USING ERRCODE = 'WB404'; END IF;
  IF known.user_id IS DISTINCT FROM me.user_id THEN PERFORM auth.require_admin('change other people''s uploads'); END IF;
  DELETE FROM app.sync_sessions s WHERE s.id = known.id;
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'upload_deleted', auth.folder_of(known),
    json_build_object('client_uuid', p_client_uuid));
END $$;
