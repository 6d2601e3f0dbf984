INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1029) AS n;
