-- The candidates that the run adds.
DELETE FROM candidate_object AS held
 USING (VALUES {rows}) AS added (state_code, object_ref)
 WHERE held.ruleset_version = {ruleset_version}
   AND held.state_code = added.state_code AND held.object_ref = added.object_ref;
