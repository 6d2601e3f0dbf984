-- The real one makes room for one made from production's texts; rolled back.
DROP POLICY {name} ON {relation}
