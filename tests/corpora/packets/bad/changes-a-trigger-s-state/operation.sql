INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
ALTER TABLE "Noi.sy" DISABLE TRIGGER "T.ell";
