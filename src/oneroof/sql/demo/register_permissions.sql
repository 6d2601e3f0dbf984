-- Directus' own permissions: each collection may be read under each policy.
INSERT INTO public.directus_permissions (collection, action, permissions, fields, policy)
SELECT collection.collection, 'read', '{}'::pg_catalog.json, '*', policy.id
  FROM public.directus_collections AS collection
       CROSS JOIN public.directus_policies AS policy
 WHERE collection."group" IS NOT NULL AND NOT policy.admin_access
 ORDER BY collection.sort, policy.name
