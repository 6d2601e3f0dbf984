DELETE FROM "Oth er" WHERE id > 6;
