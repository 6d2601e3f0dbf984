DROP INDEX "Tri.gram";
DROP EXTENSION pg_trgm;
