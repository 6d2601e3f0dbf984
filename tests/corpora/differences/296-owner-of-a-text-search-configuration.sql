-- expects: catalog text_search_configuration:@schema@."Sea.rch" owner
-- given
CREATE TEXT SEARCH CONFIGURATION "Sea.rch" (COPY = pg_catalog.simple);
-- change
ALTER TEXT SEARCH CONFIGURATION "Sea.rch" OWNER TO "R.ole ""A"" 🙂";
