-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, "C.ol ""umn"" É" text);
INSERT INTO "T.a""ble 🐘" SELECT i, 'row ' || i FROM generate_series(1, 1000) i;
-- change
UPDATE "T.a""ble 🐘" SET "C.ol ""umn"" É" = 'row 777 ' WHERE id = 777;
