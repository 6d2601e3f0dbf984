DELETE FROM "Noi.sy";
