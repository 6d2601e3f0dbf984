DELETE FROM "Oth er";
