-- How many large objects there are.
SELECT pg_catalog.count(*)::int AS large_objects FROM pg_catalog.pg_largeobject_metadata
