-- Governance, migration 11: the core of a million objects, and how it resolves.

-- Few objects can have something below them, or more than one row: those of the catalog, registered ones of a kind that
-- contains others, both ends of a link, bearers of several rows. They are the core, and how they resolve is reckoned as
-- ever. Every other object is a leaf: it has one row of its own, or what its parent has. Leaves need one join, which
-- PostgreSQL does in parallel, and are never in an array.
CREATE INDEX governance_object_parent_kind
    ON {governance}.governance_object ((pg_catalog.split_part(parent_ref, ':', 1) COLLATE "C"));
CREATE INDEX governance_object_kind
    ON {governance}.governance_object ((pg_catalog.split_part(object_ref, ':', 1) COLLATE "C"));

-- One look into the index a kind, however many objects there are.
CREATE VIEW {governance}.v_governance_parent_kind AS
WITH RECURSIVE found (kind) AS (
    SELECT pg_catalog.min(pg_catalog.split_part(o.parent_ref, ':', 1) COLLATE "C") FROM ONLY {governance}.governance_object AS o
    UNION ALL
    SELECT (SELECT pg_catalog.min(pg_catalog.split_part(o.parent_ref, ':', 1) COLLATE "C")
              FROM ONLY {governance}.governance_object AS o
             WHERE pg_catalog.split_part(o.parent_ref, ':', 1) COLLATE "C" > found.kind)
      FROM found WHERE found.kind IS NOT NULL
)
SELECT found.kind FROM found WHERE found.kind IS NOT NULL;
COMMENT ON VIEW {governance}.v_governance_parent_kind IS
    'The kinds that contain registered objects: what stands before the colon in their parent_ref';

CREATE VIEW {governance}.v_governance_object_registered AS
SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, o.status <> 'retired' AND o.status <> 'gone' AS under_roof,
       coalesce(o.kind = ANY ((SELECT r.required_kinds FROM ONLY {governance}.governance_ruleset AS r WHERE r.active)::text[]),
                false)
           AND o.kind <> 'database' AND o.kind <> 'schema' AND o.kind <> 'directus_folder' AS requires_owner
  FROM ONLY {governance}.governance_object AS o;
COMMENT ON VIEW {governance}.v_governance_object_registered IS
    'Registered objects as the active ruleset judges them; of those that the catalog has, too, its word counts instead';

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

CREATE VIEW {governance}.v_governance_object_core AS
WITH live AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.parent_ref, t.status, t.under_roof, t.requires_owner, t.schema_name
      FROM {governance}.v_governance_object_tree AS t WHERE NOT t.registered
), parent_kind AS MATERIALIZED (
    SELECT coalesce(pg_catalog.array_agg(k.kind), '{{}}') AS kinds FROM {governance}.v_governance_parent_kind AS k
), named AS MATERIALIZED (
    SELECT o.object_ref FROM ONLY {governance}.governance_object_ownership AS o
     GROUP BY o.object_ref, o.ownership_type HAVING pg_catalog.count(*) > 1
    UNION
    SELECT l.object_ref FROM ONLY {governance}.governance_object_link AS l
    UNION
    SELECT l.also_in_ref FROM ONLY {governance}.governance_object_link AS l
), chosen AS (
    SELECT o.object_ref, o.kind, o.parent_ref, o.status, o.under_roof, o.requires_owner, false AS by_name
      FROM {governance}.v_governance_object_registered AS o
     WHERE pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C" = ANY ((SELECT p.kinds FROM parent_kind AS p)::text[])
    UNION ALL
    SELECT o.object_ref, o.kind, o.parent_ref, o.status, o.under_roof, o.requires_owner, true
      FROM named AS n JOIN {governance}.v_governance_object_registered AS o ON o.object_ref = n.object_ref
     WHERE pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C" <> ALL ((SELECT p.kinds FROM parent_kind AS p)::text[])
)
SELECT l.object_ref, l.kind, l.parent_ref, l.status, l.under_roof, l.requires_owner, true AS by_name, l.schema_name
  FROM live AS l
UNION ALL
SELECT c.object_ref, c.kind, c.parent_ref, c.status, c.under_roof, c.requires_owner, c.by_name, NULL
  FROM chosen AS c WHERE NOT EXISTS (SELECT FROM live AS l WHERE l.object_ref = c.object_ref);
COMMENT ON VIEW {governance}.v_governance_object_core IS
    'Every object that something may stand below, or that has several rows: the rest are leaves. by_name: of its kind there are leaves';

