-- Directus' list of collections where the inventory looks for it, and what hinders this role from reading it (NULL: nothing).
SELECT space.nspname::text AS in_schema,
       CASE WHEN NOT pg_catalog.has_schema_privilege(space.oid, 'USAGE') THEN 'no USAGE on its schema'
            WHEN NOT (pg_catalog.has_column_privilege(relation.oid, 'collection', 'SELECT')
                      AND pg_catalog.has_column_privilege(relation.oid, 'group', 'SELECT')) THEN 'no SELECT on it'
            WHEN pg_catalog.row_security_active(relation.oid) THEN 'row security hides rows of it' END AS hindrance
  FROM pg_catalog.pg_class AS relation
  JOIN pg_catalog.pg_namespace AS space ON space.oid = relation.relnamespace
 WHERE space.nspname = 'public' AND relation.relname = 'directus_collections' AND relation.relkind = 'r'
   AND (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute AS col
         WHERE col.attrelid = relation.oid AND col.attname IN ('collection', 'group') AND NOT col.attisdropped
           AND col.atttypid IN ('pg_catalog.varchar'::pg_catalog.regtype, 'pg_catalog.text'::pg_catalog.regtype)
           AND col.attgenerated = '') = 2
