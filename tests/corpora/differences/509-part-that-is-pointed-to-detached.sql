-- expects: catalog column:@schema@."Pa.rt 1".k inherited
-- expects: catalog column:@schema@."Pa.rt 1".k local
-- expects from 18: catalog column:@schema@."Pa.rt 1".k not_null_constraint
-- expects: catalog column:@schema@."Pa.rt 1".n inherited
-- expects: catalog column:@schema@."Pa.rt 1".n local
-- expects from 18: catalog column:@schema@."Pa.rt 1".n not_null_constraint
-- expects: catalog constraint:@schema@."Pa.rt 1"."Pa.rt 1_pkey" follows
-- expects: catalog constraint:@schema@."Pa.rt 1"."Pa.rt 1_pkey" inherited
-- expects: catalog constraint:@schema@."Pa.rt 1"."Pa.rt 1_pkey" local
-- expects: catalog constraint:@schema@."Re.fund"."Ch.eck ""k""" triggers
-- expects: catalog index:@schema@."Pa.rt 1_pkey" follows
-- expects: catalog table:@schema@."Pa.rt 1" inherits
-- expects: catalog table:@schema@."Pa.rt 1" partition_bound
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, k integer, PRIMARY KEY (n, k)) PARTITION BY RANGE (k);
CREATE TABLE "Pa.rt 1" PARTITION OF "T.a""ble 🐘" FOR VALUES FROM (0) TO (10);
CREATE TABLE "Pa.rt 2" PARTITION OF "T.a""ble 🐘" FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (n);
CREATE TABLE "Pa.rt 3" PARTITION OF "Pa.rt 2" DEFAULT;
CREATE TABLE "Re.fund" (a integer, b integer, CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a, b) REFERENCES "T.a""ble 🐘");
-- change
ALTER TABLE "T.a""ble 🐘" DETACH PARTITION "Pa.rt 1";
