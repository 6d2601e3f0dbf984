DELETE FROM "Oth er" WHERE id = 3;
UPDATE "Oth er" SET "No.te" = 'one' WHERE id = 1;
