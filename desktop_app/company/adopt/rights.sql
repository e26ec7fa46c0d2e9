-- What everybody may do in this database, as GRANT and REVOKE say it: the table before is how it was.
CREATE VIEW everybodys AS
SELECT 'DATABASE' AS kind, quote_ident(d.datname) AS object, a.privilege_type AS privilege
  FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
 WHERE d.datname = current_database() AND a.grantee = 0
UNION ALL
SELECT 'SCHEMA', quote_ident(n.nspname), a.privilege_type
  FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE a.grantee = 0
UNION ALL
SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, format('%I.%I', n.nspname, c.relname), a.privilege_type
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND a.grantee = 0
UNION ALL
SELECT 'TABLE', format('%I.%I', n.nspname, c.relname), format('%s (%I)', a.privilege_type, t.attname)
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
       aclexplode(t.attacl) a
 WHERE a.grantee = 0 AND NOT t.attisdropped
UNION ALL
SELECT 'ROUTINE', p.oid::regprocedure::text, a.privilege_type
  FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0
UNION ALL
SELECT 'LANGUAGE', quote_ident(l.lanname), a.privilege_type
  FROM pg_language l, aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a WHERE a.grantee = 0;

CREATE TABLE before AS SELECT * FROM everybodys;

-- Schemas that are neither PostgreSQL's nor ours.
CREATE VIEW foreign_schemas AS
SELECT oid, nspname FROM pg_namespace
 WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'app', 'auth', 'api', 'ext', current_schema());

CREATE VIEW our_roles AS
SELECT oid, rolname FROM pg_roles
 WHERE rolname = 'waybill_owner' OR rolname = 'uploader_client'
    OR (NOT rolsuper AND pg_has_role(oid, (SELECT c.oid FROM pg_roles c WHERE c.rolname = 'uploader_client'), 'MEMBER'));

CREATE VIEW foreign_relations AS
SELECT c.oid, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
       format('%I.%I', s.nspname, c.relname) AS object, s.oid AS schema
  FROM pg_class c JOIN foreign_schemas s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S');

-- Whose tables and schemas these are, and who was given rights there; 0 is everybody. Each of them, and who is a member of
-- one, is to keep what it has; others could not reach anything before either.
CREATE VIEW concerned AS
SELECT c.relowner AS role FROM foreign_relations f JOIN pg_class c USING (oid)
UNION
SELECT a.grantee FROM foreign_relations f JOIN pg_class c USING (oid), aclexplode(c.relacl) a
UNION
SELECT a.grantee FROM foreign_relations f JOIN pg_attribute t ON t.attrelid = f.oid, aclexplode(t.attacl) a
UNION
SELECT n.nspowner FROM foreign_schemas s JOIN pg_namespace n USING (oid)
UNION
SELECT a.grantee FROM foreign_schemas s JOIN pg_namespace n USING (oid), aclexplode(n.nspacl) a WHERE a.grantee <> 0
UNION
SELECT d.datdba FROM pg_database d WHERE d.datname = current_database()
UNION
SELECT a.grantee FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = current_database() AND a.grantee <> 0
UNION
SELECT a.grantee
  FROM pg_proc p JOIN foreign_schemas s ON s.oid = p.pronamespace,
       aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE p.prosecdef OR a.grantee <> 0
UNION
SELECT oid FROM pg_roles WHERE rolname IN ('pg_read_all_data', 'pg_write_all_data');

CREATE TABLE keepers AS
SELECT r.oid, r.rolname FROM pg_roles r
 WHERE NOT r.rolsuper AND r.rolname !~ '^pg_' AND r.oid NOT IN (SELECT o.oid FROM our_roles o)
   AND EXISTS (SELECT FROM concerned c WHERE c.role = 0 OR pg_has_role(r.oid, c.role, 'MEMBER'));

CREATE VIEW everybody_read AS
SELECT DISTINCT r.object FROM foreign_relations r JOIN before b USING (kind, object)
 WHERE kind = 'TABLE' AND b.privilege ~ '^SELECT';

CREATE VIEW rights_of_ours AS
SELECT f.kind, f.object, quote_ident(r.rolname) AS role
  FROM foreign_relations f JOIN pg_class c USING (oid), aclexplode(c.relacl) a JOIN our_roles r ON r.oid = a.grantee
UNION
SELECT f.kind, f.object, quote_ident(r.rolname)
  FROM foreign_relations f JOIN pg_attribute t ON t.attrelid = f.oid, aclexplode(t.attacl) a
  JOIN our_roles r ON r.oid = a.grantee
UNION
SELECT 'SCHEMA', quote_ident(n.nspname), quote_ident(r.rolname)
  FROM foreign_schemas s JOIN pg_namespace n USING (oid), aclexplode(n.nspacl) a JOIN our_roles r ON r.oid = a.grantee;

CREATE VIEW lost AS
SELECT kind, object, privilege FROM before EXCEPT SELECT kind, object, privilege FROM everybodys;

CREATE VIEW open_to_workstations AS
SELECT DISTINCT f.object FROM our_roles r CROSS JOIN foreign_relations f
 WHERE r.rolname <> 'waybill_owner' AND f.kind = 'TABLE'
   AND has_schema_privilege(r.oid, f.schema, 'USAGE') AND has_any_column_privilege(r.oid, f.oid, 'SELECT')
UNION
SELECT DISTINCT p.oid::regprocedure::text
  FROM our_roles r CROSS JOIN pg_proc p JOIN foreign_schemas s ON s.oid = p.pronamespace
 WHERE r.rolname <> 'waybill_owner' AND p.prosecdef
   AND has_schema_privilege(r.oid, s.oid, 'USAGE') AND has_function_privilege(r.oid, p.oid, 'EXECUTE');

CREATE VIEW readers AS
SELECT r.rolname FROM keepers r JOIN pg_roles p USING (oid)
 WHERE p.rolcanlogin AND EXISTS (SELECT FROM foreign_relations f WHERE f.kind = 'TABLE'
   AND has_schema_privilege(r.oid, f.schema, 'USAGE') AND has_any_column_privilege(r.oid, f.oid, 'SELECT'));
