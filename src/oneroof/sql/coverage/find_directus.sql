-- Directus' own tables where the inventory looks for them, and what hinders this role from reading each (NULL: nothing).
WITH known (kind, relation_name, columns, types) AS (
    VALUES ('directus_folder', 'directus_collections', ARRAY['collection', 'group'], ARRAY['varchar', 'text']),
           ('directus_field', 'directus_fields', ARRAY['collection', 'field', 'special'], ARRAY['varchar', 'text', 'uuid']),
           ('directus_flow', 'directus_flows', ARRAY['id', 'name'], ARRAY['varchar', 'text', 'uuid']),
           ('directus_dashboard', 'directus_dashboards', ARRAY['id', 'name'], ARRAY['varchar', 'text', 'uuid']),
           ('directus_role', 'directus_roles', ARRAY['id', 'name'], ARRAY['varchar', 'text', 'uuid'])
), there AS (
    SELECT known.kind, known.relation_name, known.columns, relation.oid, relation.relnamespace
      FROM known
      JOIN pg_catalog.pg_class AS relation ON relation.relname = known.relation_name AND relation.relkind = 'r'
      JOIN pg_catalog.pg_namespace AS space ON space.oid = relation.relnamespace AND space.nspname = 'public'
     WHERE (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute AS col
             WHERE col.attrelid = relation.oid AND col.attname = ANY (known.columns) AND NOT col.attisdropped
               AND col.atttypid = ANY (ARRAY(SELECT t.oid FROM pg_catalog.pg_type AS t
                                              WHERE t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
                                                AND t.typname = ANY (known.types)))
               AND col.attgenerated = '') = pg_catalog.cardinality(known.columns)
)
SELECT there.kind, 'public' AS in_schema, there.relation_name,
       CASE WHEN NOT pg_catalog.has_schema_privilege(there.relnamespace, 'USAGE') THEN 'no USAGE on its schema'
            WHEN NOT (SELECT pg_catalog.bool_and(pg_catalog.has_column_privilege(there.oid, col.name, 'SELECT'))
                        FROM pg_catalog.unnest(there.columns) AS col (name)) THEN 'no SELECT on it'
            WHEN pg_catalog.row_security_active(there.oid) THEN 'row security hides rows of it' END AS hindrance
  FROM there
 WHERE EXISTS (SELECT FROM there AS home WHERE home.kind = 'directus_folder')
 ORDER BY there.kind <> 'directus_folder', there.kind COLLATE "C"
