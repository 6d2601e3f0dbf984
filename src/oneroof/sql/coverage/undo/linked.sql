-- Links that a registration added.
DELETE FROM governance_object_link WHERE source = {source} AND (object_ref, also_in_ref) IN ({links});
