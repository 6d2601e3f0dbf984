INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
DO $$ BEGIN PERFORM set_config('track' || '_counts', 'off', true); DELETE FROM "Oth er"; END $$;
