-- Governance, migration 14: leaves are counted where they stand before anything is joined to them.

-- What stands in an object, by kind and status: an index tells how many leaves there are of each without a look at them.
CREATE INDEX governance_object_place ON {governance}.governance_object (parent_ref, kind, status);
DROP INDEX {governance}.governance_object_parent;

-- Whether a catch-all gives an owner is known when all are counted, so the groups carry which link does: all of an object's
-- sources must be links, the lowest decides. Leaves are counted by what they stand in. From these counts registered objects
-- that are of the core all the same are taken, and those that bear a row of their own: these are in a group of their own,
-- which needs the same link, so that a group of which nothing is left may be forgotten.
CREATE OR REPLACE VIEW {governance}.v_object_owner_tally AS
WITH core AS MATERIALIZED (
    SELECT c.object_ref, c.kind, c.parent_ref, c.schema_name, c.requires_owner, c.owner_ref, c.outcome, c.distance,
           c.under_roof, c.by_name, c.source_object_ref, c.source_object_refs
      FROM {governance}.v_object_owner_core AS c WHERE c.ownership_type = 'accountable'
), apart AS MATERIALIZED (
    SELECT ARRAY(SELECT c.kind FROM core AS c WHERE NOT c.by_name GROUP BY c.kind) AS kinds,
           ARRAY(SELECT c.object_ref FROM core AS c WHERE c.by_name) AS object_refs
), named AS MATERIALIZED (
    -- OFFSET 0: looked up one by one; they are few, and the planner cannot know it.
    SELECT o.object_ref, o.kind, o.parent_ref, o.requires_owner
      FROM pg_catalog.unnest((SELECT a.object_refs FROM apart AS a)) AS n (object_ref)
     CROSS JOIN LATERAL (SELECT r.object_ref, r.kind, r.parent_ref, r.under_roof, r.requires_owner
                           FROM {governance}.v_governance_object_registered AS r
                          WHERE r.object_ref = n.object_ref OFFSET 0) AS o
     WHERE o.under_roof AND o.kind <> ALL ((SELECT a.kinds FROM apart AS a)::text[])
), bearer AS MATERIALIZED (
    -- OFFSET 0: what bears a row is found among a million first, and judged then.
    SELECT l.kind, l.parent_ref, l.requires_owner, l.owner_ref
      FROM (SELECT o.object_ref, o.kind, o.parent_ref, o.under_roof, o.requires_owner, own.owner_ref
              FROM ONLY {governance}.governance_object_ownership AS own
              JOIN {governance}.v_governance_object_registered AS o ON o.object_ref = own.object_ref
             WHERE own.ownership_type = 'accountable' OFFSET 0) AS l
     WHERE l.under_roof AND l.kind <> ALL ((SELECT a.kinds FROM apart AS a)::text[])
       AND NOT EXISTS (SELECT FROM named AS n WHERE n.object_ref = l.object_ref)
), here AS MATERIALIZED (
    -- Judged as v_governance_object_registered judges each, by kind and status alone.
    SELECT h.parent_ref, h.kind, pg_catalog.sum(h.objects)::bigint AS objects,
           coalesce(h.kind = ANY ((SELECT r.required_kinds FROM ONLY {governance}.governance_ruleset AS r
                                    WHERE r.active)::text[]),
                    false)
               AND h.kind <> 'database' AND h.kind <> 'schema' AND h.kind <> 'directus_folder' AS requires_owner
      FROM (SELECT o.parent_ref, o.kind, o.status, pg_catalog.count(*) AS objects
              FROM ONLY {governance}.governance_object AS o GROUP BY o.parent_ref, o.kind, o.status OFFSET 0) AS h
     WHERE h.status <> 'retired' AND h.status <> 'gone' AND h.kind <> ALL ((SELECT a.kinds FROM apart AS a)::text[])
     GROUP BY h.parent_ref, h.kind
), leaf AS MATERIALIZED (
    SELECT h.kind, h.parent_ref, h.requires_owner, h.objects - coalesce(n.objects, 0) AS objects
      FROM here AS h
      LEFT JOIN (SELECT n.parent_ref, n.kind, pg_catalog.count(*) AS objects FROM named AS n GROUP BY n.parent_ref, n.kind) AS n
             ON n.kind = h.kind AND coalesce(n.parent_ref, '') = coalesce(h.parent_ref, '')
            AND (n.parent_ref IS NULL) = (h.parent_ref IS NULL)
     WHERE h.objects > coalesce(n.objects, 0)
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
      LEFT JOIN ROWS FROM (pg_catalog.unnest(ARRAY(SELECT f.object_ref FROM offered AS f ORDER BY f.link)),
                           pg_catalog.unnest(ARRAY(SELECT f.link FROM offered AS f ORDER BY f.link)))
             AS o (object_ref, link) ON o.object_ref = c.source_object_ref
), packed AS MATERIALIZED (
    -- Of a CTE the planner takes rows to be millions here, and would sort both sides; of arrays it takes them to be few.
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
SELECT l.kind, NULL, CASE WHEN NOT l.direct THEN above.owner_ref WHEN p.active THEN l.own_ref END,
       CASE WHEN NOT l.direct THEN coalesce(above.outcome, 'never owned')
            WHEN p.active THEN 'owned'
            WHEN l.own_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END,
       l.requires_owner, l.direct, above.source_link, pg_catalog.sum(l.objects)::bigint, pg_catalog.max(above.link),
       coalesce(pg_catalog.sum(l.objects) FILTER (WHERE above.link IS NULL), 0)::bigint,
       ARRAY(SELECT h.object_ref FROM chain AS h ORDER BY h.link)
  FROM (SELECT h.kind, h.parent_ref, h.requires_owner, false, NULL, h.objects FROM leaf AS h
        UNION ALL
        SELECT b.kind, b.parent_ref, b.requires_owner, false, NULL, -1 FROM bearer AS b
        UNION ALL
        SELECT b.kind, b.parent_ref, b.requires_owner, true, b.owner_ref, 1 FROM bearer AS b
       ) AS l (kind, parent_ref, requires_owner, direct, own_ref, objects)
  LEFT JOIN ROWS FROM (pg_catalog.unnest((SELECT a.object_refs FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.owner_refs FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.outcomes FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.source_links FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.links FROM packed AS a)))
         AS above (object_ref, owner_ref, outcome, source_link, link) ON above.object_ref = l.parent_ref
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = l.own_ref
 GROUP BY 1, 2, 3, 4, 5, 6, 7
HAVING pg_catalog.sum(l.objects) > 0;
