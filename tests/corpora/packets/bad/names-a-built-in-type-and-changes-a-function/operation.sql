GRANT USAGE ON TYPE pg_catalog.int4 TO pg_signal_backend;
CREATE FUNCTION "Ne.w"() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION pg_catalog.pg_sleep(float8) COST 7;
