TRUNCATE "Oth er";
INSERT INTO "Oth er" VALUES (9, 'nine');
