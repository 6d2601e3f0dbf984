-- A partition of the witness's own with a bound as production has it; rolled back.
CREATE TABLE {scratch} PARTITION OF {parent} {definition}
