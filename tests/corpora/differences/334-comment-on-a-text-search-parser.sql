-- expects: catalog text_search_parser:@schema@."Par.se" comment
-- given
CREATE TEXT SEARCH PARSER "Par.se" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES =
    prsd_lextype);
COMMENT ON TEXT SEARCH PARSER "Par.se" IS 'as it was';
-- change
COMMENT ON TEXT SEARCH PARSER "Par.se" IS 'it''s "another" 🐘';
