-- An object and everything above it, by parents and links, each once, with its links and the rows that it bears.
-- object_ref text, ownership_type text
WITH RECURSIVE tree AS MATERIALIZED (
    SELECT object_ref, kind, parent_ref, status, under_roof, requires_owner FROM {governance}.v_governance_object_tree
), node AS MATERIALIZED (
    SELECT object_ref, kind, parent_ref, status, under_roof, requires_owner FROM tree
    UNION ALL
    -- A column, or a field, that neither the ruleset nor a row names is there for the asking.
    SELECT c.object_ref, c.kind, c.parent_ref, c.status, false, false
      FROM {governance}.fn_catalog_objects(named => ARRAY[%(object_ref)s::text]) AS c
     WHERE pg_catalog.split_part(%(object_ref)s::text, ':', 1) = ANY (ARRAY['column', 'directus_field'])
       AND c.object_ref = %(object_ref)s::text
       AND EXISTS (SELECT FROM tree WHERE tree.object_ref = c.parent_ref)
       AND NOT EXISTS (SELECT FROM tree WHERE tree.object_ref = c.object_ref)
), above (object_ref) AS (
    SELECT n.object_ref FROM node AS n WHERE n.object_ref = %(object_ref)s::text
    UNION
    SELECT up.object_ref
      FROM above AS a
      JOIN node AS n ON n.object_ref = a.object_ref
     CROSS JOIN LATERAL (SELECT n.parent_ref WHERE n.parent_ref IS NOT NULL
                         UNION ALL
                         SELECT l.also_in_ref FROM ONLY {governance}.governance_object_link AS l
                          WHERE l.object_ref = n.object_ref) AS up (object_ref)
)
SELECT n.object_ref, n.kind, n.parent_ref, n.status, n.under_roof, n.requires_owner,
       (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('also_in_ref', l.also_in_ref, 'source', l.source)
                                             ORDER BY l.also_in_ref COLLATE "C", l.source COLLATE "C"), '[]')
          FROM ONLY {governance}.governance_object_link AS l WHERE l.object_ref = n.object_ref) AS links,
       (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                   'ownership_id', o.ownership_id, 'owner_ref', o.owner_ref, 'pin', o.pin, 'reason', o.reason,
                   'created_by', o.created_by, 'owner_active', p.active,
                   'created_at', pg_catalog.to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                   ORDER BY o.owner_ref COLLATE "C"), '[]')
          FROM ONLY {governance}.governance_object_ownership AS o
          LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = o.owner_ref
         WHERE o.object_ref = n.object_ref AND o.ownership_type = %(ownership_type)s::text) AS rows
  FROM above AS a JOIN node AS n ON n.object_ref = a.object_ref
 ORDER BY n.object_ref COLLATE "C"
