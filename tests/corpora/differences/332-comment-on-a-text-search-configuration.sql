-- expects: catalog text_search_configuration:@schema@."Sea.rch" comment
-- given
CREATE TEXT SEARCH CONFIGURATION "Sea.rch" (COPY = pg_catalog.simple);
COMMENT ON TEXT SEARCH CONFIGURATION "Sea.rch" IS 'as it was';
-- change
COMMENT ON TEXT SEARCH CONFIGURATION "Sea.rch" IS 'it''s "another" 🐘';
