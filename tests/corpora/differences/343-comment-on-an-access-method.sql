-- expects: catalog access_method:"A.m" comment
-- given
CREATE ACCESS METHOD "A.m" TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD "A.m" IS 'as it was';
-- change
COMMENT ON ACCESS METHOD "A.m" IS 'it''s "another" 🐘';
