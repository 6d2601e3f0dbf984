-- expects: catalog publication:"Pub 44" publishes
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "T.2" ("C.ol ""umn"" É" integer PRIMARY KEY);
CREATE PUBLICATION "Pub 44" FOR TABLE "T.a""ble 🐘" ("C.ol ""umn"" É") WHERE ("C.ol ""umn"" É" > 3);
-- change
ALTER PUBLICATION "Pub 44" SET (publish_via_partition_root = true);
