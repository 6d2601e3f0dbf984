-- expects: catalog type:@schema@."Ty.pe ""y""" comment
-- given
CREATE DOMAIN "Ty.pe ""y""" AS text;
COMMENT ON DOMAIN "Ty.pe ""y""" IS 'as it was';
-- change
COMMENT ON DOMAIN "Ty.pe ""y""" IS 'it''s "another" 🐘';
