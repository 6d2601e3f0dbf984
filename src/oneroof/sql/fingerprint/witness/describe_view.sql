-- What a view or materialised view is to the witness: its text, its columns, and what its query depends on.
-- schema text (NULL: this session's temporary schema), name text
SELECT pg_catalog.pg_get_viewdef(c.oid) AS definition,
       ARRAY(SELECT pg_catalog.format('%%s %%s %%s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                                      a.attcollation)
             FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
       ARRAY(SELECT pg_catalog.format('%%s %%s %%s %%s', d.refclassid, d.refobjid, d.refobjsubid,
                                      d.deptype) AS dependency
             FROM pg_catalog.pg_rewrite r
             JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
             WHERE r.ev_class = c.oid AND r.rulename = '_RETURN'
               AND NOT (d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid)
             ORDER BY 1) AS dependencies
FROM pg_catalog.pg_class c
WHERE c.relkind IN ('v', 'm') AND c.relname = %(name)s::text
  AND c.relnamespace = coalesce((SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = %(schema)s::text),
                                CASE WHEN %(schema)s::text IS NULL THEN pg_catalog.pg_my_temp_schema() END)
