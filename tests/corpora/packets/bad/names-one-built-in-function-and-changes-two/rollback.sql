REVOKE EXECUTE ON FUNCTION pg_catalog.pg_ls_waldir() FROM pg_signal_backend;
ALTER FUNCTION pg_catalog.pg_sleep(float8) COST 1;
