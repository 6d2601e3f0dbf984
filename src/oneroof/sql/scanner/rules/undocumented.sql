-- An object without a comment: nobody but its author knows what it is for.
-- parameter kinds kind[] = ["schema", "table", "partitioned_table", "view", "materialized_view", "foreign_table", "function", "procedure", "aggregate"]: which kinds are looked at; of the catalog's alone, and no column.
WITH said AS MATERIALIZED (
    SELECT catalog.relname::pg_catalog.text AS catalog, comment.objoid
      FROM (SELECT classoid, objoid FROM pg_catalog.pg_description WHERE objsubid = 0 AND description <> ''
            UNION ALL
            -- A database's and a subscription's comment stand with those of what all databases share.
            SELECT classoid, objoid FROM pg_catalog.pg_shdescription WHERE description <> '') AS comment
      JOIN pg_catalog.pg_class AS catalog ON catalog.oid = comment.classoid
)
SELECT tree.object_ref, pg_catalog.jsonb_build_object('kind', tree.kind) AS detail
  FROM {governance}.v_governance_object_tree AS tree
  JOIN (VALUES ('pg_database', ARRAY['database']), ('pg_namespace', ARRAY['schema']),
               ('pg_class', ARRAY['table', 'partitioned_table', 'partition', 'view', 'materialized_view', 'foreign_table',
                                  'sequence']),
               ('pg_proc', ARRAY['function', 'procedure', 'aggregate']),
               ('pg_type', ARRAY['type', 'enum', 'domain']),
               ('pg_trigger', ARRAY['trigger']), ('pg_policy', ARRAY['policy']), ('pg_rewrite', ARRAY['rule']),
               ('pg_statistic_ext', ARRAY['statistics']), ('pg_operator', ARRAY['operator']),
               ('pg_opclass', ARRAY['operator_class']), ('pg_opfamily', ARRAY['operator_family']),
               ('pg_collation', ARRAY['collation']), ('pg_conversion', ARRAY['conversion']),
               ('pg_ts_config', ARRAY['text_search_configuration']), ('pg_ts_dict', ARRAY['text_search_dictionary']),
               ('pg_ts_parser', ARRAY['text_search_parser']), ('pg_ts_template', ARRAY['text_search_template']),
               ('pg_event_trigger', ARRAY['event_trigger']), ('pg_extension', ARRAY['extension']),
               ('pg_publication', ARRAY['publication']), ('pg_subscription', ARRAY['subscription']),
               ('pg_foreign_data_wrapper', ARRAY['foreign_data_wrapper']), ('pg_foreign_server', ARRAY['foreign_server']),
               ('pg_language', ARRAY['language']), ('pg_am', ARRAY['access_method']), ('pg_cast', ARRAY['cast']),
               ('pg_transform', ARRAY['transform'])) AS home (catalog, kinds)
    ON tree.kind = ANY (home.kinds)
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.source = 'catalog'
   AND tree.kind = ANY ({kinds}::pg_catalog.text[])
   AND NOT EXISTS (SELECT FROM said WHERE said.catalog = home.catalog AND said.objoid = tree.object_oid)
