-- expects: catalog table:@schema@."Pa.rt 2" +
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" text) PARTITION BY RANGE (n);
CREATE TABLE "Pa.rt" PARTITION OF "T.a""ble 🐘" FOR VALUES FROM (1) TO (10);
-- change
CREATE TABLE "Pa.rt 2" PARTITION OF "T.a""ble 🐘" DEFAULT;
