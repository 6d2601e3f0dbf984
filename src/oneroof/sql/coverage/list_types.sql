-- The types of ownership that some row is of.
SELECT DISTINCT ownership_type COLLATE "C" AS ownership_type FROM ONLY {governance}.governance_object_ownership ORDER BY 1
