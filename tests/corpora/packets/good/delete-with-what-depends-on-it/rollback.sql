INSERT INTO "Par.ent" VALUES (1);
INSERT INTO "Chi.ld" VALUES (3, 1), (6, 1);
