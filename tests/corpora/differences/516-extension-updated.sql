-- expects: catalog extension:cube version
-- given
CREATE EXTENSION cube;
-- change
UPDATE pg_catalog.pg_extension SET extversion = '1.0.old' WHERE extname = 'cube';
ALTER FUNCTION cube_in(cstring) COST 3;
