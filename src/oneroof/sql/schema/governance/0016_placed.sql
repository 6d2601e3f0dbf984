-- Governance, migration 16: counts place what is deep object by object, and all else by what contains it.

-- All that is not reckoned whole, shallow containers like leaves, is counted by what it stands in. From these counts registered
-- objects that are deep by name are taken, and those that bear a row of their own: these are in a group of their own, which
-- needs the same link, so that a group of which nothing is left may be forgotten. Whether a catch-all gives an owner is known
-- when all are counted, so the groups carry which link does: all of an object's sources must be links, the lowest decides. The
-- chain is walked over what is deep, and over the one shallow container that the object which it starts from may stand in: no
-- other shallow one is a link.
CREATE OR REPLACE VIEW {governance}.v_object_owner_tally AS
WITH deep AS MATERIALIZED (
    SELECT d.object_ref, d.kind, d.parent_ref, d.schema_name, d.requires_owner, d.owner_ref, d.outcome, d.distance,
           d.under_roof, d.by_name, d.source_object_ref, d.source_object_refs
      FROM {governance}.v_object_owner_deep AS d WHERE d.ownership_type = 'accountable'
), apart AS MATERIALIZED (
    SELECT ARRAY(SELECT k.kind FROM {governance}.v_governance_parent_kind AS k WHERE k.deep) AS kinds,
           ARRAY(SELECT d.object_ref FROM deep AS d WHERE d.by_name) AS object_refs
), named AS MATERIALIZED (
    -- OFFSET 0: looked up one by one; they are few, and the planner cannot know it.
    SELECT o.object_ref, o.kind, o.parent_ref
      FROM pg_catalog.unnest((SELECT a.object_refs FROM apart AS a)) AS n (object_ref)
     CROSS JOIN LATERAL (SELECT r.object_ref, r.kind, r.parent_ref, r.under_roof
                           FROM {governance}.v_governance_object_registered AS r
                          WHERE r.object_ref = n.object_ref OFFSET 0) AS o
     WHERE o.under_roof AND pg_catalog.split_part(o.kind, ':', 1) COLLATE "C" <> ALL ((SELECT a.kinds FROM apart AS a)::text[])
), bearer AS MATERIALIZED (
    -- OFFSET 0: what bears a row is found among a million first, and judged then.
    SELECT l.kind, l.parent_ref, l.requires_owner, l.owner_ref
      FROM (SELECT o.object_ref, o.kind, o.parent_ref, o.under_roof, o.requires_owner, own.owner_ref
              FROM ONLY {governance}.governance_object_ownership AS own
              JOIN {governance}.v_governance_object_registered AS o ON o.object_ref = own.object_ref
             WHERE own.ownership_type = 'accountable' OFFSET 0) AS l
     WHERE l.under_roof AND pg_catalog.split_part(l.kind, ':', 1) COLLATE "C" <> ALL ((SELECT a.kinds FROM apart AS a)::text[])
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
     WHERE h.status <> 'retired' AND h.status <> 'gone'
       AND pg_catalog.split_part(h.kind, ':', 1) COLLATE "C" <> ALL ((SELECT a.kinds FROM apart AS a)::text[])
     GROUP BY h.parent_ref, h.kind
), leaf AS MATERIALIZED (
    SELECT h.kind, h.parent_ref, h.requires_owner, h.objects - coalesce(n.objects, 0) AS objects
      FROM here AS h
      LEFT JOIN (SELECT n.parent_ref, n.kind, pg_catalog.count(*) AS objects FROM named AS n GROUP BY n.parent_ref, n.kind) AS n
             ON n.kind = h.kind AND coalesce(n.parent_ref, '') = coalesce(h.parent_ref, '')
            AND (n.parent_ref IS NULL) = (h.parent_ref IS NULL)
     WHERE h.objects > coalesce(n.objects, 0)
), one AS MATERIALIZED (
    SELECT d.parent_ref FROM deep AS d WHERE d.under_roof AND d.requires_owner
    UNION ALL
    SELECT l.parent_ref FROM leaf AS l WHERE l.requires_owner LIMIT 1
), tree AS MATERIALIZED (
    SELECT d.object_ref, d.parent_ref, d.under_roof AND d.requires_owner AS itself FROM deep AS d
    UNION ALL
    SELECT o.object_ref, o.parent_ref, o.under_roof AND o.requires_owner
      FROM one JOIN {governance}.v_governance_object_registered AS o ON o.object_ref = one.parent_ref
     WHERE NOT EXISTS (SELECT FROM deep AS d WHERE d.object_ref = o.object_ref)
), nearest AS MATERIALIZED (
    SELECT reached.object_ref, reached.link, reached.is_link, reached.needs
      FROM (SELECT pg_catalog.array_agg(t.object_ref) AS object_refs, pg_catalog.array_agg(t.parent_ref) AS parent_refs
              FROM tree AS t) AS forest
     CROSS JOIN one
     CROSS JOIN LATERAL {governance}.fn_nearest_link(forest.object_refs, forest.parent_refs, one.parent_ref) AS reached
), chain AS MATERIALIZED (
    -- What must have an owner itself holds at most the others.
    SELECT n.link, CASE WHEN NOT t.itself THEN n.object_ref END AS object_ref
      FROM nearest AS n JOIN tree AS t ON t.object_ref = n.object_ref
     WHERE n.is_link
), offered AS MATERIALIZED (
    SELECT c.object_ref, c.link FROM chain AS c WHERE c.object_ref <> 'database:this'
    UNION ALL
    SELECT 'database:this', 2147483647  -- it always holds everything
), placed AS MATERIALIZED (
    SELECT d.object_ref, d.kind, d.schema_name, d.requires_owner, d.owner_ref, d.outcome, d.distance, d.under_roof,
           n.needs AS link,
           CASE WHEN pg_catalog.cardinality(d.source_object_refs) > 1
                THEN (SELECT CASE WHEN pg_catalog.count(*) = pg_catalog.count(each.link) THEN pg_catalog.min(each.link) END
                        FROM pg_catalog.unnest(d.source_object_refs) AS s (object_ref)
                        LEFT JOIN offered AS each ON each.object_ref = s.object_ref)
                ELSE o.link END AS source_link
      FROM deep AS d
      LEFT JOIN nearest AS n ON n.object_ref = d.object_ref
      LEFT JOIN offered AS o ON o.object_ref = d.source_object_ref
), packed AS MATERIALIZED (
    -- Of a CTE the planner takes rows to be millions here, and would sort both sides; of arrays it takes them to be few.
    SELECT pg_catalog.array_agg(c.object_ref) AS object_refs, pg_catalog.array_agg(c.owner_ref) AS owner_refs,
           pg_catalog.array_agg(c.outcome) AS outcomes, pg_catalog.array_agg(c.source_link) AS source_links,
           pg_catalog.array_agg(c.link) AS links
      FROM placed AS c
), link AS MATERIALIZED (
    -- The shallow container that is one, if any: what it gives by a row of its own, and what stands in it needs.
    SELECT n.object_ref, n.needs, o.link AS source_link
      FROM nearest AS n LEFT JOIN offered AS o ON o.object_ref = n.object_ref
     WHERE NOT EXISTS (SELECT FROM deep AS d WHERE d.object_ref = n.object_ref)
)
SELECT c.kind, c.schema_name, c.owner_ref, c.outcome, c.requires_owner, coalesce(c.distance = 0, false) AS direct,
       c.source_link, pg_catalog.count(*) AS objects, pg_catalog.max(c.link) AS link,
       pg_catalog.count(*) - pg_catalog.count(c.link) AS below_no_link,
       ARRAY(SELECT h.object_ref FROM chain AS h ORDER BY h.link) AS chain
  FROM placed AS c WHERE c.under_roof
 GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT l.kind, NULL,
       CASE WHEN l.direct THEN CASE WHEN p.active THEN l.own_ref END WHEN near.bears THEN near.owner_ref ELSE above.owner_ref END,
       CASE WHEN NOT l.direct THEN coalesce(near.outcome, above.outcome, 'never owned')
            WHEN p.active THEN 'owned'
            WHEN l.own_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END,
       l.requires_owner, l.direct,
       CASE WHEN NOT l.direct AND near.bears
            THEN CASE WHEN near.object_ref = (SELECT k.object_ref FROM link AS k) THEN (SELECT k.source_link FROM link AS k) END
            ELSE above.source_link END,
       pg_catalog.sum(l.objects)::bigint,
       pg_catalog.max(CASE WHEN near.object_ref = (SELECT k.object_ref FROM link AS k) THEN (SELECT k.needs FROM link AS k)
                           ELSE above.link END),
       -- What holds the one shallow link holds that, too.
       coalesce(pg_catalog.sum(l.objects) FILTER (
           WHERE above.link IS NULL AND coalesce(near.object_ref <> (SELECT k.object_ref FROM link AS k), true)), 0)::bigint,
       ARRAY(SELECT h.object_ref FROM chain AS h ORDER BY h.link)
  FROM (SELECT h.kind, h.parent_ref, h.requires_owner, false, NULL, h.objects FROM leaf AS h
        UNION ALL
        SELECT b.kind, b.parent_ref, b.requires_owner, false, NULL, -1 FROM bearer AS b
        UNION ALL
        SELECT b.kind, b.parent_ref, b.requires_owner, true, b.owner_ref, 1 FROM bearer AS b
       ) AS l (kind, parent_ref, requires_owner, direct, own_ref, objects)
  LEFT JOIN {governance}.v_object_owner_shallow AS near ON near.object_ref = l.parent_ref
  LEFT JOIN ROWS FROM (pg_catalog.unnest((SELECT a.object_refs FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.owner_refs FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.outcomes FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.source_links FROM packed AS a)),
                       pg_catalog.unnest((SELECT a.links FROM packed AS a)))
         AS above (object_ref, owner_ref, outcome, source_link, link)
         ON above.object_ref = CASE WHEN near.object_ref IS NULL THEN l.parent_ref ELSE near.parent_ref END
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = l.own_ref
 GROUP BY 1, 2, 3, 4, 5, 6, 7
HAVING pg_catalog.sum(l.objects) > 0;
