-- The rows of accountable ownership that stand; owner_ref NULL is a tombstone.
SELECT object_ref, owner_ref, pin, created_by
  FROM ONLY {governance}.governance_object_ownership
 WHERE ownership_type = 'accountable'
 ORDER BY object_ref COLLATE "C", owner_ref COLLATE "C"
