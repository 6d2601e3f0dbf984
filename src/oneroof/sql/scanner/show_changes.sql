-- What a run of the write-half would do, without doing it. changes is list_changes with its literals.
SELECT relation, state_code, object_ref, severity, object_count, objects_digest, truncated, qualifies, change
  FROM (
{changes}
) AS changes
