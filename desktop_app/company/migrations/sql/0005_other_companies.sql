-- What a client learns of other companies by trying, what comes back after it was deleted, and which endpoints are one.
-- Run as the owner.

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

-- An endpoint in one spelling: without the port that its scheme has anyway, and Amazon's, which a project may name or
-- leave out, as nothing.
CREATE OR REPLACE FUNCTION auth.endpoint(p_url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
  regexp_replace(lower(rtrim(coalesce(p_url, ''), '/')), '^(http://[^/]*):80$|^(https://[^/]*):443$', '\1\2'),
  '^https?://s3[a-z0-9.-]*\.amazonaws\.com(\.cn)?$', '');

-- Written out as auth.place is, and without samples, both for the reasons given there. A text as its argument is: where
-- the cast comes later, the index is another expression's and never used.
DROP INDEX app.ix_projects_place;
CREATE INDEX ix_projects_place ON app.projects ((regexp_replace(
  regexp_replace(lower(rtrim(coalesce(endpoint_url::text, ''), '/')), '^(http://[^/]*):80$|^(https://[^/]*):443$', '\1\2'),
  '^https?://s3[a-z0-9.-]*\.amazonaws\.com(\.cn)?$', '') || ' ' || bucket_name));
ALTER INDEX app.ix_projects_place ALTER COLUMN 1 SET STATISTICS 0;
