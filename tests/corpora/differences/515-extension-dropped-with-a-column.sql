-- expects: catalog column:@schema@."T.a""ble 🐘".v -
-- expects: catalog extension:seg -
-- given
CREATE EXTENSION seg;
CREATE TABLE "T.a""ble 🐘" (n integer, v seg);
-- change
DROP EXTENSION seg CASCADE;
