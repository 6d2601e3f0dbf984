-- expects: catalog builtin:functions digest
-- change
ALTER FUNCTION pg_catalog.lower(text) COST 9;
