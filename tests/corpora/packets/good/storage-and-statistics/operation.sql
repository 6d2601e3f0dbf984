ALTER TABLE "Man'y" SET (fillfactor = 90, autovacuum_enabled = off);
ALTER TABLE "Man'y" ALTER "Te.xt" SET STORAGE EXTERNAL, ALTER "Te.xt" SET STATISTICS 7;
CREATE STATISTICS "Sta.ts" ON n, id FROM "Man'y";
ALTER INDEX "Man'y_pkey" SET (fillfactor = 80);
ANALYZE "Man'y";
