UPDATE "Man'y" SET n = n + 100 WHERE id <= 4000;
