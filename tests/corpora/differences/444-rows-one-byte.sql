-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, "C.ol ""umn"" É" text);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'Ann 🐘'), (2, 'Bob');
-- change
UPDATE "T.a""ble 🐘" SET "C.ol ""umn"" É" = 'Ann 🐙' WHERE id = 1;
