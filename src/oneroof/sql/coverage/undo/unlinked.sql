-- Links that a registration took away, as they were.
INSERT INTO governance_object_link (object_ref, also_in_ref, source, reason, created_by, created_at)
VALUES {links};
