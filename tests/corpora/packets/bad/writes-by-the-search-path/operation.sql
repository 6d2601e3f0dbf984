INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
SET LOCAL search_path = "SET search_path"; INSERT INTO "It""em" VALUES (1);
