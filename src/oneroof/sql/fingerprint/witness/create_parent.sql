-- A parent of the witness's own: a table with columns of these names in this order; rolled back.
CREATE TEMPORARY TABLE {scratch} ({columns})
