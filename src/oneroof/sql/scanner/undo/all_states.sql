-- The states of a ruleset that had none before.
DELETE FROM candidate_state WHERE ruleset_version = {ruleset_version};
