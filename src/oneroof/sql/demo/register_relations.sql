-- Directus' own record of the relations between collections, from their foreign keys as they stand.
INSERT INTO public.directus_relations (many_collection, many_field, one_collection)
SELECT many.relname, attribute.attname, one.relname
  FROM pg_catalog.pg_constraint AS key
       JOIN pg_catalog.pg_class AS many ON many.oid = key.conrelid
       JOIN pg_catalog.pg_class AS one ON one.oid = key.confrelid
       JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = key.conrelid AND attribute.attnum = key.conkey[1]
       JOIN public.directus_collections AS collection ON collection.collection = many.relname
 WHERE key.contype = 'f' AND key.conparentid = 0 AND many.relnamespace = 'public'::pg_catalog.regnamespace
 ORDER BY many.relname, attribute.attname
