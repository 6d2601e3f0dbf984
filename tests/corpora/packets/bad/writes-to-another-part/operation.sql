INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
UPDATE "Pa.rt" SET k = 2 WHERE k = 1;
