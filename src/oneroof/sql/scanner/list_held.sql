-- The states and candidates of a ruleset as they stand, for restoring them. ruleset_version text
SELECT 'state' AS relation, state_code, NULL AS object_ref, severity, object_count, objects_digest, truncated,
       NULL::pg_catalog.bool AS qualifies, NULL AS detail, changed_at::text AS changed_at
  FROM ONLY {governance}.candidate_state WHERE ruleset_version = %(ruleset_version)s::text
UNION ALL
SELECT 'object', state_code, object_ref, NULL, NULL, NULL, NULL, qualifies, detail::text, changed_at::text
  FROM ONLY {governance}.candidate_object WHERE ruleset_version = %(ruleset_version)s::text
