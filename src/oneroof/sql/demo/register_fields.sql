-- Directus' own record of the fields of collections, from their columns as they stand.
INSERT INTO public.directus_fields (collection, field, special, interface, sort, required)
SELECT collection.collection, attribute.attname,
       CASE WHEN attribute.atttypid = 'uuid'::pg_catalog.regtype THEN 'uuid' END,
       CASE WHEN attribute.atttypid = 'bool'::pg_catalog.regtype THEN 'boolean'
            WHEN attribute.atttypid = 'timestamptz'::pg_catalog.regtype THEN 'datetime' ELSE 'input' END,
       attribute.attnum, attribute.attnotnull
  FROM public.directus_collections AS collection
       JOIN pg_catalog.pg_class AS class
         ON class.relname = collection.collection AND class.relnamespace = 'public'::pg_catalog.regnamespace
       JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = class.oid
 WHERE attribute.attnum > 0 AND NOT attribute.attisdropped
 ORDER BY collection.sort, attribute.attnum
