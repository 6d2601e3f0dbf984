-- expects: catalog text_search_template:@schema@."Tem.pl" functions
-- given
CREATE TEXT SEARCH TEMPLATE "Tem.pl" (LEXIZE = dsimple_lexize);
-- change
DROP TEXT SEARCH TEMPLATE "Tem.pl";
CREATE TEXT SEARCH TEMPLATE "Tem.pl" (INIT = dsimple_init, LEXIZE = dsimple_lexize);
