-- The candidates that the run changes, as they were.
UPDATE candidate_object AS held
   SET qualifies = was.qualifies::boolean, detail = was.detail::jsonb, changed_at = was.changed_at::timestamptz
  FROM (VALUES {rows}) AS was (state_code, object_ref, qualifies, detail, changed_at)
 WHERE held.ruleset_version = {ruleset_version}
   AND held.state_code = was.state_code AND held.object_ref = was.object_ref;
