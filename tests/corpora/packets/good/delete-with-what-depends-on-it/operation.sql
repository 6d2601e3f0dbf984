DELETE FROM "Par.ent" WHERE id = 1;
