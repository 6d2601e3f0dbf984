-- expects: catalog constraint:@schema@."Ty.pe ""y"""."Ch.eck ""k""" comment
-- given
CREATE DOMAIN "Ty.pe ""y""" AS integer CONSTRAINT "Ch.eck ""k""" CHECK (VALUE > 0);
COMMENT ON CONSTRAINT "Ch.eck ""k""" ON DOMAIN "Ty.pe ""y""" IS 'as it was';
-- change
COMMENT ON CONSTRAINT "Ch.eck ""k""" ON DOMAIN "Ty.pe ""y""" IS 'it''s "another" 🐘';
