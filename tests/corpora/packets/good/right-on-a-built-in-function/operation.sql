DO $$ BEGIN GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_waldir() TO pg_signal_backend; EXCEPTION WHEN division_by_zero THEN NULL; END $$;
