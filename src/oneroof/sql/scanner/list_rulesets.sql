-- The ruleset in force, or none: its version and its cap.
SELECT ruleset_version, cap_per_state FROM ONLY {governance}.governance_ruleset WHERE active
