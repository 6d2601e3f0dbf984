-- expects: catalog builtin:rule "Ru.le" on information_schema.sql_features +
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- change
CREATE RULE "Ru.le" AS ON INSERT TO information_schema.sql_features DO ALSO NOTHING;
