-- An object of a kind that PostgreSQL itself gives an owner, and whose owner there, who may change and drop it, is not the role of its accountable owner, nor a member of that role.
-- parameter roles jsonb: an object with the name of the role of each principal; what belongs to others is left out.
SELECT resolved.object_ref,
       pg_catalog.jsonb_build_object(
           'owner', resolved.owner_ref, 'role', wanted.role_name, 'owner_in_postgresql', held.rolname) AS detail
  FROM {governance}.v_object_owner_resolution AS resolved
  JOIN {governance}.v_governance_object_tree AS tree ON tree.object_ref = resolved.object_ref
  JOIN pg_catalog.jsonb_each_text({roles}::pg_catalog.jsonb) AS wanted (owner_ref, role_name)
    ON wanted.owner_ref = resolved.owner_ref
  JOIN (SELECT ARRAY['table', 'partitioned_table', 'partition', 'view', 'materialized_view', 'foreign_table',
                     'sequence'] AS kinds, oid, relowner AS owner FROM pg_catalog.pg_class
        UNION ALL SELECT ARRAY['schema'], oid, nspowner FROM pg_catalog.pg_namespace
        UNION ALL SELECT ARRAY['function', 'procedure', 'aggregate'], oid, proowner FROM pg_catalog.pg_proc
        UNION ALL SELECT ARRAY['type', 'enum', 'domain'], oid, typowner FROM pg_catalog.pg_type
        UNION ALL SELECT ARRAY['database'], oid, datdba FROM pg_catalog.pg_database
        UNION ALL SELECT ARRAY['extension'], oid, extowner FROM pg_catalog.pg_extension
        UNION ALL SELECT ARRAY['statistics'], oid, stxowner FROM pg_catalog.pg_statistic_ext
        UNION ALL SELECT ARRAY['operator'], oid, oprowner FROM pg_catalog.pg_operator
        UNION ALL SELECT ARRAY['operator_class'], oid, opcowner FROM pg_catalog.pg_opclass
        UNION ALL SELECT ARRAY['operator_family'], oid, opfowner FROM pg_catalog.pg_opfamily
        UNION ALL SELECT ARRAY['collation'], oid, collowner FROM pg_catalog.pg_collation
        UNION ALL SELECT ARRAY['conversion'], oid, conowner FROM pg_catalog.pg_conversion
        UNION ALL SELECT ARRAY['text_search_configuration'], oid, cfgowner FROM pg_catalog.pg_ts_config
        UNION ALL SELECT ARRAY['text_search_dictionary'], oid, dictowner FROM pg_catalog.pg_ts_dict
        UNION ALL SELECT ARRAY['event_trigger'], oid, evtowner FROM pg_catalog.pg_event_trigger
        UNION ALL SELECT ARRAY['publication'], oid, pubowner FROM pg_catalog.pg_publication
        UNION ALL SELECT ARRAY['subscription'], oid, subowner FROM pg_catalog.pg_subscription
        UNION ALL SELECT ARRAY['language'], oid, lanowner FROM pg_catalog.pg_language
        UNION ALL SELECT ARRAY['foreign_data_wrapper'], oid, fdwowner FROM pg_catalog.pg_foreign_data_wrapper
        UNION ALL SELECT ARRAY['foreign_server'], oid, srvowner FROM pg_catalog.pg_foreign_server
       ) AS object (kinds, oid, owner)
    ON object.oid = tree.object_oid AND tree.kind = ANY (object.kinds)
  JOIN pg_catalog.pg_roles AS held ON held.oid = object.owner
  LEFT JOIN pg_catalog.pg_roles AS role ON role.rolname = wanted.role_name
 WHERE resolved.outcome = 'owned' AND tree.status <> 'member'
   AND held.oid IS DISTINCT FROM role.oid
   -- A superuser is reckoned a member of every role.
   AND (role.oid IS NULL OR held.rolsuper OR NOT pg_catalog.pg_has_role(held.oid, role.oid, 'MEMBER'))
