-- A table in a publication with a filter as production has it; rolled back.
ALTER PUBLICATION {publication} ADD TABLE ONLY {relation} {columns} WHERE ({definition})
