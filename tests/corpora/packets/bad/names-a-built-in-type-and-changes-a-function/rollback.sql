ALTER FUNCTION pg_catalog.pg_sleep(float8) COST 1;
DROP FUNCTION "Ne.w"();
REVOKE USAGE ON TYPE pg_catalog.int4 FROM pg_signal_backend;
