INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
GRANT SELECT ("No.te") ON "Oth er" TO PUBLIC;
