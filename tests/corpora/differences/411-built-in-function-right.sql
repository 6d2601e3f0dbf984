-- expects: catalog builtin:function pg_catalog.pg_sleep(double precision) +
-- change
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC;
