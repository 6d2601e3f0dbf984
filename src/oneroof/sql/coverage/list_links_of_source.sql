-- The links of a source, with all that a row says. source text
SELECT l.object_ref, l.also_in_ref, l.reason, l.created_by, l.created_at::text AS created_at
  FROM ONLY {governance}.governance_object_link AS l
 WHERE l.source = %(source)s::text
 ORDER BY l.object_ref COLLATE "C", l.also_in_ref COLLATE "C"
