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
