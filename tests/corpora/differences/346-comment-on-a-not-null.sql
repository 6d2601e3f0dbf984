-- expects: catalog column:@schema@."T.a""ble 🐘".n not_null_comment
-- from 18
-- given
CREATE TABLE "T.a""ble 🐘" (n integer CONSTRAINT "Ch.eck ""k""" NOT NULL);
-- change
COMMENT ON CONSTRAINT "Ch.eck ""k""" ON "T.a""ble 🐘" IS 'it''s "another" 🐘';