CREATE VIEW {governance}.v_object_owner_core AS
WITH tree AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.parent_ref, t.requires_owner, t.status <> 'gone' AND t.status <> 'retired' AS stands,
           t.under_roof AND t.status <> 'gone' AS under_roof, t.by_name, t.schema_name
      FROM {governance}.v_governance_object_core AS t
), link AS MATERIALIZED (
    SELECT pg_catalog.array_agg(l.object_ref) AS object_refs, pg_catalog.array_agg(l.also_in_ref) AS also_in_refs
      FROM ONLY {governance}.governance_object_link AS l
)
SELECT type.ownership_type, resolved.object_ref, resolved.kind, resolved.parent_ref, resolved.requires_owner,
       resolved.source_object_ref, resolved.distance, resolved.stated_owners, resolved.owner_ref, resolved.outcome,
       resolved.source_object_refs, resolved.under_roof, resolved.by_name,
       resolved.schema_name
  FROM (SELECT 'accountable' UNION SELECT DISTINCT o.ownership_type FROM ONLY {governance}.governance_object_ownership AS o)
       AS type (ownership_type)
 CROSS JOIN LATERAL (
    WITH counted AS MATERIALIZED (
        SELECT o.object_ref,
               pg_catalog.count(DISTINCT o.owner_ref) FILTER (WHERE p.active) AS active_owners,
               pg_catalog.min(o.owner_ref) FILTER (WHERE p.active) AS owner_ref,
               pg_catalog.array_agg(DISTINCT o.owner_ref COLLATE "C") AS stated_owners,
               pg_catalog.bool_or(o.owner_ref IS NULL) AS tombstone,
               pg_catalog.bool_or(p.principal_ref IS NOT NULL AND NOT p.active) AS inactive
          FROM ONLY {governance}.governance_object_ownership AS o
          JOIN tree AS t ON t.object_ref = o.object_ref
          LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = o.owner_ref
         WHERE o.ownership_type = type.ownership_type
         GROUP BY o.object_ref
    ), stated AS MATERIALIZED (
        SELECT c.object_ref, c.stated_owners,
               CASE WHEN c.active_owners = 1 AND NOT c.tombstone THEN c.owner_ref END AS owner_ref,
               CASE WHEN c.active_owners > 1 OR (c.active_owners = 1 AND c.tombstone) THEN 'conflict'
                    WHEN c.active_owners = 1 THEN 'owned'
                    WHEN c.tombstone THEN 'tombstone'
                    WHEN c.inactive THEN 'owner inactive'
                    ELSE 'owner unknown' END AS outcome
          FROM counted AS c
    ), reached AS MATERIALIZED (
        SELECT frontier.object_ref, frontier.bearer_ref, frontier.distance, frontier.alone
          FROM (SELECT pg_catalog.array_agg(t.object_ref) AS object_refs, pg_catalog.array_agg(t.parent_ref) AS parent_refs,
                       pg_catalog.array_agg(s.object_ref IS NOT NULL AND t.stands) AS bears
                  FROM tree AS t LEFT JOIN stated AS s ON s.object_ref = t.object_ref) AS forest
         CROSS JOIN link
         CROSS JOIN LATERAL {governance}.fn_owner_frontier(
                forest.object_refs, forest.parent_refs, forest.bears, link.object_refs, link.also_in_refs) AS frontier
    ), several AS MATERIALIZED (
        -- The ways must say the same; an owner who is inactive or unknown is one, too.
        SELECT r.object_ref, pg_catalog.min(r.distance) AS distance,
               pg_catalog.array_agg(r.bearer_ref ORDER BY r.distance, r.bearer_ref COLLATE "C") AS source_object_refs,
               pg_catalog.count(DISTINCT s.outcome) = 1 AND pg_catalog.min(s.outcome) <> 'conflict'
                   AND pg_catalog.count(DISTINCT CASE WHEN s.outcome = 'owned' THEN ARRAY[s.owner_ref]
                                                      WHEN s.outcome = 'tombstone' THEN ARRAY[NULL::text]
                                                      ELSE s.stated_owners END) = 1 AS agree
          FROM reached AS r JOIN stated AS s ON s.object_ref = r.bearer_ref
         WHERE NOT r.alone
         GROUP BY r.object_ref
    ), named AS MATERIALIZED (
        SELECT r.object_ref, pg_catalog.array_agg(DISTINCT said.owner_ref COLLATE "C") AS stated_owners
          FROM reached AS r
          JOIN stated AS s ON s.object_ref = r.bearer_ref
         CROSS JOIN LATERAL pg_catalog.unnest(s.stated_owners) AS said (owner_ref)
         WHERE NOT r.alone
         GROUP BY r.object_ref
    ), source AS MATERIALIZED (
        SELECT r.object_ref, r.bearer_ref AS source_object_ref, r.distance, true AS agree, NULL::text[] AS source_object_refs
          FROM reached AS r WHERE r.alone
        UNION ALL
        SELECT v.object_ref, v.source_object_refs[1], v.distance, v.agree, v.source_object_refs FROM several AS v
    )
    SELECT t.object_ref, t.kind, t.parent_ref, t.requires_owner, r.source_object_ref, r.distance,
           coalesce(n.stated_owners, s.stated_owners) AS stated_owners,
           CASE WHEN r.agree THEN s.owner_ref END AS owner_ref,
           CASE WHEN r.object_ref IS NULL THEN 'never owned' WHEN r.agree THEN s.outcome ELSE 'conflict' END AS outcome,
           CASE WHEN r.object_ref IS NOT NULL THEN coalesce(r.source_object_refs, ARRAY[r.source_object_ref])
           END AS source_object_refs, t.under_roof, t.by_name, t.schema_name
      FROM tree AS t
      LEFT JOIN source AS r ON r.object_ref = t.object_ref
      LEFT JOIN stated AS s ON s.object_ref = r.source_object_ref
      LEFT JOIN named AS n ON n.object_ref = t.object_ref
 ) AS resolved;
COMMENT ON VIEW {governance}.v_object_owner_core IS
    'What comes of each object of the core for each type of ownership, under the roof or not';

-- What a parallel plan may call: all of it only reads.
ALTER FUNCTION {governance}.fn_catalog_objects(boolean, text[]) PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_collections() PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_home() PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_rows(text[]) PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_objects(text[], text[]) PARALLEL SAFE;
