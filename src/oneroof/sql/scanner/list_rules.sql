-- The rules of a ruleset. ruleset_version text
SELECT state_code, rule, severity, parameters
  FROM ONLY {governance}.governance_ruleset_rule
 WHERE ruleset_version = %(ruleset_version)s::text
 ORDER BY state_code COLLATE "C"
