-- The ruleset in force; there is at most one.
SELECT ruleset_version FROM ONLY {governance}.governance_ruleset WHERE active
