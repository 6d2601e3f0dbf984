-- expects: catalog column:@schema@."Pa.rt"."C.ol ""umn"" É" inherited
-- expects: catalog column:@schema@."Pa.rt"."C.ol ""umn"" É" local
-- expects: catalog column:@schema@."Pa.rt".n inherited
-- expects: catalog column:@schema@."Pa.rt".n local
-- expects: catalog table:@schema@."Pa.rt" inherits
-- expects: catalog table:@schema@."Pa.rt" partition_bound
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" text) PARTITION BY RANGE (n);
CREATE TABLE "Pa.rt" PARTITION OF "T.a""ble 🐘" FOR VALUES FROM (1) TO (10);
-- change
ALTER TABLE "T.a""ble 🐘" DETACH PARTITION "Pa.rt";
