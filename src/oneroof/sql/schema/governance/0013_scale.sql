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

-- Of most objects the planner expects an owner; of an outcome, which is reckoned, it expects next to nothing, and sorts.
CREATE OR REPLACE VIEW {governance}.v_object_owner AS
SELECT object_ref, owner_ref, CASE WHEN distance = 0 THEN 'direct' ELSE 'inherited' END AS resolution,
       source_object_ref, distance
  FROM {governance}.v_object_owner_resolution WHERE owner_ref IS NOT NULL;

-- A container holds everything when each object that must have an owner stands below it. Such containers are ancestors of
-- any one of these objects: so one chain is walked up, its links numbered from the object on, and every container is told
-- the nearest link at or above itself. Any link of a circle holds all of it, so what is there needs no more than its first.
-- Whatever stands below no link keeps all of them from holding everything.
CREATE FUNCTION {governance}.fn_nearest_link(object_refs text[], parent_refs text[], first_ref text)
    RETURNS TABLE (object_ref text, link integer, is_link boolean, needs integer)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 COST 10000
    SET search_path = pg_catalog, pg_temp SET jit = off SET enable_nestloop = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan AS $body$
WITH RECURSIVE node AS MATERIALIZED (
    SELECT n.object_ref, n.parent_ref FROM unnest(object_refs, parent_refs) AS n (object_ref, parent_ref)
), chain (object_ref, link) AS (
    SELECT first_ref, 1 WHERE first_ref IS NOT NULL
    UNION ALL
    SELECT n.parent_ref, c.link + 1 FROM chain AS c JOIN node AS n ON n.object_ref = c.object_ref
     WHERE n.parent_ref IS NOT NULL
) CYCLE object_ref SET repeated USING walked
, links AS MATERIALIZED (
    SELECT c.object_ref, min(c.link) AS link FROM chain AS c GROUP BY c.object_ref
), below AS MATERIALIZED (
    SELECT n.object_ref, n.parent_ref FROM node AS n WHERE NOT EXISTS (SELECT FROM links AS l WHERE l.object_ref = n.object_ref)
), reached (object_ref, link, is_link) AS (
    SELECT n.object_ref, l.link, true FROM links AS l JOIN node AS n ON n.object_ref = l.object_ref
    UNION ALL
    SELECT b.object_ref, r.link, false FROM reached AS r JOIN below AS b ON b.parent_ref = r.object_ref
)
SELECT r.object_ref, r.link, r.is_link,
       least(r.link, (SELECT min(l.link) FROM links AS l JOIN chain AS c ON c.object_ref = l.object_ref WHERE c.repeated))
  FROM reached AS r
$body$;
COMMENT ON FUNCTION {governance}.fn_nearest_link(text[], text[], text) IS
    'The chain of containers from first_ref up, for each object below it the nearest link at or above itself, and the lowest that holds it';

