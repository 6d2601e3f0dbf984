-- Which versions of rows each catalog holds, by key and xmin: equal in a snapshot and after it means that no row of the
-- catalog was committed in between, so that functions of the catalog, which see the latest, saw the snapshot's.
-- Temporary objects of others come and go and are left out. What is hashed has 32 bits (hashint8extended folds more), all
-- else is its seed: so the hash has 64 bits, and mixes.
WITH lasting AS (
    SELECT oid FROM pg_catalog.pg_class WHERE relpersistence <> 't'
)
SELECT v.catalog, pg_catalog.count(*) AS rows,
       pg_catalog.sum(pg_catalog.hashint8extended(v.xmin::text::bigint, v.key))::text AS stamp
FROM (SELECT 'pg_class' AS catalog, c.xmin, c.oid::bigint AS key
      FROM pg_catalog.pg_class c
      WHERE c.relpersistence <> 't'
      UNION ALL
      SELECT 'pg_attribute', c.xmin, c.attrelid::bigint * 65536 + c.attnum
      FROM pg_catalog.pg_attribute c
      JOIN lasting r ON r.oid = c.attrelid
      UNION ALL
      SELECT 'pg_attrdef', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_attrdef c
      JOIN lasting r ON r.oid = c.adrelid
      UNION ALL
      SELECT 'pg_index', c.xmin, c.indexrelid::bigint
      FROM pg_catalog.pg_index c
      JOIN lasting r ON r.oid = c.indexrelid
      UNION ALL
      SELECT 'pg_inherits', c.xmin, (c.inhrelid::bigint << 32) + c.inhparent::bigint
      FROM pg_catalog.pg_inherits c
      JOIN lasting r ON r.oid = c.inhrelid
      UNION ALL
      SELECT 'pg_rewrite', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_rewrite c
      JOIN lasting r ON r.oid = c.ev_class
      UNION ALL
      SELECT 'pg_trigger', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_trigger c
      JOIN lasting r ON r.oid = c.tgrelid
      UNION ALL
      SELECT 'pg_policy', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_policy c
      JOIN lasting r ON r.oid = c.polrelid
      UNION ALL
      SELECT 'pg_partitioned_table', c.xmin, c.partrelid::bigint
      FROM pg_catalog.pg_partitioned_table c
      JOIN lasting r ON r.oid = c.partrelid
      UNION ALL
      SELECT 'pg_sequence', c.xmin, c.seqrelid::bigint
      FROM pg_catalog.pg_sequence c
      JOIN lasting r ON r.oid = c.seqrelid
      UNION ALL
      SELECT 'pg_foreign_table', c.xmin, c.ftrelid::bigint
      FROM pg_catalog.pg_foreign_table c
      JOIN lasting r ON r.oid = c.ftrelid
      UNION ALL
      SELECT 'pg_statistic_ext', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_statistic_ext c
      JOIN lasting r ON r.oid = c.stxrelid
      UNION ALL
      SELECT 'pg_type', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_type c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.typnamespace AND n.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_constraint', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace AND n.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_namespace', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_namespace c
      WHERE c.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_proc', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_proc c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.pronamespace AND n.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_operator', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_operator c
      UNION ALL
      SELECT 'pg_opclass', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_opclass c
      UNION ALL
      SELECT 'pg_opfamily', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_opfamily c
      UNION ALL
      SELECT 'pg_amop', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_amop c
      UNION ALL
      SELECT 'pg_amproc', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_amproc c
      UNION ALL
      SELECT 'pg_am', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_am c
      UNION ALL
      SELECT 'pg_cast', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_cast c
      UNION ALL
      SELECT 'pg_collation', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_collation c
      UNION ALL
      SELECT 'pg_conversion', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_conversion c
      UNION ALL
      SELECT 'pg_language', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_language c
      UNION ALL
      SELECT 'pg_transform', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_transform c
      UNION ALL
      SELECT 'pg_ts_config', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_ts_config c
      UNION ALL
      SELECT 'pg_ts_dict', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_ts_dict c
      UNION ALL
      SELECT 'pg_ts_parser', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_ts_parser c
      UNION ALL
      SELECT 'pg_ts_template', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_ts_template c
      UNION ALL
      SELECT 'pg_extension', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_extension c
      UNION ALL
      SELECT 'pg_event_trigger', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_event_trigger c
      UNION ALL
      SELECT 'pg_publication', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_publication c
      UNION ALL
      SELECT 'pg_publication_rel', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_publication_rel c
      UNION ALL
      SELECT 'pg_publication_namespace', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_publication_namespace c
      UNION ALL
      SELECT 'pg_foreign_data_wrapper', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_foreign_data_wrapper c
      UNION ALL
      SELECT 'pg_foreign_server', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_foreign_server c
      UNION ALL
      SELECT 'pg_default_acl', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_default_acl c
      UNION ALL
      SELECT 'pg_enum', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_enum c
      UNION ALL
      SELECT 'pg_aggregate', c.xmin, c.aggfnoid::oid::bigint
      FROM pg_catalog.pg_aggregate c
      UNION ALL
      SELECT 'pg_range', c.xmin, c.rngtypid::bigint
      FROM pg_catalog.pg_range c
      UNION ALL
      SELECT 'pg_ts_config_map', c.xmin, pg_catalog.hashint8extended(c.mapcfg::bigint, (c.maptokentype::bigint << 32) + c.mapseqno)
      FROM pg_catalog.pg_ts_config_map c
      UNION ALL
      SELECT 'pg_description', c.xmin, pg_catalog.hashint8extended(c.objoid::bigint, (c.classoid::bigint << 32) + c.objsubid)
      FROM pg_catalog.pg_description c
      UNION ALL
      SELECT 'pg_seclabel', c.xmin, pg_catalog.hashint8extended(c.objoid::bigint, (c.classoid::bigint << 32) + c.objsubid)
      FROM pg_catalog.pg_seclabel c
      UNION ALL
      SELECT 'pg_init_privs', c.xmin, pg_catalog.hashint8extended(c.objoid::bigint, (c.classoid::bigint << 32) + c.objsubid)
      FROM pg_catalog.pg_init_privs c
      UNION ALL
      SELECT 'pg_depend', c.xmin, pg_catalog.hashint8extended(c.objid::bigint, (c.classid::bigint << 32) + c.refobjid::bigint)
      FROM pg_catalog.pg_depend c
      WHERE c.deptype IN ('e', 'x')
      UNION ALL
      SELECT 'pg_auth_members', c.xmin, pg_catalog.hashint8extended(c.member::bigint, (c.roleid::bigint << 32) + c.grantor::bigint)
      FROM pg_catalog.pg_auth_members c
      UNION ALL
      SELECT 'pg_db_role_setting', c.xmin, (c.setdatabase::bigint << 32) + c.setrole::bigint
      FROM pg_catalog.pg_db_role_setting c
      WHERE c.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d
                                  WHERE d.datname = pg_catalog.current_database()))
      UNION ALL
      SELECT 'pg_database', c.xmin, c.oid::bigint
      FROM pg_catalog.pg_database c
      WHERE c.datname = pg_catalog.current_database()
      UNION ALL
      SELECT 'pg_roles', '0'::xid, pg_catalog.hashtextextended(c.rolname, c.oid::bigint)
      FROM pg_catalog.pg_roles c
      UNION ALL
      SELECT 'pg_subscription', '0'::xid, pg_catalog.hashtextextended(
                 pg_catalog.format('%s %s %s', c.subname, c.subenabled, c.subpublications), c.oid::bigint)
      FROM pg_catalog.pg_subscription c) AS v
GROUP BY v.catalog
