-- expects: catalog extension:lo owner
-- given
CREATE EXTENSION lo;
-- change
UPDATE pg_catalog.pg_extension SET extowner = '"R.ole ""A"" 🙂"'::regrole WHERE extname = 'lo';
