-- Governance, migration 13: effective owners of a million objects: what comes of the core, and leaves by one parallel join.

CREATE OR REPLACE VIEW {governance}.v_object_owner_resolution AS
WITH core AS MATERIALIZED (
    SELECT c.object_ref, c.kind, c.parent_ref, c.requires_owner, c.source_object_ref, c.distance, c.stated_owners, c.owner_ref,
           c.outcome, c.source_object_refs, c.under_roof, c.by_name
      FROM {governance}.v_object_owner_core AS c WHERE c.ownership_type = 'accountable'
), packed AS MATERIALIZED (
    -- As arrays they go to parallel workers, which cannot read a CTE.
    SELECT pg_catalog.array_agg(c.object_ref) AS object_refs, pg_catalog.array_agg(c.source_object_ref) AS source_refs,
           pg_catalog.array_agg(c.distance) AS distances, pg_catalog.array_agg(c.owner_ref) AS owner_refs,
           pg_catalog.array_agg(c.outcome) AS outcomes, pg_catalog.array_agg(c.stated_owners[1]) AS first_stated,
           pg_catalog.array_agg(CASE WHEN pg_catalog.cardinality(c.stated_owners) > 1 THEN c.stated_owners::text END) AS stated,
           pg_catalog.array_agg(CASE WHEN pg_catalog.cardinality(c.source_object_refs) > 1
                                     THEN c.source_object_refs::text END) AS sources
      FROM core AS c WHERE c.outcome <> 'never owned'
), apart AS MATERIALIZED (
    SELECT ARRAY(SELECT c.kind FROM core AS c WHERE NOT c.by_name GROUP BY c.kind) AS kinds,
           ARRAY(SELECT c.object_ref FROM core AS c WHERE c.by_name) AS object_refs
)
-- Outside of the UNION ALL an array is made only where it is asked for.
SELECT r.object_ref, r.kind, r.parent_ref, r.requires_owner, r.source_object_ref, r.distance,
       CASE WHEN r.stated_owners IS NOT NULL THEN r.stated_owners
            WHEN r.stated IS NOT NULL THEN r.stated::text[]
            WHEN r.source_object_ref IS NOT NULL THEN ARRAY[r.first_stated] END AS stated_owners,
       r.owner_ref, r.outcome,
       CASE WHEN r.source_object_refs IS NOT NULL THEN r.source_object_refs
            WHEN r.sources IS NOT NULL THEN r.sources::text[]
            WHEN r.source_object_ref IS NOT NULL THEN ARRAY[r.source_object_ref] END AS source_object_refs
  FROM (SELECT c.object_ref, c.kind, c.parent_ref, c.requires_owner, c.source_object_ref, c.distance, c.stated_owners,
               c.owner_ref, c.outcome, c.source_object_refs, NULL::text AS first_stated, NULL::text AS stated,
               NULL::text AS sources
          FROM core AS c WHERE c.under_roof
        UNION ALL
        SELECT o.object_ref, o.kind, o.parent_ref, o.requires_owner,
               CASE WHEN own.object_ref IS NULL THEN above.source_ref ELSE own.object_ref END,
               CASE WHEN own.object_ref IS NULL THEN above.distance + 1 ELSE 0 END,
               NULL,
               CASE WHEN own.object_ref IS NULL THEN above.owner_ref WHEN p.active THEN own.owner_ref END,
               CASE WHEN own.object_ref IS NULL THEN coalesce(above.outcome, 'never owned')
                    WHEN p.active THEN 'owned'
                    WHEN own.owner_ref IS NULL THEN 'tombstone'
                    WHEN p.principal_ref IS NULL THEN 'owner unknown'
                    ELSE 'owner inactive' END,
               NULL,
               CASE WHEN own.object_ref IS NULL THEN above.first_stated ELSE own.owner_ref END,
               CASE WHEN own.object_ref IS NULL THEN above.stated END,
               CASE WHEN own.object_ref IS NULL THEN above.sources END
          FROM {governance}.v_governance_object_registered AS o
          LEFT JOIN ROWS FROM (pg_catalog.unnest((SELECT a.object_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.source_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.distances FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.owner_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.outcomes FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.first_stated FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.stated FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.sources FROM packed AS a)))
                 AS above (object_ref, source_ref, distance, owner_ref, outcome, first_stated, stated, sources)
                 ON above.object_ref = o.parent_ref
          LEFT JOIN ONLY {governance}.governance_object_ownership AS own
                 ON own.object_ref = o.object_ref AND own.ownership_type = 'accountable'
          LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = own.owner_ref
          -- Of "<> ALL" the planner would believe that it leaves next to nothing, and hash the million.
         WHERE o.under_roof AND CASE WHEN o.kind = ANY ((SELECT a.kinds FROM apart AS a)::text[]) THEN false ELSE true END
           AND NOT EXISTS (SELECT FROM pg_catalog.unnest((SELECT a.object_refs FROM apart AS a)) AS named (object_ref)
                            WHERE named.object_ref = o.object_ref)) AS r;
