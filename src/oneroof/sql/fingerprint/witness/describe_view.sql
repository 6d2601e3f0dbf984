-- What a view or materialised view is to the witness: its text, its columns, its rule.
-- host oid
SELECT pg_catalog.pg_get_viewdef(c.oid) AS definition,
       ARRAY(SELECT pg_catalog.format('%%s %%s %%s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                                      a.attcollation)
             FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
       ARRAY['pg_catalog.pg_rewrite'] AS catalogs, ARRAY[r.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
WHERE c.oid = %(host)s::oid
