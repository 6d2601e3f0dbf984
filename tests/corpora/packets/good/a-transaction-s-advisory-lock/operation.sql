SELECT pg_advisory_xact_lock(7);
INSERT INTO "EMPTY" VALUES (1);
