CREATE EXTENSION pg_trgm SCHEMA "Odd.ly ""🐘""";
CREATE INDEX "Tri.gram" ON "Man'y" USING gin ("Te.xt" gin_trgm_ops);
