-- expects: catalog event_trigger:"Ev.ent 2" tags
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "Ev.ent 2" ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION "F.unc ""🙂"""();
-- change
DROP EVENT TRIGGER "Ev.ent 2";
CREATE EVENT TRIGGER "Ev.ent 2" ON sql_drop WHEN TAG IN ('DROP TABLE', 'DROP VIEW') EXECUTE FUNCTION "F.unc ""🙂"""();
