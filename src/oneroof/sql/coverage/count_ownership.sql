-- Ownership rows, gap and conflict: the three numbers that a seed is guarded by.
SELECT (SELECT pg_catalog.count(*) FROM ONLY {governance}.governance_object_ownership) AS ownership,
       (SELECT pg_catalog.count(*) FROM {governance}.v_object_owner_gap)               AS gap,
       (SELECT pg_catalog.count(*) FROM {governance}.v_object_owner_conflict)          AS conflict
