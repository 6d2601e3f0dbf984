INSERT INTO "Oth er" VALUES (1, 'one');
