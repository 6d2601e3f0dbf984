-- Ownership rows whose object is gone, with the name it has now where its oid says so, else what may have been meant.
SELECT ownership_id::text AS ownership_id, object_ref, ownership_type, owner_ref, renamed_to, status, suggestion, suggested_because
  FROM {governance}.v_object_owner_dangling
 ORDER BY object_ref COLLATE "C", owner_ref COLLATE "C"
