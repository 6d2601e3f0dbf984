-- Governance, migration 6: effective owners, gap, conflict, dangling rows, coverage.

-- What an object bears is pushed down to descendants that bear nothing. An object has one parent, so it is reached at
-- most once, by the nearest; a circle in which nothing is borne is never entered, any other ends where something is.
-- The planner cannot know how many rows an array holds: without the settings it would compare each with each, or spend
-- seconds on compiling.
CREATE FUNCTION {governance}.fn_nearest_bearer(object_refs text[], parent_refs text[], bears boolean[])
    RETURNS TABLE (object_ref text, bearer_ref text, distance integer)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 COST 10000
    SET search_path = pg_catalog, pg_temp SET jit = off SET enable_nestloop = off SET enable_mergejoin = off AS $body$
WITH RECURSIVE node AS MATERIALIZED (
    SELECT n.object_ref, n.parent_ref, n.bears
      FROM unnest(object_refs, parent_refs, bears) AS n (object_ref, parent_ref, bears)
), reached (object_ref, bearer_ref, distance) AS (
    SELECT n.object_ref, n.object_ref, 0 FROM node AS n WHERE n.bears
    UNION ALL
    SELECT n.object_ref, r.bearer_ref, r.distance + 1
      FROM reached AS r JOIN node AS n ON n.parent_ref = r.object_ref AND NOT n.bears
)
SELECT reached.object_ref, reached.bearer_ref, reached.distance FROM reached
$body$;
COMMENT ON FUNCTION {governance}.fn_nearest_bearer(text[], text[], boolean[]) IS
    'For each object of a forest that is or stands below a bearer: the nearest one and how far above it is';

CREATE VIEW {governance}.v_object_owner_resolution AS
WITH stated AS MATERIALIZED (
    SELECT o.object_ref,
           pg_catalog.count(DISTINCT o.owner_ref) FILTER (WHERE p.active) AS active_owners,
           pg_catalog.min(o.owner_ref) FILTER (WHERE p.active) AS owner_ref,
           pg_catalog.array_agg(DISTINCT o.owner_ref COLLATE "C") AS stated_owners,
           pg_catalog.bool_or(o.owner_ref IS NULL) AS tombstone,
           pg_catalog.bool_or(p.principal_ref IS NOT NULL AND NOT p.active) AS inactive
      FROM ONLY {governance}.governance_object_ownership AS o
      LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = o.owner_ref
     WHERE o.ownership_type = 'accountable'
     GROUP BY o.object_ref
), node AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.parent_ref, t.under_roof, t.requires_owner, s.object_ref IS NOT NULL AS has_rows
      FROM {governance}.v_governance_object_tree AS t LEFT JOIN stated AS s ON s.object_ref = t.object_ref
), reached AS MATERIALIZED (
    SELECT nearest.object_ref, nearest.bearer_ref AS source_object_ref, nearest.distance
      FROM (SELECT pg_catalog.array_agg(n.object_ref) AS object_refs, pg_catalog.array_agg(n.parent_ref) AS parent_refs,
                   pg_catalog.array_agg(n.has_rows) AS bears FROM node AS n) AS forest
     CROSS JOIN LATERAL {governance}.fn_nearest_bearer(forest.object_refs, forest.parent_refs, forest.bears) AS nearest
)
SELECT n.object_ref, n.kind, n.parent_ref, n.requires_owner, r.source_object_ref, r.distance, s.stated_owners,
       CASE WHEN s.active_owners = 1 AND NOT s.tombstone THEN s.owner_ref END AS owner_ref,
       CASE WHEN s.object_ref IS NULL THEN 'never owned'
            WHEN s.active_owners > 1 OR (s.active_owners = 1 AND s.tombstone) THEN 'conflict'
            WHEN s.active_owners = 1 THEN 'owned'
            WHEN s.tombstone THEN 'tombstone'
            WHEN s.inactive THEN 'owner inactive'
            ELSE 'owner unknown' END AS outcome
  FROM node AS n
  LEFT JOIN reached AS r ON r.object_ref = n.object_ref
  LEFT JOIN stated AS s ON s.object_ref = r.source_object_ref
 WHERE n.under_roof;
COMMENT ON VIEW {governance}.v_object_owner_resolution IS
    'What comes of each object under the roof: its nearest ownership rows, and whether they give it an owner';

CREATE VIEW {governance}.v_object_owner AS
SELECT object_ref, owner_ref, CASE WHEN distance = 0 THEN 'direct' ELSE 'inherited' END AS resolution,
       source_object_ref, distance
  FROM {governance}.v_object_owner_resolution WHERE outcome = 'owned';
COMMENT ON VIEW {governance}.v_object_owner IS 'The effective owner of each object that has one';

CREATE VIEW {governance}.v_object_owner_gap AS
SELECT object_ref, kind, parent_ref, outcome AS reason, source_object_ref
  FROM {governance}.v_object_owner_resolution WHERE requires_owner AND outcome <> 'owned' AND outcome <> 'conflict';
COMMENT ON VIEW {governance}.v_object_owner_gap IS 'Objects that must have an owner and have none, with the reason';

CREATE VIEW {governance}.v_object_owner_conflict AS
SELECT object_ref, kind, parent_ref, requires_owner, stated_owners AS owner_refs, source_object_ref, distance
  FROM {governance}.v_object_owner_resolution WHERE outcome = 'conflict';
