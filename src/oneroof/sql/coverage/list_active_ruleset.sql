-- The ruleset in force; there is at most one.
SELECT ruleset_version, kinds::text[] AS kinds, schemas::text[] AS schemas, excluded_names::text[] AS excluded_names,
       required_kinds::text[] AS required_kinds
  FROM ONLY {governance}.governance_ruleset
 WHERE active
