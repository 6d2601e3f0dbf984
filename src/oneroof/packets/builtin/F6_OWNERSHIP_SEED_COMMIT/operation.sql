-- The ownership seed: direct rows, each with a key derived from what it says.
INSERT INTO governance_object_ownership (ownership_id, object_ref, owner_ref, reason, created_by)
VALUES {rows};
