DELETE FROM "It""em" WHERE id > 1000;
UPDATE "Man'y" SET "Te.xt" = lower("Te.xt") WHERE id <= 10;
INSERT INTO "Oth er" VALUES (2, 'two');
