-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, "C.ol ""umn"" É" text, n integer);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'alice', 10), (2, 'bob', 20);
-- change
UPDATE "T.a""ble 🐘" SET "C.ol ""umn"" É" = CASE id WHEN 1 THEN 'bob' ELSE 'alice' END, n = CASE id WHEN 1 THEN 20 ELSE
    10 END;
