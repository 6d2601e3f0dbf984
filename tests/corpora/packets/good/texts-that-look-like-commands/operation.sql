INSERT INTO "Oth er" VALUES (7, $x$ COMMIT; -- $x$), (8, 'NOTIFY x; /* SET ROLE */ \! ls');
