-- Which versions of rows each catalog holds, by key and xmin: equal in a snapshot and after it means that no row of the
-- catalog was committed in between, so that functions of the catalog, which see the latest, saw the snapshot's.
-- Temporary objects of others come and go and are left out.
WITH lasting AS (
    SELECT oid FROM pg_catalog.pg_class WHERE relpersistence <> 't'
)
SELECT v.catalog, pg_catalog.count(*) AS rows, pg_catalog.sum(pg_catalog.hashtextextended(v.version, 0))::text AS stamp
FROM (SELECT 'pg_class' AS catalog, pg_catalog.format('%s %s', c.oid, c.xmin) AS version
      FROM pg_catalog.pg_class c
      WHERE c.relpersistence <> 't'
      UNION ALL
      SELECT 'pg_attribute', pg_catalog.format('%s %s %s', c.attrelid, c.attnum, c.xmin)
      FROM pg_catalog.pg_attribute c
      JOIN lasting r ON r.oid = c.attrelid
      UNION ALL
      SELECT 'pg_attrdef', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_attrdef c
      JOIN lasting r ON r.oid = c.adrelid
      UNION ALL
      SELECT 'pg_index', pg_catalog.format('%s %s', c.indexrelid, c.xmin)
      FROM pg_catalog.pg_index c
      JOIN lasting r ON r.oid = c.indexrelid
      UNION ALL
      SELECT 'pg_inherits', pg_catalog.format('%s %s %s', c.inhrelid, c.inhparent, c.xmin)
      FROM pg_catalog.pg_inherits c
      JOIN lasting r ON r.oid = c.inhrelid
      UNION ALL
      SELECT 'pg_rewrite', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_rewrite c
      JOIN lasting r ON r.oid = c.ev_class
      UNION ALL
      SELECT 'pg_trigger', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_trigger c
      JOIN lasting r ON r.oid = c.tgrelid
      UNION ALL
      SELECT 'pg_policy', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_policy c
      JOIN lasting r ON r.oid = c.polrelid
      UNION ALL
      SELECT 'pg_partitioned_table', pg_catalog.format('%s %s', c.partrelid, c.xmin)
      FROM pg_catalog.pg_partitioned_table c
      JOIN lasting r ON r.oid = c.partrelid
      UNION ALL
      SELECT 'pg_sequence', pg_catalog.format('%s %s', c.seqrelid, c.xmin)
      FROM pg_catalog.pg_sequence c
      JOIN lasting r ON r.oid = c.seqrelid
      UNION ALL
      SELECT 'pg_foreign_table', pg_catalog.format('%s %s', c.ftrelid, c.xmin)
      FROM pg_catalog.pg_foreign_table c
      JOIN lasting r ON r.oid = c.ftrelid
      UNION ALL
      SELECT 'pg_statistic_ext', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_statistic_ext c
      JOIN lasting r ON r.oid = c.stxrelid
      UNION ALL
      SELECT 'pg_type', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_type c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.typnamespace AND n.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_constraint', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace AND n.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_namespace', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_namespace c
      WHERE c.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_proc', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_proc c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.pronamespace AND n.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT 'pg_operator', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_operator c
      UNION ALL
      SELECT 'pg_opclass', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_opclass c
      UNION ALL
      SELECT 'pg_opfamily', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_opfamily c
      UNION ALL
      SELECT 'pg_amop', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_amop c
      UNION ALL
      SELECT 'pg_amproc', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_amproc c
      UNION ALL
      SELECT 'pg_am', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_am c
      UNION ALL
      SELECT 'pg_cast', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_cast c
      UNION ALL
      SELECT 'pg_collation', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_collation c
      UNION ALL
      SELECT 'pg_conversion', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_conversion c
      UNION ALL
      SELECT 'pg_language', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_language c
      UNION ALL
      SELECT 'pg_transform', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_transform c
      UNION ALL
      SELECT 'pg_ts_config', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_ts_config c
      UNION ALL
      SELECT 'pg_ts_dict', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_ts_dict c
      UNION ALL
      SELECT 'pg_ts_parser', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_ts_parser c
      UNION ALL
      SELECT 'pg_ts_template', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_ts_template c
      UNION ALL
      SELECT 'pg_extension', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_extension c
      UNION ALL
      SELECT 'pg_event_trigger', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_event_trigger c
      UNION ALL
      SELECT 'pg_publication', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_publication c
      UNION ALL
      SELECT 'pg_publication_rel', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_publication_rel c
      UNION ALL
      SELECT 'pg_publication_namespace', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_publication_namespace c
      UNION ALL
      SELECT 'pg_foreign_data_wrapper', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_foreign_data_wrapper c
      UNION ALL
      SELECT 'pg_foreign_server', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_foreign_server c
      UNION ALL
      SELECT 'pg_default_acl', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_default_acl c
      UNION ALL
      SELECT 'pg_enum', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_enum c
      UNION ALL
      SELECT 'pg_aggregate', pg_catalog.format('%s %s', c.aggfnoid, c.xmin)
      FROM pg_catalog.pg_aggregate c
      UNION ALL
      SELECT 'pg_range', pg_catalog.format('%s %s', c.rngtypid, c.xmin)
      FROM pg_catalog.pg_range c
      UNION ALL
      SELECT 'pg_ts_config_map', pg_catalog.format('%s %s %s %s', c.mapcfg, c.maptokentype, c.mapseqno, c.xmin)
      FROM pg_catalog.pg_ts_config_map c
      UNION ALL
      SELECT 'pg_description', pg_catalog.format('%s %s %s %s', c.classoid, c.objoid, c.objsubid, c.xmin)
      FROM pg_catalog.pg_description c
      UNION ALL
      SELECT 'pg_seclabel', pg_catalog.format('%s %s %s %s', c.classoid, c.objoid, c.objsubid, c.xmin)
      FROM pg_catalog.pg_seclabel c
      UNION ALL
      SELECT 'pg_init_privs', pg_catalog.format('%s %s %s %s', c.classoid, c.objoid, c.objsubid, c.xmin)
      FROM pg_catalog.pg_init_privs c
      UNION ALL
      SELECT 'pg_depend', pg_catalog.format('%s %s %s %s', c.classid, c.objid, c.refobjid, c.xmin)
      FROM pg_catalog.pg_depend c
      WHERE c.deptype IN ('e', 'x')
      UNION ALL
      SELECT 'pg_auth_members', pg_catalog.format('%s %s %s %s', c.roleid, c.member, c.grantor, c.xmin)
      FROM pg_catalog.pg_auth_members c
      UNION ALL
      SELECT 'pg_db_role_setting', pg_catalog.format('%s %s %s', c.setdatabase, c.setrole, c.xmin)
      FROM pg_catalog.pg_db_role_setting c
      WHERE c.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d
                                  WHERE d.datname = pg_catalog.current_database()))
      UNION ALL
      SELECT 'pg_database', pg_catalog.format('%s %s', c.oid, c.xmin)
      FROM pg_catalog.pg_database c
      WHERE c.datname = pg_catalog.current_database()
      UNION ALL
      SELECT 'pg_roles', pg_catalog.format('%s %s', c.oid, c.rolname)
      FROM pg_catalog.pg_roles c
      UNION ALL
      SELECT 'pg_subscription', pg_catalog.format('%s %s %s %s', c.oid, c.subname, c.subenabled, c.subpublications)
      FROM pg_catalog.pg_subscription c) AS v
GROUP BY v.catalog
