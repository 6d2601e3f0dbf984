-- A child of the witness's own, made as a dump makes one: its own columns, and its parents; rolled back.
CREATE TEMPORARY TABLE {scratch} ({columns}) INHERITS ({parents})
