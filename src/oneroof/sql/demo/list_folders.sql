-- The references of Directus folders by their names, as the schema writes them. names text[]
SELECT folder.name, 'directus_folder:' || {governance}.fn_object_ref_part(folder.name) AS object_ref
  FROM pg_catalog.unnest(%(names)s::text[]) WITH ORDINALITY AS folder (name, place)
 ORDER BY folder.place