-- Counted where they are found: no object leaves the worker that has read it. Whether a catch-all gives an owner is known
-- when all are counted, so the groups carry which link does: all of an object's sources must be links, the lowest decides.
-- How many groups there are the planner knows of columns, not of expressions: of seven of these it would expect a million
-- groups, and sort each worker's rows instead of counting them.
CREATE VIEW {governance}.v_object_owner_tally AS
WITH core AS MATERIALIZED (
    SELECT c.object_ref, c.kind, c.parent_ref, c.schema_name, c.requires_owner, c.owner_ref, c.outcome, c.distance,
           c.under_roof, c.by_name, c.source_object_ref, c.source_object_refs
      FROM {governance}.v_object_owner_core AS c WHERE c.ownership_type = 'accountable'
), apart AS MATERIALIZED (
    SELECT ARRAY(SELECT c.kind FROM core AS c WHERE NOT c.by_name GROUP BY c.kind) AS kinds,
           ARRAY(SELECT c.object_ref FROM core AS c WHERE c.by_name) AS object_refs
), leaf AS NOT MATERIALIZED (
    SELECT o.object_ref, o.kind, o.parent_ref, o.requires_owner
      FROM {governance}.v_governance_object_registered AS o
     WHERE o.under_roof AND CASE WHEN o.kind = ANY ((SELECT a.kinds FROM apart AS a)::text[]) THEN false ELSE true END
       AND NOT EXISTS (SELECT FROM pg_catalog.unnest((SELECT a.object_refs FROM apart AS a)) AS named (object_ref)
                        WHERE named.object_ref = o.object_ref)
), nearest AS MATERIALIZED (
    SELECT reached.object_ref, reached.link, reached.is_link, reached.needs
      FROM (SELECT pg_catalog.array_agg(c.object_ref) AS object_refs, pg_catalog.array_agg(c.parent_ref) AS parent_refs
              FROM core AS c) AS forest
     CROSS JOIN (SELECT c.parent_ref FROM core AS c WHERE c.under_roof AND c.requires_owner
                 UNION ALL
                 SELECT l.parent_ref FROM leaf AS l WHERE l.requires_owner LIMIT 1) AS one
     CROSS JOIN LATERAL {governance}.fn_nearest_link(forest.object_refs, forest.parent_refs, one.parent_ref) AS reached
), chain AS MATERIALIZED (
    -- What must have an owner itself holds at most the others.
    SELECT n.link, CASE WHEN NOT (c.under_roof AND c.requires_owner) THEN n.object_ref END AS object_ref
      FROM nearest AS n JOIN core AS c ON c.object_ref = n.object_ref
     WHERE n.is_link
), offered AS MATERIALIZED (
    SELECT c.object_ref, c.link FROM chain AS c WHERE c.object_ref <> 'database:this'
    UNION ALL
    SELECT 'database:this', 2147483647  -- it always holds everything
), placed AS MATERIALIZED (
    SELECT c.object_ref, c.kind, c.schema_name, c.requires_owner, c.owner_ref, c.outcome, c.distance, c.under_roof,
           n.needs AS link,
           CASE WHEN pg_catalog.cardinality(c.source_object_refs) > 1
                THEN (SELECT CASE WHEN pg_catalog.count(*) = pg_catalog.count(each.link) THEN pg_catalog.min(each.link) END
                        FROM pg_catalog.unnest(c.source_object_refs) AS s (object_ref)
                        LEFT JOIN offered AS each ON each.object_ref = s.object_ref)
                ELSE o.link END AS source_link
      FROM core AS c
      LEFT JOIN nearest AS n ON n.object_ref = c.object_ref
      LEFT JOIN offered AS o ON o.object_ref = c.source_object_ref
), packed AS MATERIALIZED (
    SELECT pg_catalog.array_agg(c.object_ref) AS object_refs, pg_catalog.array_agg(c.owner_ref) AS owner_refs,
           pg_catalog.array_agg(c.outcome) AS outcomes, pg_catalog.array_agg(c.source_link) AS source_links,
           pg_catalog.array_agg(c.link) AS links
      FROM placed AS c
)
SELECT c.kind, c.schema_name, c.owner_ref, c.outcome, c.requires_owner, coalesce(c.distance = 0, false) AS direct,
       c.source_link, pg_catalog.count(*) AS objects, pg_catalog.max(c.link) AS link,
       pg_catalog.count(*) - pg_catalog.count(c.link) AS below_no_link,
       ARRAY(SELECT h.object_ref FROM chain AS h ORDER BY h.link) AS chain
  FROM placed AS c WHERE c.under_roof
 GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT found.kind, NULL, CASE WHEN NOT found.direct THEN found.owner_ref WHEN p.active THEN found.own_ref END,
       CASE WHEN NOT found.direct THEN coalesce(found.outcome, 'never owned')
            WHEN p.active THEN 'owned'
            WHEN found.own_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END,
       found.requires_owner, found.direct, found.source_link, found.objects, found.link, found.below_no_link,
       ARRAY(SELECT h.object_ref FROM chain AS h ORDER BY h.link)
  FROM (SELECT l.kind, l.requires_owner, above.owner_ref, above.outcome, above.source_link, own.owner_ref AS own_ref,
               own.object_ref IS NOT NULL AS direct, pg_catalog.count(*) AS objects, pg_catalog.max(above.link) AS link,
               pg_catalog.count(*) - pg_catalog.count(above.link) AS below_no_link
          FROM leaf AS l
          LEFT JOIN ROWS FROM (pg_catalog.unnest((SELECT a.object_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.owner_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.outcomes FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.source_links FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.links FROM packed AS a)))
                 AS above (object_ref, owner_ref, outcome, source_link, link) ON above.object_ref = l.parent_ref
          LEFT JOIN ONLY {governance}.governance_object_ownership AS own
                 ON own.object_ref = l.object_ref AND own.ownership_type = 'accountable'
         GROUP BY 1, 2, 3, 4, 5, 6, 7) AS found
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = found.own_ref;
COMMENT ON VIEW {governance}.v_object_owner_tally IS
    'What the counts are sums of; link: the highest of the chain that an object of the group needs; chain: what may hold all';

CREATE OR REPLACE VIEW {governance}.v_object_catch_all AS
SELECT link.object_ref
  FROM (SELECT t.chain, CASE WHEN pg_catalog.sum(t.below_no_link) = 0 THEN pg_catalog.max(t.link) END AS needed
          FROM {governance}.v_object_owner_tally AS t WHERE t.requires_owner GROUP BY t.chain) AS held
 CROSS JOIN LATERAL pg_catalog.unnest(held.chain) WITH ORDINALITY AS link (object_ref, link)
 WHERE link.link >= held.needed AND link.object_ref IS NOT NULL
UNION
SELECT 'database:this';

CREATE VIEW {governance}.v_object_owner_count AS
WITH tally AS MATERIALIZED (
    SELECT t.kind, t.schema_name, t.owner_ref, t.outcome, t.requires_owner, t.direct, t.source_link, t.objects, t.link,
           t.below_no_link
      FROM {governance}.v_object_owner_tally AS t
), held AS MATERIALIZED (
    -- The highest link that some object needs; only the database's own is higher where one stands below no link at all.
    SELECT CASE WHEN pg_catalog.sum(t.below_no_link) = 0 THEN pg_catalog.max(t.link) ELSE 2147483647 END AS link
      FROM tally AS t WHERE t.requires_owner
)
SELECT t.kind, t.schema_name, t.owner_ref, t.outcome, t.requires_owner, t.direct,
       NOT t.direct AND coalesce(t.source_link >= (SELECT h.link FROM held AS h), false) AS by_catch_all,
       pg_catalog.sum(t.objects)::bigint AS objects
  FROM tally AS t
 GROUP BY 1, 2, 3, 4, 5, 6, 7;
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
