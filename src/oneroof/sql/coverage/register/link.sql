-- Relations are also in what makes them.
INSERT INTO governance_object_link (object_ref, also_in_ref, source, created_by)
VALUES {links}
ON CONFLICT DO NOTHING;
