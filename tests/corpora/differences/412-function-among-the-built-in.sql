-- expects: catalog function:pg_catalog."Ev.il 🐘"() +
-- change
CREATE FUNCTION pg_catalog."Ev.il 🐘"() RETURNS integer LANGUAGE sql AS 'SELECT 1';
