INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
SELECT set_config('session_replication_role', 'replica', true);
