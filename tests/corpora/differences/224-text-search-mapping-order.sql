-- expects: catalog text_search_configuration:@schema@."Sea.rch" mapping
-- given
CREATE TEXT SEARCH CONFIGURATION "Sea.rch" (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION "Sea.rch" ALTER MAPPING FOR word WITH english_stem, simple;
-- change
ALTER TEXT SEARCH CONFIGURATION "Sea.rch" ALTER MAPPING FOR word WITH simple, english_stem;
