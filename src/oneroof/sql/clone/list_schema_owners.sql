-- Who owns something in which schema, and whether the schema's ACL itself lets that role create there ("granted").
WITH owned AS (
    SELECT relnamespace AS schema, relowner AS owner FROM pg_catalog.pg_class WHERE relpersistence <> 't'
    UNION SELECT pronamespace, proowner FROM pg_catalog.pg_proc
    UNION SELECT typnamespace, typowner FROM pg_catalog.pg_type
    UNION SELECT oprnamespace, oprowner FROM pg_catalog.pg_operator
    UNION SELECT opcnamespace, opcowner FROM pg_catalog.pg_opclass
    UNION SELECT opfnamespace, opfowner FROM pg_catalog.pg_opfamily
    UNION SELECT collnamespace, collowner FROM pg_catalog.pg_collation
    UNION SELECT connamespace, conowner FROM pg_catalog.pg_conversion
    UNION SELECT dictnamespace, dictowner FROM pg_catalog.pg_ts_dict
    UNION SELECT cfgnamespace, cfgowner FROM pg_catalog.pg_ts_config
    UNION SELECT stxnamespace, stxowner FROM pg_catalog.pg_statistic_ext
)
SELECT n.nspname::text AS schema, r.rolname::text AS role,
       EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) a
                WHERE a.grantee = r.oid AND a.privilege_type = 'CREATE') AS granted
  FROM owned o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.schema
  JOIN pg_catalog.pg_roles r ON r.oid = o.owner
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname !~ '^pg_(toast|temp)'
 ORDER BY n.nspname COLLATE "C", r.rolname COLLATE "C"
