INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 65536', current_database()); END $$;
