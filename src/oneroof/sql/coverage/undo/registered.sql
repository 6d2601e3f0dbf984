-- Objects that a registration added.
DELETE FROM governance_object WHERE source = {source} AND object_ref IN ({refs});
