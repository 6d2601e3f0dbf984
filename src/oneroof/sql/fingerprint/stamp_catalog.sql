-- Which versions of rows each catalog holds, by (oid, xmin): equal in a snapshot and after it means that no catalog row
-- was committed in between, so that functions of the catalog, which see the latest, saw the snapshot's. Temporary objects
-- of others come and go and are left out.
SELECT 'pg_class' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_class c
WHERE c.relpersistence <> 't'
UNION ALL
SELECT 'pg_attribute' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s', c.attrelid, c.attnum), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_attribute c
JOIN pg_catalog.pg_class r ON r.oid = c.attrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_attrdef' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_attrdef c
JOIN pg_catalog.pg_class r ON r.oid = c.adrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_index' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.indexrelid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_index c
JOIN pg_catalog.pg_class r ON r.oid = c.indexrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_inherits' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s', c.inhrelid, c.inhparent), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_inherits c
JOIN pg_catalog.pg_class r ON r.oid = c.inhrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_rewrite' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_rewrite c
JOIN pg_catalog.pg_class r ON r.oid = c.ev_class AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_trigger' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_trigger c
JOIN pg_catalog.pg_class r ON r.oid = c.tgrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_policy' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_policy c
JOIN pg_catalog.pg_class r ON r.oid = c.polrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_partitioned_table' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.partrelid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_partitioned_table c
JOIN pg_catalog.pg_class r ON r.oid = c.partrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_sequence' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.seqrelid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_sequence c
JOIN pg_catalog.pg_class r ON r.oid = c.seqrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_foreign_table' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.ftrelid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_foreign_table c
JOIN pg_catalog.pg_class r ON r.oid = c.ftrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_statistic_ext' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_statistic_ext c
JOIN pg_catalog.pg_class r ON r.oid = c.stxrelid AND r.relpersistence <> 't'
UNION ALL
SELECT 'pg_type' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_type c
JOIN pg_catalog.pg_namespace n ON n.oid = c.typnamespace AND n.nspname !~ '^pg_(toast_)?temp_'
UNION ALL
SELECT 'pg_constraint' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace AND n.nspname !~ '^pg_(toast_)?temp_'
UNION ALL
SELECT 'pg_namespace' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_namespace c
WHERE c.nspname !~ '^pg_(toast_)?temp_'
UNION ALL
SELECT 'pg_proc' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_proc c
UNION ALL
SELECT 'pg_operator' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_operator c
UNION ALL
SELECT 'pg_opclass' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_opclass c
UNION ALL
SELECT 'pg_opfamily' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_opfamily c
UNION ALL
SELECT 'pg_amop' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_amop c
UNION ALL
SELECT 'pg_amproc' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_amproc c
UNION ALL
SELECT 'pg_am' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_am c
UNION ALL
SELECT 'pg_cast' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_cast c
UNION ALL
SELECT 'pg_collation' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_collation c
UNION ALL
SELECT 'pg_conversion' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_conversion c
UNION ALL
SELECT 'pg_language' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_language c
UNION ALL
SELECT 'pg_transform' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_transform c
UNION ALL
SELECT 'pg_ts_config' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_ts_config c
UNION ALL
SELECT 'pg_ts_dict' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_ts_dict c
UNION ALL
SELECT 'pg_ts_parser' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_ts_parser c
UNION ALL
SELECT 'pg_ts_template' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_ts_template c
UNION ALL
SELECT 'pg_extension' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_extension c
UNION ALL
SELECT 'pg_event_trigger' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_event_trigger c
UNION ALL
SELECT 'pg_publication' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_publication c
UNION ALL
SELECT 'pg_publication_rel' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_publication_rel c
UNION ALL
SELECT 'pg_publication_namespace' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_publication_namespace c
UNION ALL
SELECT 'pg_foreign_data_wrapper' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_foreign_data_wrapper c
UNION ALL
SELECT 'pg_foreign_server' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_foreign_server c
UNION ALL
SELECT 'pg_default_acl' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_default_acl c
UNION ALL
SELECT 'pg_enum' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_enum c
UNION ALL
SELECT 'pg_auth_members' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s %s', c.roleid, c.member, c.grantor), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_auth_members c
UNION ALL
SELECT 'pg_aggregate' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.aggfnoid::oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_aggregate c
UNION ALL
SELECT 'pg_range' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.rngtypid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_range c
UNION ALL
SELECT 'pg_ts_config_map' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s %s', c.mapcfg, c.maptokentype, c.mapseqno), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_ts_config_map c
UNION ALL
SELECT 'pg_description' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s %s', c.classoid, c.objoid, c.objsubid), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_description c
UNION ALL
SELECT 'pg_seclabel' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s %s', c.classoid, c.objoid, c.objsubid), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_seclabel c
UNION ALL
SELECT 'pg_init_privs' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s %s', c.classoid, c.objoid, c.objsubid), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_init_privs c
UNION ALL
SELECT 'pg_depend' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s %s', c.classid, c.objid, c.refobjid), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_depend c
WHERE c.deptype IN ('e', 'x')
UNION ALL
SELECT 'pg_db_role_setting' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', pg_catalog.format('%s %s', c.setdatabase, c.setrole), c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_db_role_setting c
UNION ALL
SELECT 'pg_database' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.xmin), 0))::text AS stamp
FROM pg_catalog.pg_database c
WHERE c.datname = pg_catalog.current_database()
UNION ALL
SELECT 'pg_roles' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, c.rolname), 0))::text AS stamp
FROM pg_catalog.pg_roles c
UNION ALL
SELECT 'pg_subscription' AS catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %s', c.oid, pg_catalog.format('%s %s %s', c.subname, c.subenabled, c.subpublications)), 0))::text AS stamp
FROM pg_catalog.pg_subscription c
