INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
INSERT INTO "EMPTY" SELECT id FROM "Out.side";
