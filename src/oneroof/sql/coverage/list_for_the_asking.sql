-- Columns, or Directus' fields that have none, of what is under the roof, with their effective owners: those that a row or a link
-- names are in the tree, the others have what their container has.
-- kind text (column, directus_field)
WITH core AS MATERIALIZED (
    SELECT c.object_ref, c.owner_ref, c.source_object_ref, c.distance
      FROM {governance}.v_object_owner_core AS c WHERE c.ownership_type = 'accountable'
)
SELECT c.object_ref, c.kind, c.parent_ref, false AS requires_owner, c.source, c.status, decided.owner_ref,
       CASE WHEN decided.owner_ref IS NULL THEN NULL WHEN decided.distance = 0 THEN 'direct' ELSE 'inherited' END AS resolution,
       CASE WHEN decided.owner_ref IS NOT NULL THEN decided.source_object_ref END AS source_object_ref,
       CASE WHEN decided.owner_ref IS NOT NULL THEN decided.distance END AS distance
  FROM {governance}.fn_catalog_objects(ARRAY[%(kind)s::text]) AS c
  JOIN {governance}.v_governance_object_inventory AS above ON above.object_ref = c.parent_ref
  LEFT JOIN core AS own ON own.object_ref = c.object_ref
  LEFT JOIN core AS given ON given.object_ref = c.parent_ref
 CROSS JOIN LATERAL (SELECT own.owner_ref, own.source_object_ref, own.distance WHERE own.object_ref IS NOT NULL
                     UNION ALL
                     SELECT given.owner_ref, given.source_object_ref, given.distance + 1 WHERE own.object_ref IS NULL) AS decided
 WHERE c.kind = %(kind)s::text
   AND NOT EXISTS (SELECT FROM ONLY {governance}.governance_ruleset AS r
                    WHERE r.active
                      AND (c.own_name LIKE ANY (r.excluded_names) OR c.relation_name LIKE ANY (r.excluded_names)))
 ORDER BY c.object_ref COLLATE "C"
