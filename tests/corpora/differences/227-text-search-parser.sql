-- expects: catalog text_search_parser:@schema@."Par.se" functions
-- given
CREATE TEXT SEARCH PARSER "Par.se" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES =
    prsd_lextype);
-- change
DROP TEXT SEARCH PARSER "Par.se";
CREATE TEXT SEARCH PARSER "Par.se" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES =
    prsd_lextype, HEADLINE = prsd_headline);
