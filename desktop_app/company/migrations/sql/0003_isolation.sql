-- What keeps companies apart, by PostgreSQL itself: whoever holds a workstation holds its connection string and psql.
--
-- Run as the owner, a role without superuser rights, for functions act with their owner's. The owner is not bound by row
-- level security, so every SECURITY DEFINER function below names the company itself.
-- Schemas: app (tables, seen through policies), auth (nothing for clients), api (all that clients may call),
-- ext (pgcrypto). Refusals: WB400 a value (COLUMN names it), WB401 signed out, WB403 not allowed, WB404 not found,
-- WB409 conflict, WB410 not possible now, WB461 delivery refused, WB462 taken over.

CREATE SCHEMA auth;
CREATE SCHEMA api;
-- For the whole database: with IN SCHEMA it would not take from PUBLIC what PUBLIC has by default.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA app, api TO uploader_client;

-------------------------------------------------------------------------------------------------- sign-ins, unseen

-- Each company has a login of its own. Tokens work through it alone, and through no other company's.
CREATE TABLE auth.company_logins (
  company_id bigint PRIMARY KEY REFERENCES app.companies ON DELETE CASCADE,
  login_role name NOT NULL UNIQUE,
  -- Written by whoever takes an admin away, so that two who do at once meet here, at any isolation level.
  admins_changed_at timestamptz NOT NULL DEFAULT clock_timestamp());

CREATE TABLE auth.sign_ins (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES app.users ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz);
CREATE INDEX ON auth.sign_ins (user_id);

-- xact: what a transaction wrote counts only from the next one on. Otherwise a thief could renew, read and roll back.
CREATE TABLE auth.auth_sessions (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  sign_in_id bigint NOT NULL REFERENCES auth.sign_ins ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id());
CREATE INDEX ON auth.auth_sessions (sign_in_id);

CREATE TABLE auth.renewal_tokens (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  sign_in_id bigint NOT NULL REFERENCES auth.sign_ins ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  next_hash bytea,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id());
CREATE INDEX ON auth.renewal_tokens (sign_in_id);

-- One row per attempt. No column that may be NULL and no index that depends on the verdict or on whether the name is
-- known: EXPLAIN (ANALYZE, WAL) of sign_in looks the same for right, wrong and unknown.
CREATE TABLE auth.sign_in_attempts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_id bigint NOT NULL,
  name_key bytea NOT NULL,
  name text NOT NULL,                                 -- as it was typed
  address inet NOT NULL,
  attempt_hash bytea NOT NULL UNIQUE,
  ok boolean NOT NULL,
  user_id bigint NOT NULL,                            -- 0: nobody of that name
  told boolean NOT NULL DEFAULT false,                -- once: no sign-in comes back after sign_out, and no log floods
  confirmed boolean NOT NULL DEFAULT false,           -- a sign-in began with it
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),    -- the top-level transaction, also within savepoints
  at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE INDEX ON auth.sign_in_attempts (name_key, at);
CREATE INDEX ON auth.sign_in_attempts (company_id, at);

-- Where objects go: whoever changes prefixes there meets here, across companies.
CREATE TABLE auth.places (
  place text PRIMARY KEY,
  changed_at timestamptz NOT NULL);

-------------------------------------------------------------------------------------------------- who am I

