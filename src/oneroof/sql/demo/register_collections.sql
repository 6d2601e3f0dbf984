-- Directus' own record of the data model: folders first, then the collections in them.
-- folders text[], spec jsonb
WITH collection AS (
    SELECT *
      FROM pg_catalog.jsonb_to_recordset(%(spec)s::pg_catalog.jsonb) AS item (
           number integer, "table" text, folder text, comment text)
), folder AS (
    INSERT INTO public.directus_collections (collection, icon, sort)
    SELECT entry.name, 'folder', entry.place
      FROM pg_catalog.unnest(%(folders)s::text[]) WITH ORDINALITY AS entry (name, place)
)
INSERT INTO public.directus_collections (collection, icon, note, sort, "group")
SELECT "table", 'table_rows', comment, number, folder FROM collection
