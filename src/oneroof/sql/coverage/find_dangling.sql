-- The dangling rows of one reference: who wrote them, when and why, and what became of the object as far as is known.
-- object_ref text
SELECT d.ownership_id::text AS ownership_id, d.ownership_type, d.owner_ref, o.pin, o.reason, o.created_by,
       pg_catalog.to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at,
       d.status, d.renamed_to, d.suggestion, d.suggested_because
  FROM {governance}.v_object_owner_dangling AS d
  JOIN ONLY {governance}.governance_object_ownership AS o ON o.ownership_id = d.ownership_id
 WHERE d.object_ref = %(object_ref)s::text
 ORDER BY d.ownership_type COLLATE "C", d.owner_ref COLLATE "C"
