-- An object whose ways up lead to more than one owner: each may think that the other answers for it.
SELECT conflict.object_ref,
       pg_catalog.jsonb_build_object('owners', conflict.owner_refs, 'source', conflict.source_object_ref) AS detail
  FROM {governance}.v_object_owner_conflict AS conflict
