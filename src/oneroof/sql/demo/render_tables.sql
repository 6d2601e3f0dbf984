-- The statements that create the collections' tables and the partitions of those that are partitioned by a date.
-- spec jsonb
WITH collection AS (
    SELECT *
      FROM pg_catalog.jsonb_to_recordset(%(spec)s::pg_catalog.jsonb) AS item (
           number integer, "table" text, key text, columns jsonb, partition_column text, primary_key boolean)
), key_column AS (
    SELECT number,
           CASE key WHEN 'code' THEN 'code' ELSE 'id' END AS name,
           CASE key WHEN 'integer' THEN 'serial' WHEN 'bigint' THEN 'bigserial' WHEN 'uuid' THEN 'uuid NOT NULL'
                    ELSE 'varchar(24) NOT NULL' END AS type
      FROM collection
), body AS (
    SELECT collection.number,
           pg_catalog.string_agg(
               pg_catalog.format(
                   E',\n    %%I %%s%%s', entry.name, entry.type,
                   CASE WHEN entry.number = 1 OR entry.name = collection.partition_column THEN ' NOT NULL'
                        WHEN entry.type = 'boolean' THEN ' DEFAULT false' ELSE '' END),
               '' ORDER BY entry.number) AS columns
      FROM collection,
           LATERAL pg_catalog.jsonb_to_recordset(collection.columns) AS entry (number integer, name text, type text)
     GROUP BY collection.number
)
SELECT pg_catalog.string_agg(
           pg_catalog.format(
               E'CREATE TABLE public.%%I (\n    %%I %%s%%s,\n    %%s (%%s)\n)%%s;\n%%s',
               collection."table", key_column.name, key_column.type, body.columns,
               CASE WHEN collection.primary_key THEN 'PRIMARY KEY' ELSE 'UNIQUE' END,
               pg_catalog.concat_ws(', ', key_column.name, pg_catalog.quote_ident(collection.partition_column)),
                   ' PARTITION BY RANGE (' || pg_catalog.quote_ident(collection.partition_column) || ')',
               parts.statements),
           E'\n' ORDER BY collection.number)
  FROM collection
       JOIN key_column USING (number)
       JOIN body USING (number)
       LEFT JOIN LATERAL (
           SELECT pg_catalog.string_agg(
                      pg_catalog.format(
                          E'CREATE TABLE public.%%I PARTITION OF public.%%I FOR VALUES FROM (%%L) TO (%%L);\n',
                          collection."table" || '_' || years.year, collection."table",
                          years.year || '-01-01', years.year + 1 || '-01-01'),
                      '' ORDER BY years.year) AS statements
             FROM pg_catalog.generate_series(2024, 2026) AS years (year)
            WHERE collection.partition_column IS NOT NULL
       ) AS parts ON true
