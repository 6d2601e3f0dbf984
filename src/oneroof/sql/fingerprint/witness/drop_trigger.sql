-- The real one makes room for one made from production's text; rolled back.
DROP TRIGGER {name} ON {relation}
