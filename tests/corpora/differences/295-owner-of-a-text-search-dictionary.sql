-- expects: catalog text_search_dictionary:@schema@."Di.ct" owner
-- given
CREATE TEXT SEARCH DICTIONARY "Di.ct" (TEMPLATE = pg_catalog.simple);
-- change
ALTER TEXT SEARCH DICTIONARY "Di.ct" OWNER TO "R.ole ""A"" 🙂";
