-- Schemas with a Directus that the inventory does not see, because it looks for one in certain schemas, the first that has it.
-- looked text[]: these schemas, in that order
WITH there AS (
    SELECT space.nspname::text AS in_schema, pg_catalog.array_position(%(looked)s::text[], space.nspname::text) AS place
      FROM pg_catalog.pg_class AS relation
      JOIN pg_catalog.pg_namespace AS space ON space.oid = relation.relnamespace
     WHERE relation.relname = 'directus_collections' AND relation.relkind = 'r'
       AND space.nspname !~ '^pg_(temp|toast)'
)
SELECT there.in_schema
  FROM there
 WHERE there.place IS NULL OR there.place > (SELECT pg_catalog.min(first.place) FROM there AS first)
 ORDER BY there.in_schema COLLATE "C"
