-- Whether this governance schema has links yet: it may be of an older version.
-- schema text
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = %(schema)s::text AND c.relname = 'governance_object_link') AS there
