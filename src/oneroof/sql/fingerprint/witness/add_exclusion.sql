-- An exclusion constraint with a text as production has it, on a table of the witness's own; rolled back.
ALTER TABLE {relation} ADD CONSTRAINT {name} {definition}
