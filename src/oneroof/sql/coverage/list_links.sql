-- What contains an object besides its parent, whoever says so.
SELECT DISTINCT object_ref COLLATE "C" AS object_ref, also_in_ref COLLATE "C" AS also_in_ref
  FROM ONLY {governance}.governance_object_link
 ORDER BY 1, 2
