-- expects: catalog extension:pg_trgm +
-- change
CREATE EXTENSION pg_trgm;
