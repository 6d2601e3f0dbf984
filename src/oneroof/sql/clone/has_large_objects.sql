-- Whether there is any large object.
SELECT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata) AS there
