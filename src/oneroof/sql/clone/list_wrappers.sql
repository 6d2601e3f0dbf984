-- Foreign data wrappers; one without a handler can reach nothing.
SELECT w.fdwname::text AS name, w.fdwhandler <> 0 AS has_handler, e.extname::text AS extension
  FROM pg_catalog.pg_foreign_data_wrapper w
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass
                                  AND d.objid = w.oid AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 ORDER BY w.fdwname COLLATE "C"
