-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, "C.ol ""umn"" É" text, n integer);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'alice', 1), (2, 'bob', 1);
-- change
UPDATE "T.a""ble 🐘" SET "C.ol ""umn"" É" = CASE id WHEN 1 THEN 'bob' ELSE 'alice' END;
