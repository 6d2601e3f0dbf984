INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
MERGE INTO "Oth er" o USING (VALUES (1)) AS v (id) ON o.id = v.id WHEN MATCHED THEN DELETE;
