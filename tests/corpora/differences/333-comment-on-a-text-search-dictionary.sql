-- expects: catalog text_search_dictionary:@schema@."Di.ct" comment
-- given
CREATE TEXT SEARCH DICTIONARY "Di.ct" (TEMPLATE = pg_catalog.simple);
COMMENT ON TEXT SEARCH DICTIONARY "Di.ct" IS 'as it was';
-- change
COMMENT ON TEXT SEARCH DICTIONARY "Di.ct" IS 'it''s "another" 🐘';
