-- Ownership rows that bear a name in created_by. created_by text
SELECT pg_catalog.count(*) FROM ONLY {governance}.governance_object_ownership WHERE created_by = %(created_by)s::text
