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
