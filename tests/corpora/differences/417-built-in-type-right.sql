-- expects: catalog builtin:type integer +
-- change
REVOKE USAGE ON TYPE pg_catalog.int4 FROM PUBLIC;
