-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, "C.ol ""umn"" É" text);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'a'), (2, 'b'), (3, 'c');
-- change
UPDATE "T.a""ble 🐘" SET "C.ol ""umn"" É" = CASE id WHEN 1 THEN 'b' WHEN 2 THEN 'c' ELSE 'a' END;
