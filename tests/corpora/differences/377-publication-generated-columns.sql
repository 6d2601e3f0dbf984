-- expects: catalog publication:"Pub 47" generated
-- from 18
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "T.2" ("C.ol ""umn"" É" integer PRIMARY KEY);
CREATE PUBLICATION "Pub 47" FOR TABLE "T.a""ble 🐘" ("C.ol ""umn"" É") WHERE ("C.ol ""umn"" É" > 3);
-- change
ALTER PUBLICATION "Pub 47" SET (publish_generated_columns = stored);
