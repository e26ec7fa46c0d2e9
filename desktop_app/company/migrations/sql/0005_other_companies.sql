-- What a client learns of other companies by trying, and what comes back after it was deleted. Run as the owner.

-- Triggers come before policies, and `guard` looks at the project, whosever it is: it would tell the numbers and the
-- buckets of other companies. By its name this one comes first.
CREATE FUNCTION auth.check_company() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE me record;
BEGIN
  IF auth.is_maintenance() THEN RETURN NEW; END IF;
  SELECT * INTO me FROM auth.require_user();
  IF NEW.company_id IS DISTINCT FROM me.company_id THEN
    RAISE EXCEPTION 'What is added belongs to one''s own company.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER company BEFORE INSERT ON app.cycles FOR EACH ROW EXECUTE FUNCTION auth.check_company();

-- deliver_session asks for a tombstone first and for the upload session then. One that is deleted in between would be
-- made anew.
CREATE FUNCTION auth.keep_deleted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM app.deleted_sessions d
              WHERE d.company_id = NEW.company_id AND d.client_uuid = NEW.client_uuid) THEN
    RAISE EXCEPTION 'This upload was deleted from the company''s history.' USING ERRCODE = 'WB461';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_deleted BEFORE INSERT ON app.sync_sessions FOR EACH ROW EXECUTE FUNCTION auth.keep_deleted();
