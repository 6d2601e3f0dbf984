-- People and teams that can own, and whether they still are there.
SELECT principal_ref, active FROM ONLY {governance}.governance_principal ORDER BY principal_ref COLLATE "C"
