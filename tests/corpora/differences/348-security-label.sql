-- expects: catalog security_label:table @schema@."T.a""ble 🐘" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
INSERT INTO pg_catalog.pg_seclabel VALUES ('"T.a""ble 🐘"'::regclass, 'pg_class'::regclass, 0, 'dummy', 'Sec.ret "🐘"');
