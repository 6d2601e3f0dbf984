-- Every role that owns something in this database, and the database itself: who restores it must be able to become each.
-- Members of an extension are left out: they come with the extension, whose own owner is in the list.
WITH owned AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS catalog, oid, relowner AS owner FROM pg_catalog.pg_class
     WHERE relpersistence <> 't'
    UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, proowner FROM pg_catalog.pg_proc
    UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typowner FROM pg_catalog.pg_type
    UNION ALL SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, nspowner FROM pg_catalog.pg_namespace
     WHERE nspname !~ '^pg_(toast_)?temp_'
    UNION ALL SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, oprowner FROM pg_catalog.pg_operator
    UNION ALL SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, opcowner FROM pg_catalog.pg_opclass
    UNION ALL SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, opfowner FROM pg_catalog.pg_opfamily
    UNION ALL SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, collowner FROM pg_catalog.pg_collation
    UNION ALL SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, conowner FROM pg_catalog.pg_conversion
    UNION ALL SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, oid, lanowner FROM pg_catalog.pg_language
    UNION ALL SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictowner FROM pg_catalog.pg_ts_dict
    UNION ALL SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, cfgowner FROM pg_catalog.pg_ts_config
    UNION ALL SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, stxowner FROM pg_catalog.pg_statistic_ext
    UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, fdwowner
                FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, srvowner FROM pg_catalog.pg_foreign_server
    UNION ALL SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, oid, evtowner FROM pg_catalog.pg_event_trigger
    UNION ALL SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, oid, pubowner FROM pg_catalog.pg_publication
    UNION ALL SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass, oid, extowner FROM pg_catalog.pg_extension
    UNION ALL SELECT 'pg_catalog.pg_largeobject'::pg_catalog.regclass, oid, lomowner
                FROM pg_catalog.pg_largeobject_metadata
    UNION ALL SELECT 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, s.subowner
                FROM pg_catalog.pg_subscription s
                JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
    UNION ALL SELECT 'pg_catalog.pg_default_acl'::pg_catalog.regclass, oid, defaclrole FROM pg_catalog.pg_default_acl
)
SELECT DISTINCT r.rolname::text AS name
  FROM owned o
  JOIN pg_catalog.pg_roles r ON r.oid = o.owner
 WHERE (o.oid >= 16384 AND r.rolname <> 'pg_database_owner'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                         WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype = 'e'))
    OR (o.oid = 2200 AND r.rolname <> 'pg_database_owner')
UNION
SELECT pg_catalog.pg_get_userbyid(d.datdba)::text
  FROM pg_catalog.pg_database d
 WHERE d.datname = pg_catalog.current_database()
 ORDER BY 1
