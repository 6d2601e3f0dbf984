-- The ownership seed: direct rows, each with a key derived from what it says. The object's oid, by which it is found again when
-- it is renamed, is looked up where this runs: a clone has other oids, and another identity.
INSERT INTO governance_object_ownership
       (ownership_id, object_ref, owner_ref, reason, created_by, seen_oid, seen_database_uid)
SELECT seed.ownership_id::uuid, seed.object_ref, seed.owner_ref, seed.reason, seed.created_by, there.object_oid,
       CASE WHEN there.object_oid IS NOT NULL THEN here.database_uid END
  FROM (VALUES {rows}
       ) AS seed (ownership_id, object_ref, owner_ref, reason, created_by)
  LEFT JOIN v_governance_object_tree AS there ON there.object_ref = seed.object_ref
  LEFT JOIN ONLY oneroof.database_identity AS here ON true;
