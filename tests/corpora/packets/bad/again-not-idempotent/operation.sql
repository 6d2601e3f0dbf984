INSERT INTO "Oth er" SELECT max(id) + 1, 'x' FROM "Oth er";
