-- A table of the witness's own with the columns of another, empty; rolled back.
CREATE TABLE {scratch} (LIKE {relation})
