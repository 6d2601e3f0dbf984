INSERT INTO "Noi.sy" VALUES (1), (2);
