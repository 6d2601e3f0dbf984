-- The states that the run adds.
DELETE FROM candidate_state AS held
 USING (VALUES {rows}) AS added (state_code)
 WHERE held.ruleset_version = {ruleset_version} AND held.state_code = added.state_code;
