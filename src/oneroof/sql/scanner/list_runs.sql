-- The write-half's runs for a ruleset, oldest first. ruleset_version text
SELECT run_id::text AS run_id, source_snapshot_ref, inserted, updated, unchanged, truncated
  FROM ONLY {governance}.candidate_scan_run
 WHERE ruleset_version = %(ruleset_version)s::text
 ORDER BY ran_at, run_id
