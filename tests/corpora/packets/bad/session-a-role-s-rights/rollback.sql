INSERT INTO "Oth er" VALUES (1, 'one'), (2, 'two');
