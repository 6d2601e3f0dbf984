-- The views of ours that the temporary view of a guard ranges over: those in the schema of the governance tables, and those
-- that bear a name of ours; found through views that are not ours, not through those that are.
WITH RECURSIVE ours AS (
    SELECT c.oid, s.nspname, c.relname,
           c.relname ~ '^v_(governance_|object_owner)' OR EXISTS (SELECT FROM pg_catalog.pg_class g
                                             WHERE g.relnamespace = c.relnamespace
                                               AND g.relname = 'governance_object_ownership') AS is_ours
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
     WHERE c.relkind = 'v'
), uses AS (
    SELECT r.ev_class AS view, d.refobjid AS used
      FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                                 AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
), reached AS (
    SELECT u.used FROM uses u
     WHERE u.view = (SELECT c.oid FROM pg_catalog.pg_class c
                      WHERE c.relname = 'oneroof_guard' AND c.relnamespace = pg_catalog.pg_my_temp_schema())
     UNION
    SELECT u.used
      FROM reached r
      JOIN ours o ON o.oid = r.used AND NOT o.is_ours
      JOIN uses u ON u.view = r.used
)
SELECT DISTINCT o.nspname::text AS schema, o.relname::text AS name
  FROM reached r
  JOIN ours o ON o.oid = r.used AND o.is_ours
 ORDER BY 1, 2
