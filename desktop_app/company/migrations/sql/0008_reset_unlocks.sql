-- An admin's new password opens a name that wrong passwords have locked. Run as the owner, as all of 0003 was.

-- A person's attempts that began no sign-in count no more; those nobody asked for are written to the log, as
-- auth.sweep_attempts does, for such guesses are guesses too. Rows that others hold stay: nobody keeps an admin waiting.
CREATE FUNCTION auth.forget_attempts(p_company bigint, p_username text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (
    DELETE FROM auth.sign_in_attempts t WHERE t.id IN (
      SELECT o.id FROM auth.sign_in_attempts o
       WHERE o.name_key = sha256(convert_to(p_company || E'\n' || lower(p_username), 'UTF8')) AND NOT o.confirmed
         FOR UPDATE SKIP LOCKED)
    RETURNING t.name, t.at, t.address, t.told)
  INSERT INTO app.audit_log (company_id, username, at, action, object, details)
  SELECT p_company, g.name, g.at, 'sign_in_refused', host(g.address), '{}' FROM gone g WHERE NOT g.told ORDER BY g.at $$;

-- As in 0003, and the name is not locked any more.
CREATE OR REPLACE FUNCTION api.reset_password(p_user bigint, p_password text) RETURNS void
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
  PERFORM auth.forget_attempts(me.company_id, one.username);
  PERFORM auth.record(me.company_id, me.user_id, me.username, 'password_reset', one.username);
END $$;
