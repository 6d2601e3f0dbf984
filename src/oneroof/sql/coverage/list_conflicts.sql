-- Objects whose nearest rows, on one way up or on several, name more than one owner; a NULL among owner_refs is a tombstone.
SELECT object_ref, kind, parent_ref, requires_owner, owner_refs, source_object_ref, distance, claims
  FROM {governance}.v_object_owner_conflict
 ORDER BY object_ref COLLATE "C"
