DELETE FROM "Oth er" WHERE id = 3;
