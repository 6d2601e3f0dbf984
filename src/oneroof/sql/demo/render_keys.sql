-- The statements that add the collections' foreign keys, the indexes below them, and comments and grants.
-- spec jsonb
WITH collection AS (
    SELECT *
      FROM pg_catalog.jsonb_to_recordset(%(spec)s::pg_catalog.jsonb) AS item (
           number integer, name text, "table" text, comment text, open_to_public boolean, columns jsonb)
), entry AS (
    SELECT collection.number, collection.name, collection."table", entry.number AS place, entry.name AS "column",
           entry.indexed, entry."references" ->> 'table' AS target_table,
           entry."references" ->> 'column' AS target_column
      FROM collection,
           LATERAL pg_catalog.jsonb_to_recordset(collection.columns) AS entry (
           number integer, name text, indexed boolean, "references" jsonb)
     WHERE entry."references" ->> 'table' IS NOT NULL
), statement AS (
    SELECT number, 1 AS turn, place,
           pg_catalog.format(
               'ALTER TABLE public.%%I ADD CONSTRAINT %%I FOREIGN KEY (%%I) REFERENCES public.%%I (%%I);',
               "table", name || '_' || "column" || '_foreign', "column", target_table, target_column) AS text
      FROM entry
    UNION ALL
    SELECT number, 2, place,
           pg_catalog.format('CREATE INDEX %%I ON public.%%I (%%I);', name || '_' || "column" || '_index', "table", "column")
      FROM entry
     WHERE indexed
    UNION ALL
    SELECT number, 3, 0, pg_catalog.format('COMMENT ON TABLE public.%%I IS %%L;', "table", comment)
      FROM collection
     WHERE comment IS NOT NULL
    UNION ALL
    SELECT number, 4, 0, pg_catalog.format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%%I TO PUBLIC;', "table")
      FROM collection
     WHERE open_to_public
)
SELECT pg_catalog.string_agg(text, E'\n' ORDER BY turn, number, place) FROM statement
