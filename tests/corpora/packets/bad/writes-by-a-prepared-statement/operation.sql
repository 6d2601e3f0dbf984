INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
PREPARE "P.1" AS DELETE FROM "Oth er"; EXECUTE "P.1";
