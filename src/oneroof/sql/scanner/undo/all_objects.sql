-- The candidates of a ruleset that had none before.
DELETE FROM candidate_object WHERE ruleset_version = {ruleset_version};
