INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
UPDATE "Man'y" SET "Te.xt" = upper("Te.xt") WHERE id <= 10;
DELETE FROM "Oth er" WHERE id = 2;
