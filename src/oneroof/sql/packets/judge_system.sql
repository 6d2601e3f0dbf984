-- Writes to the system's tables against what explains them: a change of an object, by its kind, or a replaced file. The first
-- that nothing explains, by name; NULL when all are explained. A table that is not known here is never explained.
-- writes jsonb (packets/subtract_counters), declared jsonb (deltas), changes jsonb (packets/compare_catalog),
-- files jsonb (packets/compare_files)
WITH known (catalog, kinds) AS (VALUES
    ('pg_aggregate', '{aggregate}'), ('pg_am', '{access_method}'),
    ('pg_amop', '{operator_class,operator_family}'), ('pg_amproc', '{operator_class,operator_family}'),
    ('pg_attrdef', '{*}'), ('pg_attribute', '{*}'), ('pg_cast', '{cast}'), ('pg_class', '{*,file}'),
    ('pg_collation', '{collation}'), ('pg_constraint', '{*}'), ('pg_conversion', '{conversion}'),
    ('pg_default_acl', '{default_privileges}'), ('pg_depend', '{*}'), ('pg_description', '{*}'),
    ('pg_enum', '{type}'), ('pg_event_trigger', '{event_trigger}'), ('pg_extension', '{extension}'),
    ('pg_foreign_data_wrapper', '{foreign_data_wrapper}'), ('pg_foreign_server', '{foreign_server}'),
    ('pg_foreign_table', '{foreign_table}'), ('pg_index', '{*}'), ('pg_inherits', '{table,index}'),
    ('pg_init_privs', '{*}'), ('pg_language', '{language,builtin}'), ('pg_namespace', '{schema}'),
    ('pg_opclass', '{operator_class}'), ('pg_operator', '{operator}'), ('pg_opfamily', '{operator_family,operator_class}'),
    ('pg_partitioned_table', '{table}'), ('pg_policy', '{policy,table}'),
    ('pg_proc', '{function,procedure,aggregate,type,language,table,builtin}'), ('pg_publication', '{publication}'),
    ('pg_publication_namespace', '{publication}'), ('pg_publication_rel', '{publication}'), ('pg_range', '{type}'),
    ('pg_rewrite', '{view,materialized_view,rule}'), ('pg_sequence', '{sequence,column,table}'), ('pg_shdepend', '{*}'),
    ('pg_statistic_ext', '{statistics}'), ('pg_transform', '{transform}'),
    ('pg_trigger', '{trigger,constraint,table,column}'), ('pg_ts_config', '{text_search_configuration}'),
    ('pg_ts_config_map', '{text_search_configuration}'), ('pg_ts_dict', '{text_search_dictionary}'),
    ('pg_ts_parser', '{text_search_parser}'), ('pg_ts_template', '{text_search_template}'), ('pg_type', '{*}'),
    ('pg_user_mapping', '{user_mapping}'), ('pg_seclabel', '{security_label}'), ('pg_largeobject_metadata', '{large_objects}'),
    -- What ANALYZE finds is no content: nothing compares it.
    ('pg_statistic', '{always}'), ('pg_statistic_ext_data', '{always}')
), happened AS (
    SELECT pg_catalog.array_agg(h.kind) AS kinds
      FROM (SELECT 'always' AS kind
             UNION SELECT '*' FROM pg_catalog.jsonb_array_elements(%(changes)s::jsonb)
             UNION SELECT pg_catalog.split_part(c ->> 'object', ':', 1)
                     FROM pg_catalog.jsonb_array_elements(%(changes)s::jsonb) c
             UNION SELECT 'file' FROM pg_catalog.jsonb_array_elements(%(files)s::jsonb)) AS h
), written AS (
    SELECT w ->> 'table' AS shown, w ->> 'schema' AS schema, w ->> 'name' AS name, (w ->> 'shared')::boolean AS shared,
           (w ->> 'inserted')::bigint + (w ->> 'updated')::bigint + (w ->> 'deleted')::bigint AS rows
      FROM pg_catalog.jsonb_array_elements(%(writes)s::jsonb) w
     WHERE (w ->> 'system')::boolean
)
SELECT (SELECT pg_catalog.jsonb_build_object(
                   'what', w.shown || ' rows written',
                   'expected', CASE WHEN w.shared AND w.name <> 'pg_shdepend' THEN '0 (the whole server''s)'
                                    ELSE '0 (no declared object explains them)' END,
                   'found', w.rows::text)
          FROM written w
         CROSS JOIN happened h
          LEFT JOIN known k ON k.catalog = w.name AND w.schema = 'pg_catalog'
         WHERE NOT EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(%(declared)s::jsonb) d
                            WHERE d ->> 'schema' = w.schema AND d ->> 'name' = w.name)
           AND ((w.shared AND w.name <> 'pg_shdepend')
                OR NOT coalesce(k.kinds::text[] && h.kinds, false)
                   AND NOT ('extension' = ANY (h.kinds) AND k.kinds IS NOT NULL))
         ORDER BY w.shared DESC, w.shown COLLATE "C"
         LIMIT 1) AS deviation
