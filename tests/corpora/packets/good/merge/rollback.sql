DELETE FROM "Oth er" WHERE id = 5;
INSERT INTO "Oth er" VALUES (2, 'two');
