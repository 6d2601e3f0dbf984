-- Governance, migration 9: sources beyond the catalog. What Directus knows besides its collections, and where each object
-- exists; for imports, the file that an object is written in and what the import wrote; other names of principals.

ALTER TABLE {governance}.governance_object
    ADD COLUMN source_path text,
    ADD COLUMN imported    jsonb;
COMMENT ON COLUMN {governance}.governance_object.status IS
    'active, or what the source says; gone (a complete import no longer has it) and retired (people say so) are not under the roof';
COMMENT ON COLUMN {governance}.governance_object.source_path IS
    'The file in which it is written, from the root of its repository; CODEOWNERS rules match it';
COMMENT ON COLUMN {governance}.governance_object.imported IS
    'What the last import wrote, by column: a column that says otherwise was set by people and stays; NULL: no import';

CREATE TABLE {governance}.governance_principal_alias (
    alias         text        PRIMARY KEY,
    principal_ref text        NOT NULL REFERENCES {governance}.governance_principal,
    created_at    timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE {governance}.governance_principal_alias IS
    'Other names of principals, as files of owners write them: @organisation/team, an e-mail address, a display name';
COMMENT ON COLUMN {governance}.governance_principal_alias.alias IS 'The name; upper and lower case are one';
COMMENT ON COLUMN {governance}.governance_principal_alias.principal_ref IS 'Who it is';
COMMENT ON COLUMN {governance}.governance_principal_alias.created_at IS 'When it was registered';

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

-- Read with the owner's rights, so nothing of the user's may run here: plain tables, columns of three built-in types, ids
-- by their output function, and no policy, which row_security = off turns into an error instead of hidden rows. A table
-- that is not there, or is not Directus', has no rows.
CREATE FUNCTION {governance}.fn_directus_rows(kinds text[])
    RETURNS TABLE (kind text, id text, name text, special text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = pg_catalog, pg_temp SET row_security = off AS $body$
DECLARE
    home CONSTANT text := {governance}.fn_directus_home();
    item record;
BEGIN
    FOR item IN
        SELECT known.kind, known.relation, known.columns
          FROM (VALUES ('directus_field', 'directus_fields', ARRAY['collection', 'field', 'special']),
                       ('directus_flow', 'directus_flows', ARRAY['id', 'name']),
                       ('directus_dashboard', 'directus_dashboards', ARRAY['id', 'name']),
                       ('directus_role', 'directus_roles', ARRAY['id', 'name'])) AS known (kind, relation, columns)
         WHERE known.kind = ANY (kinds)
           AND (SELECT count(*) FROM pg_class AS relation
                  JOIN pg_namespace AS space ON space.oid = relation.relnamespace AND space.nspname = home
                  JOIN pg_attribute AS col ON col.attrelid = relation.oid AND col.attname = ANY (known.columns)
                 WHERE relation.relname = known.relation AND relation.relkind = 'r' AND NOT col.attisdropped
                   AND col.atttypid IN ('varchar'::regtype, 'text'::regtype, 'uuid'::regtype) AND col.attgenerated = ''
               ) = cardinality(known.columns)
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %L::text, format(''%%s'', %I), format(''%%s'', %I), %s FROM ONLY %I.%I', item.kind, item.columns[1],
            item.columns[2], CASE WHEN cardinality(item.columns) = 3 THEN format('format(''%%s'', %I)', item.columns[3])
                                  ELSE 'NULL::text' END, home, item.relation);
    END LOOP;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_directus_rows(text[]) IS
    'Directus'' fields (collection, field, special), flows, dashboards and roles (id, name); none where Directus is not';

-- Names of folders, flows and roles are rows of Directus', not the catalog's: so they are for readers of our views.
REVOKE EXECUTE ON FUNCTION {governance}.fn_directus_collections(), {governance}.fn_directus_rows(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {governance}.fn_directus_collections(), {governance}.fn_directus_rows(text[]) TO pg_read_all_data;

-- A field that has a column is that column. One without is an alias, if Directus calls it so, or a ghost: the metadata of a
-- column that is gone. Flows, dashboards and roles may share a name, so their ids name them.
CREATE FUNCTION {governance}.fn_directus_objects(kinds text[], named text[])
    RETURNS TABLE (object_ref text, kind text, parent_ref text, source text, status text, schema_name text, own_name text,
                   relation_name text, object_oid oid)
    LANGUAGE sql STABLE ROWS 100 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
WITH home AS MATERIALIZED (
    SELECT h.schema_name, {governance}.fn_object_ref_part(h.schema_name) AS schema_part
      FROM {governance}.fn_directus_home() AS h (schema_name)
), item AS MATERIALIZED (
    SELECT r.kind, r.id, r.name, bool_or(coalesce(string_to_array(r.special, ',')
               && ARRAY['alias', 'o2m', 'm2m', 'm2a', 'o2a', 'files', 'translations'], false)) AS is_alias
      FROM {governance}.fn_directus_rows(kinds || ARRAY(SELECT split_part(n, ':', 1) FROM unnest(named) AS n)) AS r
     GROUP BY r.kind, r.id, r.name
), relation AS MATERIALIZED (
    SELECT c.oid, c.relname::text AS relation_name,
           CASE WHEN c.relispartition THEN 'partition'
                WHEN c.relkind = 'r' THEN 'table'
                WHEN c.relkind = 'p' THEN 'partitioned_table'
                WHEN c.relkind = 'v' THEN 'view'
                WHEN c.relkind = 'm' THEN 'materialized_view'
                ELSE 'foreign_table' END || ':' || h.schema_part || '.' || {governance}.fn_object_ref_part(c.relname::text)
               AS object_ref
      FROM home AS h
      JOIN pg_namespace AS s ON s.nspname = h.schema_name
      JOIN pg_class AS c ON c.relnamespace = s.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
     WHERE c.relname::text IN (SELECT i.id FROM item AS i WHERE i.kind = 'directus_field')
), field AS (
    SELECT 'directus_field:' || {governance}.fn_object_ref_part(i.id) || '.' || {governance}.fn_object_ref_part(i.name)
               AS object_ref,
           coalesce(r.object_ref, 'directus_folder:' || {governance}.fn_object_ref_part(c.collection),
                    'schema:' || h.schema_part) AS parent_ref,
           CASE WHEN r.oid IS NOT NULL AND i.is_alias THEN 'alias' ELSE 'ghost' END AS status,
           h.schema_name, i.name AS own_name, i.id AS relation_name
      FROM item AS i
     CROSS JOIN home AS h
      LEFT JOIN relation AS r ON r.relation_name = i.id
      LEFT JOIN {governance}.fn_directus_collections() AS c ON c.collection = i.id
     WHERE i.kind = 'directus_field'
       AND NOT EXISTS (SELECT FROM pg_attribute AS a
                        WHERE a.attrelid = r.oid AND a.attname = i.name AND a.attnum > 0 AND NOT a.attisdropped)
)
SELECT f.object_ref, 'directus_field', f.parent_ref, 'directus', f.status, f.schema_name, f.own_name, f.relation_name, NULL::oid
  FROM field AS f
 WHERE 'directus_field' = ANY (kinds) OR f.object_ref = ANY (named)
UNION ALL
SELECT i.kind || ':' || {governance}.fn_object_ref_part(i.id), i.kind, 'schema:' || h.schema_part, 'directus', 'active',
       h.schema_name, i.name, NULL, NULL::oid
  FROM item AS i CROSS JOIN home AS h
 WHERE i.kind <> 'directus_field'
$body$;
COMMENT ON FUNCTION {governance}.fn_directus_objects(text[], text[]) IS
    'Directus'' objects that are not in the catalog besides its folders: fields without a column, flows, dashboards, roles';

CREATE VIEW {governance}.v_governance_object_registered AS
SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, o.status <> 'retired' AND o.status <> 'gone' AS under_roof,
       coalesce(o.kind = ANY ((SELECT r.required_kinds FROM ONLY {governance}.governance_ruleset AS r WHERE r.active)::text[]),
                false)
           AND o.kind <> 'database' AND o.kind <> 'schema' AND o.kind <> 'directus_folder' AS requires_owner
  FROM ONLY {governance}.governance_object AS o;
COMMENT ON VIEW {governance}.v_governance_object_registered IS
    'Registered objects as the active ruleset judges them; of those that the catalog has, too, its word counts instead';

-- The catalog's objects, and Directus' of the kinds that the ruleset has or an ownership row names. status says where an
-- object exists: managed, in Directus and the catalog; untracked, in the catalog alone, where Directus would show it;
-- folder and ghost, in Directus alone, one that groups others and one that does not.
CREATE OR REPLACE VIEW {governance}.v_governance_object_tree AS
WITH ruleset AS (
    -- There is at most one; LIMIT tells the planner so.
    SELECT kinds, schemas, excluded_names, required_kinds FROM ONLY {governance}.governance_ruleset WHERE active LIMIT 1
), ours AS MATERIALIZED (
    SELECT in_schema, object_name, catalog = 'pg_proc' AS is_function FROM ONLY oneroof.schema_object
), asked AS MATERIALIZED (
    SELECT coalesce((SELECT 'column' = ANY (ruleset.kinds) FROM ruleset), false) AS every_column,
           ARRAY(SELECT DISTINCT stated.object_ref FROM ONLY {governance}.governance_object_ownership AS stated
                  WHERE pg_catalog.starts_with(stated.object_ref, 'column:')) AS columns,
           ARRAY(SELECT of_ruleset.kind FROM ruleset CROSS JOIN LATERAL pg_catalog.unnest(ruleset.kinds) AS of_ruleset (kind)
                  WHERE pg_catalog.starts_with(of_ruleset.kind, 'directus_')) AS directus_kinds,
           ARRAY(SELECT DISTINCT stated.object_ref FROM ONLY {governance}.governance_object_ownership AS stated
                  WHERE pg_catalog.starts_with(stated.object_ref, 'directus_')) AS directus_refs,
           {governance}.fn_directus_home() AS directus_home
), grouping_others AS MATERIALIZED (
    SELECT DISTINCT d.in_collection FROM {governance}.fn_directus_collections() AS d WHERE d.in_collection IS NOT NULL
), field AS MATERIALIZED (
    SELECT f.id AS relation_name, f.name AS own_name
      FROM asked
     CROSS JOIN LATERAL {governance}.fn_directus_rows(
               CASE WHEN asked.every_column OR asked.columns <> '{{}}' THEN ARRAY['directus_field'] ELSE '{{}}' END) AS f
), live AS MATERIALIZED (
    SELECT o.object_ref, o.kind, o.parent_ref, o.source,
           CASE WHEN o.kind = 'directus_folder'
                THEN CASE WHEN o.own_name IN (SELECT g.in_collection FROM grouping_others AS g) THEN 'folder' ELSE 'ghost' END
                WHEN o.status <> 'active' OR o.schema_name <> asked.directus_home OR asked.directus_home IS NULL
                THEN o.status
                WHEN o.kind = 'column' AND NOT pg_catalog.starts_with(o.relation_name, 'directus_')
                THEN CASE WHEN (o.relation_name, o.own_name) IN (SELECT f.relation_name, f.own_name FROM field AS f)
                          THEN 'managed' ELSE 'untracked' END
                WHEN o.kind = ANY (ARRAY['table', 'partitioned_table', 'view', 'materialized_view', 'foreign_table'])
                     AND NOT pg_catalog.starts_with(o.own_name, 'directus_')
                THEN 'untracked'
                ELSE o.status END AS status,
           o.schema_name, o.own_name, o.relation_name, o.object_oid
      FROM asked
     CROSS JOIN LATERAL (
               SELECT c.object_ref, c.kind, c.parent_ref, c.source, c.status, c.schema_name, c.own_name, c.relation_name,
                      c.object_oid
                 FROM {governance}.fn_catalog_objects(asked.every_column, asked.columns) AS c
               UNION ALL
               SELECT d.object_ref, d.kind, d.parent_ref, d.source, d.status, d.schema_name, d.own_name, d.relation_name,
                      d.object_oid
                 FROM {governance}.fn_directus_objects(asked.directus_kinds, asked.directus_refs) AS d
           ) AS o
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
           AND live.kind <> 'database' AND live.kind <> 'schema' AND live.kind <> 'directus_folder' AS requires_owner,
       false AS registered
  FROM live LEFT JOIN ruleset ON true
UNION ALL
SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, NULL, NULL, o.under_roof, o.requires_owner, true
  FROM {governance}.v_governance_object_registered AS o
 WHERE NOT EXISTS (SELECT FROM live WHERE live.object_ref = o.object_ref);

DROP FUNCTION {governance}.fn_catalog_objects(), {governance}.fn_object_ref_type(oid);

-- Flows, dashboards and roles are objects that a team answers for; a ruleset that people narrowed stays as it is.
UPDATE {governance}.governance_ruleset
   SET kinds = kinds || ARRAY['directus_flow', 'directus_dashboard', 'directus_role']
 WHERE ruleset_version = 'default' AND NOT kinds && ARRAY['directus_flow', 'directus_dashboard', 'directus_role']
   AND kinds @> ARRAY['database', 'schema', 'directus_folder', 'table', 'partitioned_table', 'partition', 'view',
                      'materialized_view', 'foreign_table', 'sequence', 'function', 'procedure', 'aggregate', 'type', 'enum',
                      'domain', 'trigger', 'policy', 'event_trigger', 'extension', 'publication', 'subscription'];
