-- expects: catalog text_search_configuration:@schema@."Sea.rch" parser
-- given
CREATE TEXT SEARCH PARSER "Par.se" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES =
    prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION "Sea.rch" (PARSER = pg_catalog.default);
-- change
DROP TEXT SEARCH CONFIGURATION "Sea.rch";
CREATE TEXT SEARCH CONFIGURATION "Sea.rch" (PARSER = "Par.se");
