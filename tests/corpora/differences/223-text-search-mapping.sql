-- expects: catalog text_search_configuration:@schema@."Sea.rch" mapping
-- given
CREATE TEXT SEARCH CONFIGURATION "Sea.rch" (COPY = pg_catalog.english);
-- change
ALTER TEXT SEARCH CONFIGURATION "Sea.rch" DROP MAPPING FOR word;
