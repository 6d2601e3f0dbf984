-- Objects under the roof with their effective owners; NULL where they have none.
-- kind text (NULL: every kind)
SELECT i.object_ref, i.kind, i.parent_ref, i.requires_owner, i.source, i.status,
       o.owner_ref, o.resolution, o.source_object_ref, o.distance
  FROM {governance}.v_governance_object_inventory AS i
  LEFT JOIN {governance}.v_object_owner AS o ON o.object_ref = i.object_ref
 WHERE %(kind)s::text IS NULL OR i.kind = %(kind)s::text
 ORDER BY i.object_ref COLLATE "C"
