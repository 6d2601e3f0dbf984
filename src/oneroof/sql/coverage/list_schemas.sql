-- The schema of each object that stands in one.
SELECT object_ref, schema_name FROM {governance}.v_governance_object_tree WHERE schema_name IS NOT NULL
