-- Governance, migration 8: every kind of object there is; what an extension brought along belongs to it; where each
-- exists, in the catalog or in Directus; columns and fields on demand.

-- Where Directus' own tables are; NULL where they are not.
CREATE FUNCTION {governance}.fn_directus_home() RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT space.nspname::text
      FROM pg_class AS relation JOIN pg_namespace AS space ON space.oid = relation.relnamespace
     WHERE relation.relname = 'directus_collections' AND relation.relkind = 'r'
       AND space.nspname IN ({governance_name}, 'public')
       AND (SELECT count(*) FROM pg_attribute AS col
             WHERE col.attrelid = relation.oid AND col.attname IN ('collection', 'group') AND NOT col.attisdropped
               AND col.atttypid IN ('varchar'::regtype, 'text'::regtype) AND col.attgenerated = '') = 2
     ORDER BY space.nspname = {governance_name} DESC LIMIT 1
$body$;
COMMENT ON FUNCTION {governance}.fn_directus_home() IS 'The schema of Directus'' own tables; NULL where Directus is not';

CREATE OR REPLACE FUNCTION {governance}.fn_directus_collections()
    RETURNS TABLE (in_schema text, collection text, in_collection text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = pg_catalog, pg_temp SET row_security = off AS $body$
DECLARE
    home CONSTANT text := {governance}.fn_directus_home();
BEGIN
    IF home IS NOT NULL THEN
        RETURN QUERY EXECUTE format(
            'SELECT %L::text, collection::text, "group"::text FROM ONLY %I.directus_collections', home, home);
    END IF;
END
$body$;

-- Read with the owner's rights, so nothing of the user's may run here: plain tables, columns of three built-in types, ids
-- by their output function, and no policy, which row_security = off turns into an error instead of hidden rows. A table
-- that is not there, or is not Directus', has no rows; but for fields one of NULLs: what has none is then not known.
CREATE FUNCTION {governance}.fn_directus_rows(kinds text[])
    RETURNS TABLE (kind text, id text, name text, special text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = pg_catalog, pg_temp SET row_security = off AS $body$
DECLARE
    home CONSTANT text := {governance}.fn_directus_home();
    item record;
BEGIN
    FOR item IN
        SELECT known.kind, known.relation, known.columns,
               (SELECT count(*) FROM pg_class AS relation
                  JOIN pg_namespace AS space ON space.oid = relation.relnamespace AND space.nspname = home
                  JOIN pg_attribute AS col ON col.attrelid = relation.oid AND col.attname = ANY (known.columns)
                 WHERE relation.relname = known.relation AND relation.relkind = 'r' AND NOT col.attisdropped
                   AND col.atttypid IN ('varchar'::regtype, 'text'::regtype, 'uuid'::regtype) AND col.attgenerated = ''
               ) = cardinality(known.columns) AS fits
          FROM (VALUES ('directus_field', 'directus_fields', ARRAY['collection', 'field', 'special']),
                       ('directus_flow', 'directus_flows', ARRAY['id', 'name']),
                       ('directus_dashboard', 'directus_dashboards', ARRAY['id', 'name']),
                       ('directus_role', 'directus_roles', ARRAY['id', 'name'])) AS known (kind, relation, columns)
         WHERE known.kind = ANY (kinds)
    LOOP
        IF item.fits THEN
            RETURN QUERY EXECUTE format(
                'SELECT %L::text, format(''%%s'', %I), format(''%%s'', %I), %s FROM ONLY %I.%I', item.kind, item.columns[1],
                item.columns[2], CASE WHEN cardinality(item.columns) = 3 THEN format('format(''%%s'', %I)', item.columns[3])
                                      ELSE 'NULL::text' END, home, item.relation);
        ELSIF item.kind = 'directus_field' THEN
            RETURN QUERY SELECT item.kind, NULL::text, NULL::text, NULL::text;
        END IF;
    END LOOP;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_directus_rows(text[]) IS
    'Directus'' fields (collection, field, special), flows, dashboards and roles (id, name); a row of NULLs for fields that are not to be had';

-- Names of folders, flows and roles are rows of Directus', not the catalog's: so they are for readers of our views.
REVOKE EXECUTE ON FUNCTION {governance}.fn_directus_collections(), {governance}.fn_directus_rows(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {governance}.fn_directus_collections(), {governance}.fn_directus_rows(text[]) TO pg_read_all_data;

-- The body is the query coverage/catalog_objects.sql, the one text of the inventory: the installer puts it here. A change
-- there is a new migration that makes this function anew, and a test holds the newest one to the text's SHA-256, which is
-- 982df1156770d1b835a6dfc6941630b7561075e83269f6a2522243869da64dd0.
-- The planner thinks its plan dear; compiling it (jit) would take a hundred times as long as running it.
CREATE FUNCTION {governance}.fn_catalog_objects(kinds text[] DEFAULT '{{}}', named text[] DEFAULT '{{}}')
    RETURNS TABLE (object_ref text, kind text, parent_ref text, source text, status text, schema_name text, own_name text,
                   relation_name text, object_oid oid)
    LANGUAGE sql STABLE ROWS 1000 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
{catalog_objects}
$body$;
COMMENT ON FUNCTION {governance}.fn_catalog_objects(text[], text[]) IS
    'Every object of the catalog and of Directus with what contains it, oneroof''s own included; columns and Directus'' fields where asked for';

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
