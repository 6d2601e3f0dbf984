-- The views and materialised views that one of them reads, and what those read, each with the views that it reads itself.
-- schema text, name text
WITH RECURSIVE uses AS (
    SELECT DISTINCT r.ev_class AS reader, d.refobjid AS used
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
    JOIN pg_catalog.pg_class c ON c.oid = d.refobjid AND c.relkind IN ('v', 'm') AND c.oid >= 16384
    WHERE r.rulename = '_RETURN'
), reached AS (
    SELECT c.oid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s::text AND c.relname = %(name)s::text AND c.relkind = 'm'
    UNION
    SELECT u.used FROM reached JOIN uses u ON u.reader = reached.oid
)
SELECT n.nspname::text AS schema,
       c.relname::text AS name,
       CASE c.relkind WHEN 'm' THEN 'materialized_view' ELSE 'view' END AS kind,
       (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(un.nspname, uc.relname)), '[]')
        FROM uses u
        JOIN pg_catalog.pg_class uc ON uc.oid = u.used
        JOIN pg_catalog.pg_namespace un ON un.oid = uc.relnamespace
        WHERE u.reader = c.oid) AS uses
FROM reached
JOIN pg_catalog.pg_class c ON c.oid = reached.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
