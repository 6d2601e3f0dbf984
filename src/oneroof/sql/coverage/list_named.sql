-- Columns and Directus' fields by their references, with what contains them, also those that the tree does not list: who names
-- one means it.
-- refs text[]
SELECT c.object_ref, c.parent_ref, c.status
  FROM {governance}.fn_catalog_objects(named => %(refs)s::text[]) AS c
 WHERE c.object_ref = ANY (%(refs)s::text[]) AND c.kind = ANY (ARRAY['column', 'directus_field'])
