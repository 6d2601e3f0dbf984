-- expects: catalog index:@schema@."I.ndex 🐘" valid
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
-- change
UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = '"I.ndex 🐘"'::regclass;
