INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
SELECT pg_advisory_lock(7), pg_advisory_lock_shared(-1, 5);
