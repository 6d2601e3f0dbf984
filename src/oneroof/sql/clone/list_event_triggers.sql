-- Event triggers: what they run, in which language, of which extension.
SELECT t.evtname::text          AS name,
       t.evtenabled::text       AS enabled,
       n.nspname || '.' || p.proname AS function,
       l.lanname::text          AS language,
       e.extname::text          AS extension
  FROM pg_catalog.pg_event_trigger t
  JOIN pg_catalog.pg_proc p ON p.oid = t.evtfoid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                                  AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 ORDER BY t.evtname COLLATE "C"
