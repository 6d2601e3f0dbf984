-- expects: catalog builtin:text_search digest
-- change
ALTER TEXT SEARCH CONFIGURATION pg_catalog.english DROP MAPPING FOR word;
