-- expects: catalog text_search_dictionary:@schema@."Di.ct" options
-- given
CREATE TEXT SEARCH DICTIONARY "Di.ct" (TEMPLATE = pg_catalog.simple, stopwords = 'english');
-- change
ALTER TEXT SEARCH DICTIONARY "Di.ct" (stopwords = 'german');