COMMENT ON VIEW {governance}.v_object_owner_resolution IS
    'What comes of each object under the roof: the ownership rows of its frontier, and whether they give it an owner';

-- A container holds everything when each object that must have an owner stands below it. Such containers are ancestors of
-- any one of these objects: so one chain is walked up, and every container is told the nearest link of it above itself. Of
-- the leaves one that stands below no link is looked for first: where there is one, nothing holds everything.
CREATE OR REPLACE VIEW {governance}.v_object_catch_all AS
WITH RECURSIVE node AS MATERIALIZED (
    SELECT c.object_ref, c.kind, c.parent_ref, c.by_name, c.under_roof AND c.requires_owner AS required
      FROM {governance}.v_governance_object_core AS c
), apart AS MATERIALIZED (
    SELECT ARRAY(SELECT n.kind FROM node AS n WHERE NOT n.by_name GROUP BY n.kind) AS kinds,
           ARRAY(SELECT n.object_ref FROM node AS n WHERE n.by_name) AS object_refs
), leaf AS NOT MATERIALIZED (
    SELECT o.parent_ref
      FROM {governance}.v_governance_object_registered AS o
     WHERE o.under_roof AND o.requires_owner
       AND CASE WHEN o.kind = ANY ((SELECT a.kinds FROM apart AS a)::text[]) THEN false ELSE true END
       AND NOT EXISTS (SELECT FROM pg_catalog.unnest((SELECT a.object_refs FROM apart AS a)) AS named (object_ref)
                        WHERE named.object_ref = o.object_ref)
), chain (object_ref, link) AS (
    (SELECT one.parent_ref, 1
       FROM (SELECT n.parent_ref FROM node AS n WHERE n.required UNION ALL SELECT l.parent_ref FROM leaf AS l) AS one LIMIT 1)
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
), packed AS MATERIALIZED (
    SELECT pg_catalog.array_agg(n.object_ref) AS object_refs, pg_catalog.array_agg(n.link) AS links FROM nearest AS n
), held AS MATERIALIZED (
    -- The highest link that some object needs; NULL where one stands below no link at all.
    SELECT CASE WHEN NOT EXISTS (SELECT FROM node AS n WHERE n.required
                                    AND NOT EXISTS (SELECT FROM nearest AS r WHERE r.object_ref = n.object_ref))
                 AND NOT EXISTS (SELECT FROM leaf AS l
                                  WHERE NOT EXISTS (SELECT FROM pg_catalog.unnest((SELECT p.object_refs FROM packed AS p))
                                                                  AS below (object_ref)
                                                     WHERE below.object_ref = l.parent_ref))
                THEN greatest((SELECT pg_catalog.max(r.link)
                                 FROM node AS n JOIN nearest AS r ON r.object_ref = n.object_ref WHERE n.required),
                              (SELECT pg_catalog.max(below.link)
                                 FROM leaf AS l
                                 JOIN ROWS FROM (pg_catalog.unnest((SELECT p.object_refs FROM packed AS p)),
                                                 pg_catalog.unnest((SELECT p.links FROM packed AS p)))
                                        AS below (object_ref, link) ON below.object_ref = l.parent_ref)) END AS link
)
SELECT l.object_ref
  FROM link AS l
  JOIN held ON held.link <= l.link
 WHERE NOT EXISTS (SELECT FROM node AS n WHERE n.object_ref = l.object_ref AND n.required)
UNION
SELECT 'database:this';

