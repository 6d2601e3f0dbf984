-- expects: catalog text_search_template:@schema@."Tem.pl" comment
-- given
CREATE TEXT SEARCH TEMPLATE "Tem.pl" (LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE "Tem.pl" IS 'as it was';
-- change
COMMENT ON TEXT SEARCH TEMPLATE "Tem.pl" IS 'it''s "another" 🐘';
