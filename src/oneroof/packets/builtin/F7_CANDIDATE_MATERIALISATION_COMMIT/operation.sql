-- One run of the write-half at a time: oneroof's third advisory lock.
SELECT pg_advisory_xact_lock(8029466727818421763);

-- The fingerprint that the run belongs to.
INSERT INTO governance_source_snapshot (snapshot_ref, database_uid, fingerprint, server_major)
SELECT {snapshot_ref}, identity.database_uid, {fingerprint}, {server_major}
  FROM ONLY oneroof.database_identity AS identity
ON CONFLICT (snapshot_ref) DO NOTHING;

-- States and candidates by natural key: what would not change is not written, what no longer qualifies is marked.
WITH changes AS MATERIALIZED (
{changes}
), states AS (
    INSERT INTO candidate_state (ruleset_version, state_code, severity, object_count, objects_digest, truncated)
    SELECT {ruleset_version}, state_code, severity, object_count, objects_digest, truncated
      FROM changes
     WHERE relation = 'state' AND change <> 'unchanged'
    ON CONFLICT (ruleset_version, state_code) DO UPDATE
       SET severity = excluded.severity, object_count = excluded.object_count,
           objects_digest = excluded.objects_digest, truncated = excluded.truncated, changed_at = DEFAULT
), objects AS (
    INSERT INTO candidate_object (ruleset_version, state_code, object_ref, qualifies, detail)
    SELECT {ruleset_version}, state_code, object_ref, qualifies, detail
      FROM changes
     WHERE relation = 'object' AND change <> 'unchanged'
    ON CONFLICT (ruleset_version, state_code, object_ref) DO UPDATE
       SET qualifies = excluded.qualifies, detail = excluded.detail, changed_at = DEFAULT
)
INSERT INTO candidate_scan_run (ruleset_version, source_snapshot_ref, inserted, updated, unchanged, truncated, ran_by)
SELECT {ruleset_version}, {snapshot_ref},
       count(*) FILTER (WHERE change = 'inserted'), count(*) FILTER (WHERE change = 'updated'),
       count(*) FILTER (WHERE change = 'unchanged'), coalesce(bool_or(truncated), false), {code}
  FROM changes;
