-- The states that the run changes, as they were.
UPDATE candidate_state AS held
   SET severity = was.severity, object_count = was.object_count::integer, objects_digest = was.objects_digest,
       truncated = was.truncated::boolean, changed_at = was.changed_at::timestamptz
  FROM (VALUES {rows}) AS was (state_code, severity, object_count, objects_digest, truncated, changed_at)
 WHERE held.ruleset_version = {ruleset_version} AND held.state_code = was.state_code;
