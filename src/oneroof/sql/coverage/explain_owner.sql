-- The way from an object up to its outermost container, and what is stated at each step; the nearest statement decides.
-- object_ref text
WITH RECURSIVE node AS MATERIALIZED (
    SELECT object_ref, kind, parent_ref FROM {governance}.v_governance_object_tree
), path (object_ref, kind, parent_ref, distance) AS (
    SELECT n.object_ref, n.kind, n.parent_ref, 0 FROM node AS n WHERE n.object_ref = %(object_ref)s::text
    UNION ALL
    SELECT n.object_ref, n.kind, n.parent_ref, p.distance + 1
      FROM path AS p JOIN node AS n ON n.object_ref = p.parent_ref
) CYCLE object_ref SET repeated USING walked
SELECT p.object_ref, p.kind, p.distance, o.ownership_id::text AS ownership_id, o.owner_ref,
       o.ownership_id IS NOT NULL AND o.owner_ref IS NULL AS tombstone,
       o.reason, o.created_by, principal.active AS owner_active
  FROM path AS p
  LEFT JOIN ONLY {governance}.governance_object_ownership AS o
         ON o.object_ref = p.object_ref AND o.ownership_type = 'accountable'
  LEFT JOIN ONLY {governance}.governance_principal AS principal ON principal.principal_ref = o.owner_ref
 WHERE NOT p.repeated
 ORDER BY p.distance, o.owner_ref COLLATE "C"
