-- A CHECK of the witness's own with a constraint's text as production has it; rolled back, no row is looked at.
ALTER TABLE {holder} ADD CONSTRAINT {scratch} {definition} NOT VALID
