-- expects: catalog extension:ltree -
-- given
CREATE EXTENSION ltree;
-- change
DROP EXTENSION ltree;
