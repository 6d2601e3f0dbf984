CREATE TABLE "Pa.rt 3" PARTITION OF "Pa.rt" FOR VALUES IN (3);
INSERT INTO "Pa.rt" VALUES (3, 'x'), (1, 'y');
CREATE INDEX "Pa.rt v" ON "Pa.rt" (v);
