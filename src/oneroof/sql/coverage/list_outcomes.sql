-- What must have an owner, and what comes of it: owned, conflict, or the reason of the gap; in bytewise order.
SELECT object_ref, outcome
  FROM {governance}.v_object_owner_resolution
 WHERE requires_owner
 ORDER BY object_ref COLLATE "C"
