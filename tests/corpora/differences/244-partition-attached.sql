-- expects: catalog column:@schema@."Pa.rt 2"."C.ol ""umn"" É" inherited
-- expects: catalog column:@schema@."Pa.rt 2"."C.ol ""umn"" É" local
-- expects: catalog column:@schema@."Pa.rt 2".n inherited
-- expects: catalog column:@schema@."Pa.rt 2".n local
-- expects: catalog table:@schema@."Pa.rt 2" inherits
-- expects: catalog table:@schema@."Pa.rt 2" partition_bound
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" text) PARTITION BY RANGE (n);
CREATE TABLE "Pa.rt" PARTITION OF "T.a""ble 🐘" FOR VALUES FROM (1) TO (10);
CREATE TABLE "Pa.rt 2" (n integer, "C.ol ""umn"" É" text);
-- change
ALTER TABLE "T.a""ble 🐘" ATTACH PARTITION "Pa.rt 2" FOR VALUES FROM (10) TO (20);
