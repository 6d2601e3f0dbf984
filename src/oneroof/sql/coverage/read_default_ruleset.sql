-- What a query of a ruleset gives, where none is installed.
-- Its place: ruleset, a query that gives kinds, schemas, excluded_names, required_kinds.
SELECT kinds::text[] AS kinds, schemas::text[] AS schemas, excluded_names::text[] AS excluded_names,
       required_kinds::text[] AS required_kinds
  FROM ({ruleset}) AS ruleset
