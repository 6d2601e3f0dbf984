-- Objects that must have an owner and have none, with the reason and the row that says so.
SELECT object_ref, kind, parent_ref, reason, source_object_ref
  FROM {governance}.v_object_owner_gap
 ORDER BY object_ref COLLATE "C"
