INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
INSERT INTO "Pa.rt" VALUES (1, 'x');
