-- Governance, migration 8: every kind of object there is; what an extension brought along belongs to it; columns on demand.

-- The body is the query coverage/catalog_objects.sql, the one text of the inventory: the installer puts it here. A change
-- there is a new migration that makes this function anew, and a test holds the newest one to the text's SHA-256, which is
-- d0619b1b9c328bf58a5249ebb05ed0bc810fb2d84e7e25d9289329e5a204b586.
-- The planner thinks its plan dear; compiling it (jit) would take a hundred times as long as running it.
CREATE FUNCTION {governance}.fn_catalog_objects(every_column boolean DEFAULT false, named_columns text[] DEFAULT '{{}}')
    RETURNS TABLE (object_ref text, kind text, parent_ref text, source text, status text, schema_name text, own_name text,
                   relation_name text, object_oid oid)
    LANGUAGE sql STABLE ROWS 1000 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
{catalog_objects}
$body$;
COMMENT ON FUNCTION {governance}.fn_catalog_objects(boolean, text[]) IS
    'Every object of the catalog and of Directus with what contains it, oneroof''s own included; columns where asked for';

CREATE OR REPLACE VIEW {governance}.v_governance_object_tree AS
WITH ruleset AS (
    -- There is at most one; LIMIT tells the planner so.
    SELECT kinds, schemas, excluded_names, required_kinds FROM ONLY {governance}.governance_ruleset WHERE active LIMIT 1
), ours AS MATERIALIZED (
    SELECT in_schema, object_name, catalog = 'pg_proc' AS is_function FROM ONLY oneroof.schema_object
), live AS MATERIALIZED (
    SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, o.schema_name, o.own_name, o.relation_name, o.object_oid
      FROM {governance}.fn_catalog_objects(
               coalesce((SELECT 'column' = ANY (ruleset.kinds) FROM ruleset), false),
               ARRAY(SELECT DISTINCT stated.object_ref FROM ONLY {governance}.governance_object_ownership AS stated
                      WHERE pg_catalog.starts_with(stated.object_ref, 'column:'))) AS o
     WHERE NOT EXISTS (SELECT FROM ours
                        WHERE ours.in_schema = o.schema_name AND ours.object_name = coalesce(o.relation_name, o.own_name)
                          AND ours.is_function = (o.kind = 'function')
                          AND (o.relation_name IS NOT NULL OR o.kind = ANY (ARRAY['table', 'view', 'function'])))
)
SELECT live.object_ref, live.kind, live.parent_ref, live.source, live.status, live.schema_name, live.object_oid,
       coalesce(live.kind = ANY (ruleset.kinds)
                AND (live.schema_name IS NULL OR ruleset.schemas IS NULL OR live.schema_name = ANY (ruleset.schemas))
                AND NOT coalesce(live.own_name LIKE ANY (ruleset.excluded_names), false)
                AND NOT coalesce(live.relation_name LIKE ANY (ruleset.excluded_names), false), false) AS under_roof,
       coalesce(live.kind = ANY (ruleset.required_kinds), false) AND live.status <> 'member'
           AND live.kind <> 'database' AND live.kind <> 'schema' AND live.kind <> 'directus_folder' AS requires_owner
  FROM live LEFT JOIN ruleset ON true
UNION ALL
SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, NULL, NULL, o.status <> 'retired' AND o.status <> 'gone',
       coalesce(o.kind = ANY (ruleset.required_kinds), false)
           AND o.kind <> 'database' AND o.kind <> 'schema' AND o.kind <> 'directus_folder'
  FROM ONLY {governance}.governance_object AS o LEFT JOIN ruleset ON true
 WHERE NOT EXISTS (SELECT FROM live WHERE live.object_ref = o.object_ref);

DROP FUNCTION {governance}.fn_catalog_objects(), {governance}.fn_object_ref_type(oid);

-- The beginning stays what its title says, everything that the catalog has, unless somebody has changed it.
UPDATE {governance}.governance_ruleset
   SET kinds = kinds || ARRAY['rule', 'statistics', 'operator', 'operator_class', 'operator_family', 'collation', 'conversion',
                              'text_search_configuration', 'text_search_dictionary', 'text_search_parser',
                              'text_search_template', 'cast', 'transform', 'language', 'access_method',
                              'foreign_data_wrapper', 'foreign_server']
 WHERE ruleset_version = 'default'
   AND kinds = ARRAY['database', 'schema', 'directus_folder', 'table', 'partitioned_table', 'partition', 'view',
                     'materialized_view', 'foreign_table', 'sequence', 'function', 'procedure', 'aggregate', 'type', 'enum',
                     'domain', 'trigger', 'policy', 'event_trigger', 'extension', 'publication', 'subscription'];
