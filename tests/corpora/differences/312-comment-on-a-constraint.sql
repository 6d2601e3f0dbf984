-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" comment
-- given
CREATE TABLE "T.a""ble 🐘" (n integer CONSTRAINT "Ch.eck ""k""" CHECK (n > 0));
COMMENT ON CONSTRAINT "Ch.eck ""k""" ON "T.a""ble 🐘" IS 'as it was';
-- change
COMMENT ON CONSTRAINT "Ch.eck ""k""" ON "T.a""ble 🐘" IS 'it''s "another" 🐘';
