ALTER TABLE "Man'y" RESET (fillfactor, autovacuum_enabled);
ALTER TABLE "Man'y" ALTER "Te.xt" SET STORAGE EXTENDED, ALTER "Te.xt" SET STATISTICS -1;
DROP STATISTICS "Sta.ts";
ALTER INDEX "Man'y_pkey" RESET (fillfactor);