-- Counted where they are found: no object leaves the worker that has read it.
-- How many groups there are the planner knows of columns, not of expressions: of seven of these it would expect a million
-- groups, and sort each worker's rows instead of counting them.
CREATE VIEW {governance}.v_object_owner_count AS
WITH held AS MATERIALIZED (
    SELECT pg_catalog.array_agg(h.object_ref) AS object_refs FROM {governance}.v_object_catch_all AS h
), core AS MATERIALIZED (
    SELECT c.object_ref, c.kind, c.schema_name, c.requires_owner, c.owner_ref, c.outcome, c.distance, c.under_roof, c.by_name,
           coalesce(c.source_object_refs <@ (SELECT h.object_refs FROM held AS h), false) AS by_catch_all
      FROM {governance}.v_object_owner_core AS c WHERE c.ownership_type = 'accountable'
), packed AS MATERIALIZED (
    SELECT pg_catalog.array_agg(c.object_ref) AS object_refs, pg_catalog.array_agg(c.owner_ref) AS owner_refs,
           pg_catalog.array_agg(c.outcome) AS outcomes, pg_catalog.array_agg(c.by_catch_all) AS by_catch_all
      FROM core AS c WHERE c.outcome <> 'never owned'
), apart AS MATERIALIZED (
    SELECT ARRAY(SELECT c.kind FROM core AS c WHERE NOT c.by_name GROUP BY c.kind) AS kinds,
           ARRAY(SELECT c.object_ref FROM core AS c WHERE c.by_name) AS object_refs
)
SELECT c.kind, c.schema_name, c.owner_ref, c.outcome, c.requires_owner, coalesce(c.distance = 0, false) AS direct,
       c.by_catch_all AND c.distance > 0 AS by_catch_all, pg_catalog.count(*) AS objects
  FROM core AS c WHERE c.under_roof
 GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT leaf.kind, NULL, CASE WHEN NOT leaf.direct THEN leaf.owner_ref WHEN p.active THEN leaf.own_ref END,
       CASE WHEN NOT leaf.direct THEN coalesce(leaf.outcome, 'never owned')
            WHEN p.active THEN 'owned'
            WHEN leaf.own_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END,
       leaf.requires_owner, leaf.direct, NOT leaf.direct AND coalesce(leaf.by_catch_all, false), leaf.objects
  FROM (SELECT o.kind, o.requires_owner, above.owner_ref, above.outcome, above.by_catch_all, own.owner_ref AS own_ref,
               own.object_ref IS NOT NULL AS direct, pg_catalog.count(*) AS objects
          FROM {governance}.v_governance_object_registered AS o
          LEFT JOIN ROWS FROM (pg_catalog.unnest((SELECT a.object_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.owner_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.outcomes FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.by_catch_all FROM packed AS a)))
                 AS above (object_ref, owner_ref, outcome, by_catch_all) ON above.object_ref = o.parent_ref
          LEFT JOIN ONLY {governance}.governance_object_ownership AS own
                 ON own.object_ref = o.object_ref AND own.ownership_type = 'accountable'
         WHERE o.under_roof AND CASE WHEN o.kind = ANY ((SELECT a.kinds FROM apart AS a)::text[]) THEN false ELSE true END
           AND NOT EXISTS (SELECT FROM pg_catalog.unnest((SELECT a.object_refs FROM apart AS a)) AS named (object_ref)
                            WHERE named.object_ref = o.object_ref)
         GROUP BY 1, 2, 3, 4, 5, 6, 7) AS leaf
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = leaf.own_ref;
COMMENT ON VIEW {governance}.v_object_owner_count IS
    'How many objects under the roof are of a kind, schema, owner and outcome: every figure of the coverage is a sum of it';

CREATE OR REPLACE VIEW {governance}.v_governance_coverage AS
WITH counted AS (
    SELECT coalesce(pg_catalog.sum(c.objects), 0)::bigint AS total,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.requires_owner), 0)::bigint AS required,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.outcome = 'owned' AND c.direct), 0)::bigint AS direct,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.outcome = 'owned' AND NOT c.direct), 0)::bigint AS inherited,
           coalesce(pg_catalog.sum(c.objects) FILTER (
               WHERE c.requires_owner AND c.outcome <> 'owned' AND c.outcome <> 'conflict'), 0)::bigint AS gap,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.requires_owner AND c.outcome = 'conflict'), 0)::bigint AS conflict,
           coalesce(pg_catalog.sum(c.objects) FILTER (
               WHERE c.requires_owner AND c.outcome = 'owned' AND c.by_catch_all), 0)::bigint AS by_catch_all
      FROM {governance}.v_object_owner_count AS c
)
SELECT total, required, direct, inherited, gap, conflict,
       CASE WHEN required = 0 THEN 'n/a'
            ELSE (((10000 * (required - gap - conflict)) / required)::numeric / 100)::numeric(5, 2)::text END AS coverage_pct,
       CASE WHEN required = 0 THEN 'n/a'
            ELSE (((10000 * (required - gap - conflict - by_catch_all)) / required)::numeric / 100)::numeric(5, 2)::text
       END AS coverage_pct_excluding_catch_all
  FROM counted;
