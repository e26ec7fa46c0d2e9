-- What only a superuser can take from PUBLIC, run once in the company's database. `waybill company check` says whether
-- it is in place.

-- No DO blocks, and no functions of one's own: they would run with other people's eyes on.
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
REVOKE USAGE ON LANGUAGE sql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql, sql TO waybill_owner;

-- Connections of one login see each other's queries, and can cancel and end each other.
REVOKE EXECUTE ON FUNCTION pg_cancel_backend(int), pg_terminate_backend(int, bigint) FROM PUBLIC;
REVOKE SELECT ON pg_stat_activity, pg_stat_replication, pg_stat_ssl, pg_stat_gssapi, pg_locks FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_stat_get_activity(int), pg_lock_status() FROM PUBLIC;

-- Statistics of the running transaction tell whether signing in has found a name.
REVOKE SELECT ON pg_stat_xact_user_tables, pg_stat_xact_all_tables, pg_stat_xact_sys_tables FROM PUBLIC;

-- Large objects belong to nobody's company and fill the disk, as messages in the log of changes do. Advisory locks fill
-- the table of locks, which all companies share.
DO $$
DECLARE one regprocedure;
BEGIN
  FOR one IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND (
      proname ~ '^(pg_stat_get_(xact|backend)_|pg_(try_)?advisory_)' OR proname IN ('lo_creat',
      'lo_create', 'lo_from_bytea', 'lo_open', 'lo_put', 'lowrite', 'lo_truncate', 'lo_truncate64', 'lo_unlink',
      'lo_import', 'lo_export', 'pg_logical_emit_message', 'pg_export_snapshot'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
  END LOOP;
END $$;
