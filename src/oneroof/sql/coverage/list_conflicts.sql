-- Objects with more than one owner at the nearest distance; a NULL among owner_refs is a tombstone.
SELECT object_ref, kind, parent_ref, requires_owner, owner_refs, source_object_ref, distance
  FROM {governance}.v_object_owner_conflict
 ORDER BY object_ref COLLATE "C"
