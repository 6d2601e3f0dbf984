-- expects: catalog extension:hstore version
-- given
CREATE EXTENSION hstore;
-- change
UPDATE pg_catalog.pg_extension SET extversion = '1.0.old' WHERE extname = 'hstore';
