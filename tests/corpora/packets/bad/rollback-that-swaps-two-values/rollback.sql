INSERT INTO "Oth er" VALUES (1, 'two'), (2, 'one');
