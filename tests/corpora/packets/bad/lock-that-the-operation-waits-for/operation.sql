INSERT INTO "Oth er" VALUES (3, 'three');
ALTER TABLE "EMPTY" ADD COLUMN "N.ew" integer;
