-- For the time of taking over, in a schema of its own that is first in the search path and gone before the transaction
-- ends.

CREATE FUNCTION trimmed(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN nullif(btrim(v, E' \t\r\n'), '');

CREATE FUNCTION named(p_name text, p_id bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN coalesce(p_name || ' ', '') || '(id ' || p_id || ')';

CREATE FUNCTION as_number(v text) RETURNS numeric LANGUAGE sql IMMUTABLE
RETURN CASE WHEN btrim(v) ~ '^[+-]?\d{1,30}(\.\d*)?$' THEN btrim(v)::numeric END;

CREATE FUNCTION as_flag(v text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN CASE WHEN lower(btrim(v)) IN ('t', 'true', 'y', 'yes', 'on', '1', 'active', 'enabled') THEN true
            WHEN lower(btrim(v)) IN ('f', 'false', 'n', 'no', 'off', '0', 'inactive', 'disabled') THEN false END;

-- What Python's calendar has, with a day to spare for zones.
CREATE FUNCTION within_reach(v timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN CASE WHEN v >= '0001-01-02 00:00+00' AND v < '9999-12-31 00:00+00' THEN v END;

CREATE FUNCTION as_instant(v text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
  -- Neither words such as now, nor numbers, of which nobody says what they count.
  IF v !~ '^\s*\d{4}-\d\d-\d\d' THEN RETURN NULL; END IF;
  RETURN within_reach(v::timestamptz);
EXCEPTION WHEN data_exception THEN RETURN NULL;
END $$;

-- Nothing is lost: what is no JSON object becomes the value of one.
CREATE FUNCTION as_object(v text) RETURNS json LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF json_typeof(v::json) = 'object' THEN RETURN v::json; END IF;
  RETURN CASE WHEN json_typeof(v::json) = 'null' THEN '{}' ELSE json_build_object('value', v::json) END;
EXCEPTION WHEN data_exception THEN RETURN json_build_object('value', v);
END $$;

CREATE FUNCTION word(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN translate(lower(btrim(v)), ' -', '__');

CREATE FUNCTION session_status(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN word(v) IN ('pending', 'queued', 'created', 'new', 'scheduled', 'waiting') THEN 'pending'
  -- One that was interrupted shows as that once nothing was heard of it for a while.
  WHEN word(v) IN ('in_progress', 'running', 'active', 'uploading', 'syncing', 'processing', 'started', 'interrupted')
    THEN 'in_progress'
  WHEN word(v) = 'paused' THEN 'paused'
  WHEN word(v) IN ('completed', 'complete', 'success', 'successful', 'succeeded', 'done', 'finished', 'ok')
    THEN 'completed'
  WHEN word(v) IN ('completed_with_errors', 'completed_with_failures', 'partial', 'partially_completed',
    'partial_success') THEN 'completed_with_errors'
  WHEN word(v) IN ('failed', 'failure', 'error', 'errored') THEN 'failed'
  WHEN word(v) IN ('cancelled', 'canceled', 'aborted') THEN 'cancelled' END;

CREATE FUNCTION file_status(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN word(v) IN ('pending', 'queued', 'created', 'new', 'waiting') THEN 'pending'
  WHEN word(v) IN ('uploading', 'in_progress', 'running', 'active', 'started') THEN 'uploading'
  WHEN word(v) IN ('uploaded', 'completed', 'complete', 'success', 'successful', 'succeeded', 'done', 'finished', 'ok')
    THEN 'uploaded'
  WHEN word(v) IN ('failed', 'failure', 'error', 'errored') THEN 'failed'
  WHEN word(v) IN ('cancelled', 'canceled', 'aborted') THEN 'cancelled'
  WHEN word(v) IN ('skipped', 'exists', 'already_exists', 'unchanged') THEN 'skipped'
  WHEN word(v) = 'blocked' THEN 'blocked' END;

CREATE FUNCTION cycle_status(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN word(v) IN ('planned', 'pending', 'new', 'created', 'draft') THEN 'planned'
  WHEN word(v) IN ('active', 'in_progress', 'running', 'open', 'started') THEN 'active'
  WHEN word(v) IN ('completed', 'complete', 'done', 'finished', 'closed') THEN 'completed'
  WHEN word(v) = 'archived' THEN 'archived' END;

CREATE FUNCTION user_role(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN word(v) IN ('admin', 'administrator') THEN 'admin' WHEN word(v) = 'user' THEN 'user' END;

-- A bcrypt hash as pgcrypto writes it, NULL if it is of another kind or cost. $2b$ and $2y$ are what $2a$ is here. The
-- last character of the salt has 4 bits to spare, which pgcrypto writes as 0 and older passlib at random.
CREATE FUNCTION as_bcrypt(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN v ~ '^\$2[aby]\$1[0-9]\$[./A-Za-z0-9]{53}$' THEN
  '$2a' || substr(v, 4, 25) || translate(substr(v, 29, 1),
    './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    '................OOOOOOOOOOOOOOOOeeeeeeeeeeeeeeeeuuuuuuuuuuuuuuuu') || substr(v, 30) END;

-- The hash of nothing anybody knows.
CREATE FUNCTION nobodys_hash() RETURNS text LANGUAGE sql VOLATILE
RETURN '$2a$12$' || left(translate(encode(ext.gen_random_bytes(42), 'base64'), '+', '.'), 21) || 'O'
  || left(translate(encode(ext.gen_random_bytes(42), 'base64'), '+', '.'), 31);

-- uuid5 of "COMPANY/SESSION": the same upload has the same name whenever it is taken over.
CREATE FUNCTION uuid_of(p_company bigint, p_session bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  h bytea := substr(ext.digest(decode('8f6e2b0c5d1f5a8c9e3b7a4d6c0f1e25', 'hex')
    || convert_to(p_company || '/' || p_session, 'UTF8'), 'sha1'), 1, 16);
BEGIN
  h := set_byte(h, 6, get_byte(h, 6) & 15 | 80);
  h := set_byte(h, 8, get_byte(h, 8) & 63 | 128);
  RETURN encode(h, 'hex')::uuid::text;
END $$;

-- A prefix is the name of a folder: abc is no part of abcd.
CREATE FUNCTION as_prefix(v text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN v = '' OR v LIKE '%/' THEN v ELSE v || '/' END;

-- A path inside a folder, if that is where it begins; Windows' folders too.
CREATE FUNCTION inside(p_path text, p_folder text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN rtrim(p_folder, '/\') <> '' AND substr(p_path, length(rtrim(p_folder, '/\')) + 1, 1) IN ('/', '\')
             AND starts_with(p_path, rtrim(p_folder, '/\'))
            THEN coalesce(nullif(ltrim(substr(p_path, length(rtrim(p_folder, '/\')) + 1), '/\'), ''), p_path)
            ELSE p_path END;

-- A code that no company has: C7, or C7x.
CREATE FUNCTION free_code(p_company bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE code text := 'C' || p_company;
BEGIN
  WHILE EXISTS (SELECT FROM old_companies o WHERE lower(trimmed(o.company_code)) = lower(code)) LOOP
    code := code || 'x';
  END LOOP;
  RETURN code;
END $$;
