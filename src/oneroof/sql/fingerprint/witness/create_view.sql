-- A view of the witness's own with a definition's text as production has it; rolled back.
CREATE TEMPORARY VIEW {scratch} AS {definition}