COMMENT ON VIEW {governance}.v_object_owner_conflict IS
    'Objects with more than one owner at the nearest distance; a NULL among owner_refs is a tombstone';

CREATE VIEW {governance}.v_object_owner_dangling AS
WITH tree AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.object_oid FROM {governance}.v_governance_object_tree AS t
)
SELECT o.ownership_id, o.object_ref, o.ownership_type, o.owner_ref, now_called.object_ref AS renamed_to
  FROM ONLY {governance}.governance_object_ownership AS o
  LEFT JOIN ONLY oneroof.database_identity AS here ON here.database_uid = o.seen_database_uid
  LEFT JOIN tree AS now_called
         ON now_called.object_oid = o.seen_oid AND here.database_uid IS NOT NULL
        AND now_called.kind = pg_catalog.split_part(o.object_ref, ':', 1)
 WHERE NOT EXISTS (SELECT FROM tree AS t WHERE t.object_ref = o.object_ref);
COMMENT ON VIEW {governance}.v_object_owner_dangling IS
    'Ownership rows whose object is gone; renamed_to where the oid seen in this very database says so';

-- A container holds everything when each object that must have an owner stands below it. Such containers are ancestors of
-- any one of these objects: so one chain is walked up, and every object is told the nearest link of it above itself.
CREATE VIEW {governance}.v_object_catch_all AS
WITH RECURSIVE node AS MATERIALIZED (
    SELECT object_ref, parent_ref, under_roof AND requires_owner AS required FROM {governance}.v_governance_object_tree
), chain (object_ref, link) AS (
    (SELECT n.parent_ref, 1 FROM node AS n WHERE n.required ORDER BY n.object_ref COLLATE "C" LIMIT 1)
    UNION ALL
    SELECT n.parent_ref, c.link + 1 FROM chain AS c JOIN node AS n ON n.object_ref = c.object_ref
     WHERE n.parent_ref IS NOT NULL
) CYCLE object_ref SET repeated USING walked
, link AS MATERIALIZED (
    SELECT c.object_ref, pg_catalog.min(c.link) AS link FROM chain AS c WHERE c.object_ref IS NOT NULL GROUP BY c.object_ref
), nearest AS MATERIALIZED (
    SELECT reached.object_ref, l.link
      FROM (SELECT pg_catalog.array_agg(n.object_ref) AS object_refs, pg_catalog.array_agg(n.parent_ref) AS parent_refs,
                   pg_catalog.array_agg(l.link IS NOT NULL) AS bears
              FROM node AS n LEFT JOIN link AS l ON l.object_ref = n.object_ref) AS forest
     CROSS JOIN LATERAL {governance}.fn_nearest_bearer(forest.object_refs, forest.parent_refs, forest.bears) AS reached
      JOIN link AS l ON l.object_ref = reached.bearer_ref
), held AS MATERIALIZED (
    -- The highest link that some object needs; NULL where one stands below no link at all.
    SELECT CASE WHEN pg_catalog.bool_and(nearest.link IS NOT NULL) THEN pg_catalog.max(nearest.link) END AS link
      FROM node AS n LEFT JOIN nearest ON nearest.object_ref = n.object_ref
     WHERE n.required
)
SELECT l.object_ref
  FROM link AS l
  JOIN held ON held.link <= l.link
 WHERE NOT EXISTS (SELECT FROM node AS n WHERE n.object_ref = l.object_ref AND n.required)
UNION
SELECT 'database:this';
COMMENT ON VIEW {governance}.v_object_catch_all IS
    'Containers that hold everything: one row there gives full coverage and means nothing';

CREATE VIEW {governance}.v_governance_coverage AS
WITH counted AS (
    SELECT pg_catalog.count(*) AS total,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner) AS required,
           pg_catalog.count(*) FILTER (WHERE r.outcome = 'owned' AND r.distance = 0) AS direct,
           pg_catalog.count(*) FILTER (WHERE r.outcome = 'owned' AND r.distance > 0) AS inherited,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner AND r.outcome <> 'owned' AND r.outcome <> 'conflict') AS gap,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner AND r.outcome = 'conflict') AS conflict,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner AND r.outcome = 'owned' AND r.distance > 0
                                         AND catch_all.object_ref IS NOT NULL) AS by_catch_all
      FROM {governance}.v_object_owner_resolution AS r
      LEFT JOIN {governance}.v_object_catch_all AS catch_all ON catch_all.object_ref = r.source_object_ref
)
SELECT total, required, direct, inherited, gap, conflict,
       CASE WHEN required = 0 THEN 'n/a'
            ELSE (((10000 * (required - gap - conflict)) / required)::numeric / 100)::numeric(5, 2)::text END AS coverage_pct,
       CASE WHEN required = 0 THEN 'n/a'
            ELSE (((10000 * (required - gap - conflict - by_catch_all)) / required)::numeric / 100)::numeric(5, 2)::text
       END AS coverage_pct_excluding_catch_all
  FROM counted;
COMMENT ON VIEW {governance}.v_governance_coverage IS
    'The coverage in one row; the percentage is cut off, not rounded, so that 100.00 means all';
