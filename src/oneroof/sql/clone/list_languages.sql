-- Procedural languages that somebody installed, and the extension that each came with.
SELECT l.lanname::text AS name, l.lanpltrusted AS trusted, e.extname::text AS extension
  FROM pg_catalog.pg_language l
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_language'::pg_catalog.regclass AND d.objid = l.oid
                                  AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 WHERE l.lanispl
 ORDER BY l.lanname COLLATE "C"
