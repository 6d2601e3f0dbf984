-- The file in which each registered object is written, from the root of its repository.
SELECT object_ref, source_path
  FROM ONLY {governance}.governance_object
 WHERE source_path IS NOT NULL AND status <> 'gone' AND status <> 'retired'
 ORDER BY object_ref COLLATE "C"
