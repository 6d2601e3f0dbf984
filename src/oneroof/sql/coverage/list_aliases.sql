-- Other names of principals.
SELECT alias, principal_ref FROM ONLY {governance}.governance_principal_alias ORDER BY alias COLLATE "C"