CREATE FUNCTION auth.hash_of(p_token text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT sha256(convert_to(p_token, 'UTF8')) $$;

-- All that policies depend on. plpgsql, not sql: a SQL function that cannot be inlined is planned anew each time.
-- Nobody but in READ COMMITTED: whoever keeps an older view of the database stays in it what they were, an admin for
-- instance, however long ago that ended.
CREATE FUNCTION api.current_user_row(OUT user_id bigint, OUT company_id bigint, OUT role text, OUT username text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN RETURN; END IF;
  SELECT u.id, u.company_id, u.role, u.username INTO user_id, company_id, role, username
    FROM auth.auth_sessions t
    JOIN auth.sign_ins s ON s.id = t.sign_in_id
    JOIN app.users u ON u.id = s.user_id
    JOIN app.companies c ON c.id = u.company_id
    JOIN auth.company_logins l ON l.company_id = u.company_id
   WHERE t.token_hash = auth.hash_of(current_setting('app.token', true))
     AND t.expires_at > clock_timestamp() AND s.ended_at IS NULL
     AND t.xact IS DISTINCT FROM pg_current_xact_id_if_assigned()
     AND u.is_active AND NOT u.must_change_password AND c.is_active AND l.login_role = session_user;
END $$;

CREATE FUNCTION api.current_company_id() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN (SELECT r.company_id FROM api.current_user_row() r); END $$;

CREATE FUNCTION api.current_user_id() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN (SELECT r.user_id FROM api.current_user_row() r); END $$;

CREATE FUNCTION api.is_admin() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN RETURN coalesce((SELECT r.role = 'admin' FROM api.current_user_row() r), false); END $$;

-- Nobody's company: migrations, `waybill company create` and `adopt`, which hold the owner's rights anyway.
CREATE FUNCTION auth.is_maintenance() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN RETURN NOT EXISTS (SELECT FROM auth.company_logins l WHERE l.login_role = session_user); END $$;

CREATE FUNCTION auth.require_user(OUT user_id bigint, OUT company_id bigint, OUT role text, OUT username text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT r.user_id, r.company_id, r.role, r.username INTO user_id, company_id, role, username
    FROM api.current_user_row() r;
  IF user_id IS NULL THEN
    RAISE EXCEPTION 'You are signed out. Sign in again to go on.' USING ERRCODE = 'WB401';
  END IF;
END $$;

CREATE FUNCTION auth.require_admin(p_for text, OUT user_id bigint, OUT company_id bigint, OUT role text, OUT username text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT r.user_id, r.company_id, r.role, r.username INTO user_id, company_id, role, username
    FROM auth.require_user() r;
  IF role <> 'admin' THEN
    RAISE EXCEPTION 'Only an admin may %. Ask yours.', p_for USING ERRCODE = 'WB403';
  END IF;
END $$;

-- Be the person whose token this is until the transaction ends, and say who that is: one round trip.
CREATE FUNCTION api.enter(p_token text, OUT state text,
  OUT user_id bigint, OUT username text, OUT full_name text, OUT email text, OUT role text, OUT last_login timestamptz,
  OUT company_id bigint, OUT company_name text, OUT company_code text, OUT contact_email text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s record;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'The company takes transactions of the isolation level READ COMMITTED only, not %.',
      upper(current_setting('transaction_isolation')) USING ERRCODE = 'WB403';
  END IF;
  PERFORM set_config('app.token', p_token, true);
  state := 'signed out';
  SELECT u.id, u.username, u.full_name, u.email, u.role, u.last_login, u.is_active, u.must_change_password,
         c.id AS company_id, c.company_name, c.company_code, c.contact_email, c.is_active AS company_is_active,
         s0.ended_at INTO s
    FROM auth.auth_sessions t
    JOIN auth.sign_ins s0 ON s0.id = t.sign_in_id
    JOIN app.users u ON u.id = s0.user_id
    JOIN app.companies c ON c.id = u.company_id
    JOIN auth.company_logins l ON l.company_id = u.company_id
   WHERE t.token_hash = auth.hash_of(p_token) AND t.expires_at > clock_timestamp()
     AND t.xact IS DISTINCT FROM pg_current_xact_id_if_assigned() AND l.login_role = session_user;
  IF NOT FOUND THEN RETURN; END IF;
  IF NOT s.company_is_active THEN state := 'company inactive'; company_name := s.company_name; RETURN; END IF;
  IF NOT s.is_active THEN state := 'user inactive'; username := s.username; RETURN; END IF;
  IF s.ended_at IS NOT NULL THEN RETURN; END IF;
  IF s.must_change_password THEN state := 'must change password'; username := s.username; RETURN; END IF;
  state := 'ok';
  user_id := s.id; username := s.username; full_name := s.full_name; email := s.email; role := s.role;
  last_login := s.last_login;
  company_id := s.company_id; company_name := s.company_name; company_code := s.company_code;
  contact_email := s.contact_email;
END $$;

-------------------------------------------------------------------------------------------------- the audit log

CREATE FUNCTION auth.record(p_company bigint, p_user bigint, p_username text, p_action text, p_object text,
  p_details json DEFAULT '{}') RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO app.audit_log (company_id, user_id, username, at, action, object, details)
  VALUES (p_company, p_user, p_username, clock_timestamp(), p_action, p_object, p_details) $$;

-- AFTER INSERT, UPDATE or DELETE; arguments: what it is, and the column that names it.
CREATE FUNCTION auth.audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  one jsonb := coalesce(after, before);
  v_details jsonb := '{}';
  v_company bigint := CASE TG_TABLE_NAME WHEN 'companies' THEN one ->> 'id' ELSE one ->> 'company_id' END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT coalesce(jsonb_object_agg(a.key, jsonb_build_array(before -> a.key, a.value)), '{}') INTO v_details
      FROM jsonb_each(after) a
     WHERE a.value IS DISTINCT FROM before -> a.key AND a.key <> ALL (ARRAY['password_hash', 'must_change_password',
           'created_at', 'updated_at', 'last_login', 'duplicate', 'started_at', 'completed_at']);
    IF v_details = '{}' THEN RETURN NULL; END IF;
  END IF;
  SELECT * INTO me FROM api.current_user_row();
  PERFORM auth.record(v_company, me.user_id, coalesce(me.username, session_user),
    TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '_added' WHEN 'UPDATE' THEN '_changed' ELSE '_deleted' END,
    one ->> TG_ARGV[1], v_details::json);
  RETURN NULL;
END $$;

CREATE FUNCTION auth.keep_audit_log() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN RAISE EXCEPTION 'The audit log is only ever added to.' USING ERRCODE = 'WB403'; END $$;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON app.audit_log FOR EACH ROW EXECUTE FUNCTION auth.keep_audit_log();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON app.audit_log FOR EACH STATEMENT EXECUTE FUNCTION auth.keep_audit_log();
CREATE TRIGGER audit AFTER UPDATE ON app.companies
  FOR EACH ROW EXECUTE FUNCTION auth.audit('company', 'company_name');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON app.users
  FOR EACH ROW EXECUTE FUNCTION auth.audit('user', 'username');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON app.projects
  FOR EACH ROW EXECUTE FUNCTION auth.audit('project', 'project_name');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON app.cycles
  FOR EACH ROW EXECUTE FUNCTION auth.audit('cycle', 'cycle_name');

-------------------------------------------------------------------------------------------------- rules

CREATE FUNCTION auth.guard_company() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  IF NOT auth.is_maintenance() THEN PERFORM auth.require_admin('change the company'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON app.companies FOR EACH ROW EXECUTE FUNCTION auth.guard_company();

-- Whether another active admin would be left; whoever asks the same of the company meanwhile waits.
CREATE FUNCTION auth.check_admin_left(p_user app.users) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE auth.company_logins l SET admins_changed_at = clock_timestamp() WHERE l.company_id = p_user.company_id;
  IF NOT EXISTS (SELECT FROM app.users u WHERE u.company_id = p_user.company_id AND u.id <> p_user.id
                 AND u.role = 'admin' AND u.is_active) THEN
    RAISE EXCEPTION '% is the last active admin. Make somebody else an admin first.', p_user.username
      USING ERRCODE = 'WB410';
  END IF;
END $$;

-- domain rules of usernames (company.checks), for whoever comes without the program.
CREATE FUNCTION auth.check_username(p_username text) RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_username IS NULL OR btrim(p_username) = '' THEN
    RAISE EXCEPTION 'The username is empty.' USING ERRCODE = 'WB400', COLUMN = 'username';
  ELSIF length(p_username) > 100 OR auth.without_controls(p_username) <> p_username THEN
    RAISE EXCEPTION 'A username has at most 100 characters, none of them a control character.'
      USING ERRCODE = 'WB400', COLUMN = 'username';
  END IF;
END $$;

-- A text that does nothing to the screen or terminal it is shown on.
CREATE FUNCTION auth.without_controls(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(p_text, E'[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]', E'\ufffd', 'g');

CREATE FUNCTION auth.guard_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; loses_admin boolean;
BEGIN
  NEW.created_at := OLD.created_at;
  IF NEW.username IS DISTINCT FROM OLD.username THEN NEW.duplicate := false; END IF;
  loses_admin := OLD.role = 'admin' AND OLD.is_active AND (NEW.role <> 'admin' OR NOT NEW.is_active);
  IF auth.is_maintenance() THEN RETURN NEW; END IF;
  -- What signing in changes comes here too, before anybody is signed in.
  IF (NEW.username, NEW.full_name, NEW.email, NEW.role, NEW.is_active, NEW.company_id)
     IS NOT DISTINCT FROM (OLD.username, OLD.full_name, OLD.email, OLD.role, OLD.is_active, OLD.company_id) THEN
    NEW.updated_at := OLD.updated_at;
    RETURN NEW;
  END IF;
  NEW.updated_at := clock_timestamp();
  IF NEW.username <> OLD.username THEN PERFORM auth.check_username(NEW.username); END IF;
  IF loses_admin THEN PERFORM auth.check_admin_left(OLD); END IF;
  SELECT * INTO me FROM auth.require_user();   -- after the wait: one may have been demoted meanwhile
  IF NEW.id = me.user_id AND (NEW.role <> OLD.role OR NOT NEW.is_active) THEN
    RAISE EXCEPTION 'You cannot take your own rights or deactivate yourself. Ask another admin.'
      USING ERRCODE = 'WB410';
  END IF;
  IF me.role <> 'admin' AND (NEW.id <> me.user_id OR (NEW.username, NEW.role, NEW.is_active)
     IS DISTINCT FROM (OLD.username, OLD.role, OLD.is_active)) THEN
    PERFORM auth.require_admin('manage users');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION auth.guard_user();

CREATE FUNCTION auth.end_sign_ins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE auth.sign_ins s SET ended_at = clock_timestamp() WHERE s.user_id = NEW.id AND s.ended_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER end_sign_ins AFTER UPDATE ON app.users FOR EACH ROW
  WHEN (OLD.password_hash <> NEW.password_hash OR OLD.role = 'admin' AND NEW.role <> 'admin'
        OR OLD.is_active AND NOT NEW.is_active)
  EXECUTE FUNCTION auth.end_sign_ins();

CREATE FUNCTION auth.guard_user_deletion() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF auth.is_maintenance() THEN RETURN OLD; END IF;
  IF EXISTS (SELECT FROM app.sync_sessions s
              WHERE s.company_id = OLD.company_id AND OLD.id IN (s.user_id, s.lease_user_id)) THEN
    RAISE EXCEPTION '% has uploads in the history, so deleting is not possible. Deactivate the account instead.',
      OLD.username USING ERRCODE = 'WB410';
  END IF;
  IF OLD.role = 'admin' AND OLD.is_active THEN PERFORM auth.check_admin_left(OLD); END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER guard_deletion BEFORE DELETE ON app.users
  FOR EACH ROW EXECUTE FUNCTION auth.guard_user_deletion();

-- Prefixes that share a bucket and an endpoint never overlap, whosever they are.
CREATE FUNCTION auth.endpoint(p_url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(rtrim(coalesce(p_url, ''), '/'));

-- Where the objects of a bucket are, in one spelling. Not leakproof, and it must not be: the index on it is not to be
-- searched by clients for other companies' buckets, the rows that a policy then hides being told by EXPLAIN (ANALYZE).
CREATE FUNCTION auth.place(p_bucket text, p_url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN auth.endpoint(p_url) || ' ' || p_bucket;
-- Written out as auth.place is: clients who insert could not call that.
CREATE INDEX ix_projects_place ON app.projects ((lower(rtrim(coalesce(endpoint_url, ''), '/')) || ' ' || bucket_name));
-- bcrypt as pgcrypto knows it; it does not complain of others, it hashes them another way.
ALTER TABLE app.users ADD CONSTRAINT ck_users_password_hash CHECK (password_hash ~ '^\$2a\$1[0-9]\$.{53}$');

-- Who holds a place keeps others waiting, of other companies too, but not for long.
CREATE FUNCTION auth.check_prefix(p_cycle bigint, p_bucket text, p_url text, p_prefix text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE v_place constant text := auth.place(p_bucket, p_url);
BEGIN
  BEGIN
    INSERT INTO auth.places AS p VALUES (v_place, clock_timestamp())
      ON CONFLICT (place) DO UPDATE SET changed_at = clock_timestamp();
  EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION 'Somebody else is changing prefixes in the bucket %. Try again in a minute.', p_bucket
      USING ERRCODE = 'WB410';
  END;
  IF EXISTS (SELECT FROM app.projects p JOIN app.cycles c ON c.company_id = p.company_id AND c.project_id = p.id
              WHERE auth.place(p.bucket_name, p.endpoint_url) = v_place AND c.id <> p_cycle
                AND (starts_with(c.s3_prefix, p_prefix) OR starts_with(p_prefix, c.s3_prefix))) THEN
    RAISE EXCEPTION 'The prefix % overlaps another cycle''s in the bucket %. Choose another.', p_prefix, p_bucket
      USING ERRCODE = 'WB409';
  END IF;
END $$;

CREATE FUNCTION auth.guard_project() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one app.cycles;
  v_is_client constant boolean := NOT auth.is_maintenance();
  v_not_redirecting constant text[] := ARRAY['project_name', 'description', 'is_active', 'updated_at', 'duplicate'];
BEGIN
  -- Policies ask once per statement, and a statement may take long; the sign-in may have ended meanwhile.
  IF v_is_client THEN PERFORM auth.require_user(); END IF;
  IF TG_OP = 'INSERT' THEN
    IF v_is_client THEN
      NEW.created_at := clock_timestamp();
      NEW.updated_at := NEW.created_at;
      NEW.duplicate := false;
    END IF;
    RETURN NEW;
  END IF;
  NEW.updated_at := clock_timestamp();
  NEW.created_at := OLD.created_at;
  IF NEW.project_name IS DISTINCT FROM OLD.project_name THEN NEW.duplicate := false; END IF;
  IF v_is_client AND to_jsonb(NEW) - v_not_redirecting <> to_jsonb(OLD) - v_not_redirecting THEN
    PERFORM auth.require_admin('change the bucket, region, endpoint or credentials of projects');
  END IF;
  IF auth.place(NEW.bucket_name, NEW.endpoint_url) <> auth.place(OLD.bucket_name, OLD.endpoint_url) THEN
    FOR one IN SELECT * FROM app.cycles c WHERE c.company_id = OLD.company_id AND c.project_id = OLD.id LOOP
      PERFORM auth.check_prefix(one.id, NEW.bucket_name, NEW.endpoint_url, one.s3_prefix);
    END LOOP;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON app.projects FOR EACH ROW EXECUTE FUNCTION auth.guard_project();

CREATE FUNCTION auth.guard_cycle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE place app.projects; v_now timestamptz := clock_timestamp();
BEGIN
  IF auth.is_maintenance() THEN RETURN NEW; END IF;
  PERFORM auth.require_user();
  NEW.updated_at := v_now;
  IF TG_OP = 'INSERT' THEN
    NEW.created_at := v_now;
    NEW.duplicate := false;
    NEW.metadata := '{}';   -- of earlier systems only; JSON can be made that no program reads
    NEW.started_at := CASE WHEN NEW.status IN ('active', 'completed') THEN v_now END;
    NEW.completed_at := CASE WHEN NEW.status = 'completed' THEN v_now END;
  ELSE
    NEW.created_at := OLD.created_at;
    NEW.started_at := OLD.started_at;
    NEW.completed_at := OLD.completed_at;
    IF (NEW.cycle_number, NEW.s3_prefix) IS DISTINCT FROM (OLD.cycle_number, OLD.s3_prefix) THEN
      NEW.duplicate := false;
    END IF;
    IF NEW.status <> OLD.status THEN
      NEW.started_at := CASE NEW.status WHEN 'planned' THEN NULL WHEN 'archived' THEN OLD.started_at
                                        ELSE coalesce(OLD.started_at, v_now) END;
      NEW.completed_at := CASE NEW.status WHEN 'completed' THEN v_now WHEN 'archived' THEN OLD.completed_at END;
    END IF;
    IF NEW.s3_prefix = OLD.s3_prefix AND NEW.project_id = OLD.project_id THEN RETURN NEW; END IF;
    PERFORM auth.require_admin('change the prefix of cycles');
  END IF;
  IF NEW.s3_prefix !~ '^[^/].*/$' OR NEW.s3_prefix ~ '(^|/)\.{0,2}/' THEN
    RAISE EXCEPTION 'A prefix is a path like survey/cycle-001/: no empty, . or .. part, no slash in front.'
      USING ERRCODE = 'WB400', COLUMN = 's3_prefix';
  END IF;
  -- Shared: the project stays in its bucket until this cycle is seen by whoever moves it.
  SELECT * INTO place FROM app.projects p WHERE p.id = NEW.project_id AND p.company_id = NEW.company_id FOR SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'There is no such project.' USING ERRCODE = 'WB404'; END IF;
  PERFORM auth.check_prefix(coalesce(NEW.id, 0), place.bucket_name, place.endpoint_url, NEW.s3_prefix);
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON app.cycles FOR EACH ROW EXECUTE FUNCTION auth.guard_cycle();

-- An upload that is being sent stays, also when what holds it is deleted: cascades pass row-level security by, but no
-- trigger.
CREATE FUNCTION auth.is_active(p app.sync_sessions) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT p.status IN ('pending', 'in_progress', 'paused')
   AND coalesce(p.last_seen_at, p.created_at) > clock_timestamp() - interval '15 minutes' $$;

CREATE FUNCTION auth.guard_session_deletion() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF auth.is_active(OLD) THEN
    RAISE EXCEPTION 'An upload is being sent from %. Wait until it has ended, or cancel it there.',
      coalesce(nullif(OLD.workstation, ''), 'a workstation') USING ERRCODE = 'WB410';
  END IF;
  INSERT INTO app.deleted_sessions (company_id, client_uuid, deleted_at)
  VALUES (OLD.company_id, OLD.client_uuid, clock_timestamp()) ON CONFLICT DO NOTHING;
  RETURN OLD;
END $$;
CREATE TRIGGER guard_deletion BEFORE DELETE ON app.sync_sessions
  FOR EACH ROW EXECUTE FUNCTION auth.guard_session_deletion();

-- domain.states.check_file_change
CREATE FUNCTION auth.guard_file() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is % and cannot become % again.', NEW.relative_path, OLD.status, NEW.status
    USING ERRCODE = 'WB461';
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON app.file_uploads FOR EACH ROW
  WHEN (OLD.status <> NEW.status AND (OLD.status IN ('uploaded', 'cancelled', 'skipped', 'blocked')
        OR NEW.status IN ('skipped', 'blocked')))
  EXECUTE FUNCTION auth.guard_file();

-------------------------------------------------------------------------------------------------- signing in

CREATE FUNCTION auth.check_new_password(p_username text, p_password text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_password IS NULL OR length(p_password) < 8 THEN
    RAISE EXCEPTION 'A password has at least 8 characters.' USING ERRCODE = 'WB400', COLUMN = 'password';
  ELSIF octet_length(p_password) > 72 THEN
    RAISE EXCEPTION 'A password has at most 72 bytes.' USING ERRCODE = 'WB400', COLUMN = 'password';
  ELSIF lower(p_password) = lower(p_username) THEN
    RAISE EXCEPTION 'A password is not the username.' USING ERRCODE = 'WB400', COLUMN = 'password';
  ELSIF lower(p_password) IN ('admin123', 'operator123') THEN
    RAISE EXCEPTION 'This is the demo''s password, which everybody knows. Choose another.'
      USING ERRCODE = 'WB400', COLUMN = 'password';
  END IF;
END $$;

CREATE FUNCTION auth.hashed(p_password text) RETURNS text LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$ SELECT ext.crypt(p_password, ext.gen_salt('bf', 12)) $$;

-- Signing in is two transactions. This one checks the password, writes the verdict down and returns a random name for
-- it, WHATEVER the verdict; `confirm_sign_in` tells it, and only if this transaction has been committed. One that is
-- rolled back tells nothing.
CREATE FUNCTION api.sign_in(p_username text, p_password text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_company bigint; v_user bigint; v_hash text; v_known boolean; v_ok boolean; v_attempt text;
  v_name text := auth.without_controls(coalesce(left(p_username, 100), ''));
  v_password text := p_password;
  -- The hash of nothing anybody knows: an unknown name takes as long.
  v_nobody constant text := '$2a$12$C6UzMDM.H6dfI/f/IKcEe.7GAJ1WBjwnmrUO0cOJ4VbSdDpRhLk5e';
BEGIN
  SELECT l.company_id INTO v_company FROM auth.company_logins l WHERE l.login_role = session_user;
  IF v_company IS NULL THEN
    RAISE EXCEPTION 'This login belongs to no company.' USING ERRCODE = 'WB403';
  END IF;
  IF v_password IS NULL OR octet_length(v_password) > 72 THEN v_password := ''; END IF;
  -- Everybody of the company is read, whatever the name: EXPLAIN (BUFFERS) tells how much was. A name that several
  -- have since they were taken over is whose is spelled just so.
  SELECT u.id, u.password_hash, lower(u.username) = lower(v_name) INTO v_user, v_hash, v_known
    FROM app.users u WHERE u.company_id = v_company
   ORDER BY lower(u.username) = lower(v_name) DESC, u.username = v_name DESC, u.duplicate, u.id LIMIT 1;
  IF v_known IS NOT TRUE THEN v_user := 0; v_hash := v_nobody; END IF;
  v_ok := ext.crypt(v_password, v_hash) = v_hash AND v_user <> 0 AND v_password <> '';
  v_attempt := encode(ext.gen_random_bytes(32), 'hex');
  INSERT INTO auth.sign_in_attempts (company_id, name_key, name, address, attempt_hash, ok, user_id)
  VALUES (v_company, sha256(convert_to(v_company || E'\n' || lower(v_name), 'UTF8')), v_name,
    coalesce(inet_client_addr(), '0.0.0.0'), auth.hash_of(v_attempt), v_ok, v_user);
  RETURN v_attempt;
END $$;

-- What of a company's attempts nobody asked for any more is written to its log, for such guesses count too; what is
-- old goes. Rows that others hold wait for the next time: nobody keeps anybody from signing in.
CREATE FUNCTION auth.sweep_attempts(p_company bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH untold AS (
    UPDATE auth.sign_in_attempts t SET told = true WHERE t.id IN (
      SELECT o.id FROM auth.sign_in_attempts o WHERE o.company_id = p_company AND NOT o.told
         AND o.at < clock_timestamp() - interval '2 minutes' FOR UPDATE SKIP LOCKED)
    RETURNING t.name, t.at, t.address)
  INSERT INTO app.audit_log (company_id, username, at, action, object, details)
  SELECT p_company, u.name, u.at, 'sign_in_refused', host(u.address), '{}' FROM untold u ORDER BY u.at;
  DELETE FROM auth.sign_in_attempts t WHERE t.id IN (
    SELECT o.id FROM auth.sign_in_attempts o WHERE o.company_id = p_company
       AND o.at < clock_timestamp() - interval '1 day' FOR UPDATE SKIP LOCKED) $$;

-- The verdict of an attempt: 'not committed', 'locked', 'wrong', 'company inactive', 'user inactive' or 'ok'. It goes to
-- the log here, not where the password is checked: there an admin could read it before the attempt is committed.
CREATE FUNCTION auth.verdict(p_attempt text, OUT verdict text, OUT user_id bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  a auth.sign_in_attempts; v_last timestamptz; v_here int; v_all int;
  v_since constant timestamptz := clock_timestamp() - interval '15 minutes';
BEGIN
  SELECT t.* INTO a FROM auth.sign_in_attempts t JOIN auth.company_logins l ON l.company_id = t.company_id
   WHERE t.attempt_hash = auth.hash_of(p_attempt) AND t.at > clock_timestamp() - interval '2 minutes'
     AND NOT t.told AND l.login_role = session_user FOR UPDATE OF t;
  IF NOT FOUND OR pg_xact_status(a.xact) IS DISTINCT FROM 'committed' THEN
    verdict := 'not committed';
    RETURN;
  END IF;
  -- A success from this address clears what this address counts.
  SELECT max(t.at) INTO v_last FROM auth.sign_in_attempts t
   WHERE t.name_key = a.name_key AND t.address = a.address AND t.ok AND t.confirmed AND t.id <> a.id AND t.at > v_since;
  SELECT count(*) FILTER (WHERE t.address = a.address AND t.at > coalesce(v_last, '-infinity')), count(*)
    INTO v_here, v_all FROM auth.sign_in_attempts t
   WHERE t.name_key = a.name_key AND NOT t.ok AND t.id <> a.id AND t.at > v_since;
  IF v_here >= 5 OR v_all >= 100 THEN
    verdict := 'locked';
  ELSIF NOT a.ok THEN
    verdict := 'wrong';
  ELSE
    SELECT CASE WHEN NOT c.is_active THEN 'company inactive' WHEN NOT u.is_active THEN 'user inactive' ELSE 'ok' END,
           u.id INTO verdict, user_id
      FROM app.users u JOIN app.companies c ON c.id = u.company_id WHERE u.id = a.user_id;
    verdict := coalesce(verdict, 'wrong');   -- deleted meanwhile
  END IF;
  UPDATE auth.sign_in_attempts t SET told = true, confirmed = verdict = 'ok' WHERE t.id = a.id;
  PERFORM auth.record(a.company_id, user_id, a.name, CASE verdict WHEN 'ok' THEN 'sign_in_granted'
    WHEN 'locked' THEN 'sign_in_locked' ELSE 'sign_in_refused' END, host(a.address));
  PERFORM auth.sweep_attempts(a.company_id);
END $$;

CREATE FUNCTION auth.begin_sign_in(p_user bigint, p_access bytea, p_renewal bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_sign_in bigint;
BEGIN
  -- What nobody can use any more goes when its person comes.
  DELETE FROM auth.sign_ins s WHERE s.user_id = p_user AND s.created_at < clock_timestamp() - interval '30 minutes'
    AND NOT EXISTS (SELECT FROM auth.renewal_tokens t WHERE t.sign_in_id = s.id AND t.expires_at > clock_timestamp());
  INSERT INTO auth.sign_ins (user_id) VALUES (p_user) RETURNING id INTO v_sign_in;
  INSERT INTO auth.auth_sessions (token_hash, sign_in_id, expires_at)
  VALUES (p_access, v_sign_in, clock_timestamp() + interval '30 minutes');
  INSERT INTO auth.renewal_tokens (token_hash, sign_in_id, expires_at)
  VALUES (p_renewal, v_sign_in, clock_timestamp() + interval '7 days');
  UPDATE app.users u SET last_login = clock_timestamp() WHERE u.id = p_user;
END $$;

CREATE FUNCTION api.confirm_sign_in(p_attempt text, p_access bytea, p_renewal bytea) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v record;
BEGIN
  SELECT * INTO v FROM auth.verdict(p_attempt);
  IF v.verdict = 'ok' THEN
    PERFORM auth.begin_sign_in(v.user_id, p_access, p_renewal);
  END IF;
  RETURN v.verdict;
END $$;

-- As confirm_sign_in, of an attempt with the old password.
CREATE FUNCTION api.change_password(p_attempt text, p_new text, p_access bytea, p_renewal bytea) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v record; one app.users;
BEGIN
  SELECT * INTO v FROM auth.verdict(p_attempt);
  IF v.verdict = 'ok' THEN
    SELECT * INTO one FROM app.users u WHERE u.id = v.user_id;
    PERFORM auth.check_new_password(one.username, p_new);
    IF ext.crypt(p_new, one.password_hash) = one.password_hash THEN
      RAISE EXCEPTION 'This is the password you have. Choose another.' USING ERRCODE = 'WB400', COLUMN = 'password';
    END IF;
    UPDATE app.users u SET password_hash = auth.hashed(p_new), must_change_password = false WHERE u.id = v.user_id;
    PERFORM auth.begin_sign_in(v.user_id, p_access, p_renewal);
    PERFORM auth.record(one.company_id, one.id, one.username, 'password_changed', one.username);
  END IF;
  RETURN v.verdict;
END $$;

-- A renewal token is used once, for the next pair. The client makes that pair and sends its hashes: nothing is revealed
-- here that a rolled-back transaction could take along. Repeating the same pair within 60 s is a lost answer; any other
-- second use means that two have the token, and the whole sign-in ends.
CREATE FUNCTION api.renew(p_token text, p_access bytea, p_renewal bytea) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE t record; v_repeated boolean := false;
BEGIN
  SELECT r.*, s.ended_at, s.user_id, u.company_id, u.username, u.is_active, c.company_name,
         c.is_active AS company_is_active INTO t
    FROM auth.renewal_tokens r
    JOIN auth.sign_ins s ON s.id = r.sign_in_id
    JOIN app.users u ON u.id = s.user_id
    JOIN app.companies c ON c.id = u.company_id
    JOIN auth.company_logins l ON l.company_id = u.company_id
   WHERE r.token_hash = auth.hash_of(p_token) AND l.login_role = session_user
     AND r.xact IS DISTINCT FROM pg_current_xact_id_if_assigned()
     FOR UPDATE OF s, r;
  IF NOT FOUND OR t.expires_at <= clock_timestamp() THEN RETURN 'signed out'; END IF;
  IF NOT t.company_is_active THEN RETURN 'company inactive'; END IF;
  IF NOT t.is_active THEN RETURN 'user inactive'; END IF;
  IF t.ended_at IS NOT NULL THEN RETURN 'signed out'; END IF;
  IF t.used_at IS NOT NULL THEN
    v_repeated := t.next_hash = p_renewal AND t.used_at > clock_timestamp() - interval '60 seconds'
      AND EXISTS (SELECT FROM auth.renewal_tokens n WHERE n.token_hash = p_renewal AND n.used_at IS NULL);
    IF NOT v_repeated THEN
      UPDATE auth.sign_ins s SET ended_at = clock_timestamp() WHERE s.id = t.sign_in_id;
      PERFORM auth.record(t.company_id, t.user_id, t.username, 'sign_in_replayed', coalesce(host(inet_client_addr()), ''));
      RETURN 'signed out';
    END IF;
  ELSE
    UPDATE auth.renewal_tokens r SET used_at = clock_timestamp(), next_hash = p_renewal WHERE r.token_hash = t.token_hash;
    INSERT INTO auth.renewal_tokens (token_hash, sign_in_id, expires_at)
    VALUES (p_renewal, t.sign_in_id, clock_timestamp() + interval '7 days');
    DELETE FROM auth.auth_sessions x WHERE x.sign_in_id = t.sign_in_id AND x.expires_at < clock_timestamp();
    DELETE FROM auth.renewal_tokens x WHERE x.sign_in_id = t.sign_in_id AND x.expires_at < clock_timestamp();
  END IF;
  INSERT INTO auth.auth_sessions (token_hash, sign_in_id, expires_at)
  VALUES (p_access, t.sign_in_id, clock_timestamp() + interval '30 minutes');
  RETURN 'ok';
END $$;

CREATE FUNCTION api.sign_out() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  UPDATE auth.sign_ins s SET ended_at = clock_timestamp() FROM auth.auth_sessions t, app.users u, auth.company_logins l
   WHERE t.token_hash = auth.hash_of(current_setting('app.token', true)) AND s.id = t.sign_in_id AND s.ended_at IS NULL
     AND u.id = s.user_id AND l.company_id = u.company_id AND l.login_role = session_user $$;

-------------------------------------------------------------------------------------------------- writes by function

CREATE FUNCTION api.add_user(p_username text, p_full_name text, p_email text, p_role text, p_password text)
RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; v_id bigint;
BEGIN
  SELECT * INTO me FROM auth.require_admin('manage users');
  PERFORM auth.check_username(p_username);
  PERFORM auth.check_new_password(p_username, p_password);
  INSERT INTO app.users (company_id, username, full_name, email, role, password_hash, must_change_password)
  VALUES (me.company_id, p_username, coalesce(p_full_name, ''), coalesce(p_email, ''), p_role,
          auth.hashed(p_password), true) RETURNING id INTO v_id;
  RETURN v_id;
END $$;

CREATE FUNCTION api.reset_password(p_user bigint, p_password text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; one app.users;
BEGIN
  SELECT * INTO me FROM auth.require_admin('manage users');
  SELECT * INTO one FROM app.users u WHERE u.id = p_user AND u.company_id = me.company_id;
  IF NOT FOUND THEN RAISE EXCEPTION 'There is no such user.' USING ERRCODE = 'WB404'; END IF;
  IF p_user = me.user_id THEN
    RAISE EXCEPTION 'Your own password is changed with the old one.' USING ERRCODE = 'WB410';
  END IF;
  PERFORM auth.check_new_password(one.username, p_password);
  UPDATE app.users u SET password_hash = auth.hashed(p_password), must_change_password = true WHERE u.id = p_user;
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'password_reset', one.username);
END $$;

CREATE FUNCTION api.delete_user(p_user bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record;
BEGIN
  SELECT * INTO me FROM auth.require_admin('manage users');
  IF p_user = me.user_id THEN
    RAISE EXCEPTION 'You cannot delete yourself. Ask another admin.' USING ERRCODE = 'WB410';
  END IF;
  DELETE FROM app.users u WHERE u.id = p_user AND u.company_id = me.company_id;
  IF NOT FOUND THEN RAISE EXCEPTION 'There is no such user.' USING ERRCODE = 'WB404'; END IF;
  PERFORM auth.require_admin('manage users');   -- again: one may have been demoted while waiting
END $$;

CREATE FUNCTION api.delete_project(p_project bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record;
BEGIN
  SELECT * INTO me FROM auth.require_admin('delete projects');
  DELETE FROM app.projects p WHERE p.id = p_project AND p.company_id = me.company_id;
  IF NOT FOUND THEN RAISE EXCEPTION 'There is no such project.' USING ERRCODE = 'WB404'; END IF;
END $$;

CREATE FUNCTION api.delete_cycle(p_cycle bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record;
BEGIN
  SELECT * INTO me FROM auth.require_admin('delete cycles');
  DELETE FROM app.cycles c WHERE c.id = p_cycle AND c.company_id = me.company_id;
  IF NOT FOUND THEN RAISE EXCEPTION 'There is no such cycle.' USING ERRCODE = 'WB404'; END IF;
END $$;

-- domain.states.check_session_change
CREATE FUNCTION api.session_may_become(p_now text, p_then text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT p_now = p_then OR p_now NOT IN ('completed', 'cancelled') AND p_then <> 'pending' $$;

-- What clients read must be such that they can: no program takes the year infinity, and no addition all numbers there
-- are.
CREATE FUNCTION auth.is_sane(p_at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_at IS NULL OR p_at BETWEEN '1900-01-01Z' AND '3000-01-01Z';

CREATE FUNCTION auth.check_numbers(r app.sync_sessions) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT auth.is_sane(r.started_at) OR NOT auth.is_sane(r.completed_at)
     OR least(r.total_files, r.files_uploaded, r.files_skipped, r.files_failed, r.files_blocked, r.total_bytes,
              r.uploaded_bytes, r.revision, r.lease_epoch - 1) < 0
     OR greatest(r.total_files, r.files_uploaded, r.files_skipped, r.files_failed, r.files_blocked) > 1e12
     OR r.lease_epoch > 1e9 THEN
    RAISE EXCEPTION 'The record of this upload has a number or an instant that cannot be.' USING ERRCODE = 'WB461';
  END IF;
END $$;

-- One upload session as of its revision; an older one changes nothing.
CREATE FUNCTION api.deliver_session(p_record jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; known app.sync_sessions; r app.sync_sessions;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  r := jsonb_populate_record(NULL::app.sync_sessions, p_record);
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
      started_at, completed_at, last_seen_at)
    VALUES (r.client_uuid, r.revision, me.company_id, r.project_id, r.cycle_id, me.user_id, r.workstation,
      r.lease_owner, r.lease_epoch, r.s3_prefix, r.local_directory, r.aws_profile, r.max_workers, r.times_to_retry,
      r.use_find, r.status, r.total_files, r.files_uploaded, r.files_skipped, r.files_failed, r.files_blocked,
      r.total_bytes, r.uploaded_bytes, r.started_at, r.completed_at, clock_timestamp())
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
    last_seen_at = clock_timestamp(), updated_at = clock_timestamp()
  WHERE s.id = known.id;
END $$;

-- Raises unless the caller may write to an upload session with this epoch, which only a take-over raises. Whoever was
-- overtaken is told so first: that is what stops them sending.
CREATE FUNCTION auth.check_holder(p_known app.sync_sessions, p_epoch bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  IF p_epoch < p_known.lease_epoch THEN
    RAISE EXCEPTION '% has taken this upload over.', coalesce(nullif(p_known.lease_owner, ''), 'Another workstation')
      USING ERRCODE = 'WB462';
  END IF;
  IF me.role <> 'admin' AND me.user_id IS DISTINCT FROM p_known.user_id
     AND me.user_id IS DISTINCT FROM p_known.lease_user_id THEN
    RAISE EXCEPTION 'This upload is another person''s.' USING ERRCODE = 'WB461';
  END IF;
  IF p_epoch IS DISTINCT FROM p_known.lease_epoch THEN
    RAISE EXCEPTION 'Nobody has taken this upload over %.', coalesce(p_epoch - 1 || ' times', 'like this')
      USING ERRCODE = 'WB461';
  END IF;
END $$;

-- File rows of an upload session, column by column; each changes what is there if its revision is higher.
CREATE FUNCTION api.deliver_files(p_client_uuid text, p_epoch bigint, p_relative_path text[], p_revision bigint[],
  p_s3_key text[], p_size_bytes bigint[], p_mtime_ns bigint[], p_status text[], p_attempts int[], p_upload_id text[],
  p_etag text[], p_checksum text[], p_checksum_algorithm text[], p_error_code text[], p_error_message text[],
  p_started_at timestamptz[], p_completed_at timestamptz[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; known app.sync_sessions;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  -- Shared: several batches at once, but no take-over or deletion in between.
  SELECT * INTO known FROM app.sync_sessions s
   WHERE s.company_id = me.company_id AND s.client_uuid = p_client_uuid FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The company does not know the upload that these files belong to.' USING ERRCODE = 'WB461';
  END IF;
  PERFORM auth.check_holder(known, p_epoch);
  IF EXISTS (SELECT FROM unnest(p_started_at || p_completed_at) t(at) WHERE NOT auth.is_sane(t.at))
     OR EXISTS (SELECT FROM unnest(p_size_bytes) t(size) WHERE t.size < 0) THEN
    RAISE EXCEPTION 'The record of a file has a size or an instant that cannot be.' USING ERRCODE = 'WB461';
  END IF;
  INSERT INTO app.file_uploads AS f (company_id, session_id, relative_path, revision, s3_key, size_bytes, mtime_ns,
    status, attempts, upload_id, etag, checksum, checksum_algorithm, error_code, error_message, started_at, completed_at)
  SELECT me.company_id, known.id, u.* FROM unnest(p_relative_path, p_revision, p_s3_key, p_size_bytes, p_mtime_ns,
    p_status, p_attempts, p_upload_id, p_etag, p_checksum, p_checksum_algorithm, p_error_code, p_error_message,
    p_started_at, p_completed_at) u
  ON CONFLICT (company_id, session_id, relative_path) DO UPDATE SET revision = excluded.revision,
    s3_key = excluded.s3_key, size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns, status = excluded.status,
    attempts = excluded.attempts, upload_id = excluded.upload_id, etag = excluded.etag, checksum = excluded.checksum,
    checksum_algorithm = excluded.checksum_algorithm, error_code = excluded.error_code,
    error_message = excluded.error_message, started_at = excluded.started_at, completed_at = excluded.completed_at
  WHERE f.revision < excluded.revision;
END $$;

CREATE FUNCTION api.take_over(p_client_uuid text, p_lease_owner text) RETURNS void
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
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'upload_taken_over', p_client_uuid);
END $$;

CREATE FUNCTION api.delete_session(p_client_uuid text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record; known app.sync_sessions;
BEGIN
  SELECT * INTO me FROM auth.require_user();
  SELECT * INTO known FROM app.sync_sessions s
   WHERE s.company_id = me.company_id AND s.client_uuid = p_client_uuid FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'The company knows no such upload.' USING ERRCODE = 'WB404'; END IF;
  IF known.user_id IS DISTINCT FROM me.user_id THEN PERFORM auth.require_admin('change other people''s uploads'); END IF;
  DELETE FROM app.sync_sessions s WHERE s.id = known.id;
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'upload_deleted', p_client_uuid);
END $$;

-------------------------------------------------------------------------------------------------- policies and grants

ALTER TABLE app.companies        ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.users            ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.projects         ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.cycles           ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.sync_sessions    ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.file_uploads     ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.deleted_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.audit_log        ENABLE ROW LEVEL SECURITY;

-- Always (SELECT f()): so it is called once per statement, not once per row.
CREATE POLICY see ON app.companies FOR SELECT TO uploader_client USING (id = (SELECT api.current_company_id()));
CREATE POLICY see ON app.users FOR SELECT TO uploader_client USING (company_id = (SELECT api.current_company_id()));
CREATE POLICY see ON app.projects FOR SELECT TO uploader_client USING (company_id = (SELECT api.current_company_id()));
CREATE POLICY see ON app.cycles FOR SELECT TO uploader_client USING (company_id = (SELECT api.current_company_id()));
CREATE POLICY see ON app.sync_sessions FOR SELECT TO uploader_client
  USING (company_id = (SELECT api.current_company_id()));
CREATE POLICY see ON app.file_uploads FOR SELECT TO uploader_client
  USING (company_id = (SELECT api.current_company_id()));
CREATE POLICY see ON app.audit_log FOR SELECT TO uploader_client
  USING (company_id = (SELECT api.current_company_id()) AND (SELECT api.is_admin()));

CREATE POLICY change ON app.companies FOR UPDATE TO uploader_client
  USING (id = (SELECT api.current_company_id()) AND (SELECT api.is_admin()))
  WITH CHECK (id = (SELECT api.current_company_id()) AND (SELECT api.is_admin()));
CREATE POLICY change ON app.users FOR UPDATE TO uploader_client
  USING (company_id = (SELECT api.current_company_id()) AND
         ((SELECT api.is_admin()) OR id = (SELECT api.current_user_id())))
  WITH CHECK (company_id = (SELECT api.current_company_id()));
CREATE POLICY add ON app.projects FOR INSERT TO uploader_client
  WITH CHECK (company_id = (SELECT api.current_company_id()));
CREATE POLICY change ON app.projects FOR UPDATE TO uploader_client
  USING (company_id = (SELECT api.current_company_id())) WITH CHECK (company_id = (SELECT api.current_company_id()));
CREATE POLICY add ON app.cycles FOR INSERT TO uploader_client
  WITH CHECK (company_id = (SELECT api.current_company_id()));
CREATE POLICY change ON app.cycles FOR UPDATE TO uploader_client
  USING (company_id = (SELECT api.current_company_id())) WITH CHECK (company_id = (SELECT api.current_company_id()));

-- Columns only: UPDATE or DELETE on a whole table would also allow LOCK TABLE ... ACCESS EXCLUSIVE.
REVOKE ALL ON ALL TABLES IN SCHEMA app FROM PUBLIC;
GRANT SELECT ON app.alembic_version, app.companies, app.projects, app.cycles, app.sync_sessions, app.file_uploads,
  app.audit_log TO uploader_client;
GRANT SELECT (id, company_id, username, email, full_name, role, is_active, must_change_password, last_login, duplicate,
  created_at, updated_at) ON app.users TO uploader_client;
GRANT UPDATE (company_name, contact_email, updated_at) ON app.companies TO uploader_client;
GRANT UPDATE (username, email, full_name, role, is_active, updated_at) ON app.users TO uploader_client;
GRANT INSERT (company_id, project_name, bucket_name, region, endpoint_url, addressing_style, checksum_algorithm,
  checksum_location, never_overwrite, storage_class, sse, kms_key_id, credentials_source, role_arn, description,
  is_active, duplicate, created_at, updated_at),
  UPDATE (project_name, bucket_name, region, endpoint_url, addressing_style, checksum_algorithm, checksum_location,
  never_overwrite, storage_class, sse, kms_key_id, credentials_source, role_arn, description, is_active,
  updated_at) ON app.projects TO uploader_client;
GRANT INSERT (company_id, project_id, cycle_name, cycle_number, s3_prefix, status, description, metadata, started_at,
  completed_at, duplicate, created_at, updated_at),
  UPDATE (cycle_name, cycle_number, s3_prefix, status, description, updated_at) ON app.cycles TO uploader_client;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO uploader_client;

-- EXPLAIN tells estimates, to everybody, and they come from samples of all companies' values: no samples of texts but
-- those that are one of a list.
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT CASE c.relkind WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END AS kind, c.oid::regclass AS name,
           CASE c.relkind WHEN 'i' THEN a.attnum::text ELSE quote_ident(a.attname) END AS part
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_index i ON i.indexrelid = c.oid
     WHERE c.relnamespace = 'app'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
       AND (c.relkind = 'r' OR c.relkind = 'i' AND i.indkey[a.attnum - 1] = 0)
       AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'json'::regtype, 'jsonb'::regtype)
       AND a.attname NOT IN ('status', 'role', 'checksum_algorithm')
  LOOP
    EXECUTE format('ALTER %s %s ALTER COLUMN %s SET STATISTICS 0', one.kind, one.name, one.part);
  END LOOP;
END $$;
