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
ALTER FUNCTION {governance}.fn_catalog_objects(text[], text[]) PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_collections() PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_home() PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_rows(text[]) PARALLEL SAFE;
ALTER FUNCTION {governance}.fn_directus_objects(text[]) PARALLEL SAFE;
