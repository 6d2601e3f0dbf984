-- Governance, migration 9: sources beyond the catalog. What only Directus knows; of an import, what it wrote and the files that
-- objects are written in; other names of principals; objects in two places.

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

CREATE TABLE {governance}.governance_object_link (
    object_ref  text        NOT NULL,
    also_in_ref text        NOT NULL,
    source      text        NOT NULL,
    reason      text,
    created_by  text        NOT NULL DEFAULT SESSION_USER,
    created_at  timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (object_ref, also_in_ref, source),
    CHECK (object_ref <> also_in_ref)
);
COMMENT ON TABLE {governance}.governance_object_link IS 'What contains an object besides its parent: it takes its owner from there, too';
COMMENT ON COLUMN {governance}.governance_object_link.object_ref IS 'The object, of the catalog or registered';
COMMENT ON COLUMN {governance}.governance_object_link.also_in_ref IS 'What it is in as well';
COMMENT ON COLUMN {governance}.governance_object_link.source IS 'Who says so, free text; each source keeps its own links';
COMMENT ON COLUMN {governance}.governance_object_link.reason IS 'Why';
COMMENT ON COLUMN {governance}.governance_object_link.created_by IS 'The packet or login that wrote it';
COMMENT ON COLUMN {governance}.governance_object_link.created_at IS 'When it was written';

-- Flows, dashboards and roles may share a name, so their ids name them.
CREATE FUNCTION {governance}.fn_directus_objects(kinds text[])
    RETURNS TABLE (object_ref text, kind text, parent_ref text, source text, status text, schema_name text, own_name text,
                   relation_name text, object_oid oid)
    LANGUAGE sql STABLE ROWS 100 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
SELECT i.kind || ':' || {governance}.fn_object_ref_part(i.id), i.kind,
       'schema:' || {governance}.fn_object_ref_part(h.schema_name), 'directus', 'active', h.schema_name, i.name, NULL, NULL::oid
  FROM {governance}.fn_directus_home() AS h (schema_name)
 CROSS JOIN {governance}.fn_directus_rows(array_remove(kinds, 'directus_field')) AS i
$body$;
COMMENT ON FUNCTION {governance}.fn_directus_objects(text[]) IS
    'Directus'' objects that have nothing in the catalog: flows, dashboards, roles';

CREATE VIEW {governance}.v_governance_object_registered AS
SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, o.status <> 'retired' AND o.status <> 'gone' AS under_roof,
       coalesce(o.kind = ANY ((SELECT r.required_kinds FROM ONLY {governance}.governance_ruleset AS r WHERE r.active)::text[]),
                false)
           AND o.kind <> 'database' AND o.kind <> 'schema' AND o.kind <> 'directus_folder' AS requires_owner
  FROM ONLY {governance}.governance_object AS o;
COMMENT ON VIEW {governance}.v_governance_object_registered IS
    'Registered objects as the active ruleset judges them; of those that the catalog has, too, its word counts instead';

-- The catalog's objects, and Directus' of the kinds that the ruleset has; what is for the asking also where a row names it.
CREATE OR REPLACE VIEW {governance}.v_governance_object_tree AS
WITH ruleset AS (
    -- There is at most one; LIMIT tells the planner so.
    SELECT kinds, schemas, excluded_names, required_kinds FROM ONLY {governance}.governance_ruleset WHERE active LIMIT 1
), ours AS MATERIALIZED (
    SELECT in_schema, object_name, catalog = 'pg_proc' AS is_function FROM ONLY oneroof.schema_object
), stated AS MATERIALIZED (
    SELECT o.object_ref, pg_catalog.split_part(o.object_ref, ':', 1) AS kind
      FROM ONLY {governance}.governance_object_ownership AS o
     WHERE pg_catalog.starts_with(o.object_ref, 'column:') OR pg_catalog.starts_with(o.object_ref, 'directus_')
    UNION
    SELECT l.object_ref, pg_catalog.split_part(l.object_ref, ':', 1)
      FROM ONLY {governance}.governance_object_link AS l
     WHERE pg_catalog.starts_with(l.object_ref, 'column:') OR pg_catalog.starts_with(l.object_ref, 'directus_')
), asked AS MATERIALIZED (
    SELECT ARRAY(SELECT of_ruleset.kind FROM ruleset CROSS JOIN LATERAL pg_catalog.unnest(ruleset.kinds) AS of_ruleset (kind)
                  WHERE of_ruleset.kind = ANY (ARRAY['column', 'directus_field'])) AS kinds,
           ARRAY(SELECT s.object_ref FROM stated AS s WHERE s.kind = ANY (ARRAY['column', 'directus_field'])) AS named,
           ARRAY(SELECT of_ruleset.kind FROM ruleset CROSS JOIN LATERAL pg_catalog.unnest(ruleset.kinds) AS of_ruleset (kind)
                 UNION SELECT s.kind FROM stated AS s) AS directus_kinds
), live AS MATERIALIZED (
    SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, o.schema_name, o.own_name, o.relation_name, o.object_oid
      FROM asked
     CROSS JOIN LATERAL (
               SELECT c.object_ref, c.kind, c.parent_ref, c.source, c.status, c.schema_name, c.own_name, c.relation_name,
                      c.object_oid
                 FROM {governance}.fn_catalog_objects(asked.kinds, asked.named) AS c
               UNION ALL
               SELECT d.object_ref, d.kind, d.parent_ref, d.source, d.status, d.schema_name, d.own_name, d.relation_name,
                      d.object_oid
                 FROM {governance}.fn_directus_objects(asked.directus_kinds) AS d
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
