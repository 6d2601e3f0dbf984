INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
WITH gone AS (DELETE FROM "Oth er" RETURNING 1) SELECT count(*) FROM gone;
