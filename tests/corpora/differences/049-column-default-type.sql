-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" default
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text DEFAULT 'a');
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" SET DEFAULT 'a'::varchar;
