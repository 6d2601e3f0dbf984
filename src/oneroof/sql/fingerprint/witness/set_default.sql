-- A column's default as production has it; rolled back.
ALTER TABLE ONLY {relation} ALTER COLUMN {column} SET DEFAULT {definition}
