-- The statements that fill the collections with rows. Content follows from the row's number alone: nothing is random.
-- Rows go from first to last; a wide row has long texts.
-- spec jsonb, first int4 (0: from 1 to the collection's own count), last int4, wide bool
WITH collection AS (
    SELECT *
      FROM pg_catalog.jsonb_to_recordset(%(spec)s::pg_catalog.jsonb) AS item (
           number integer, name text, "table" text, key text, rows integer, columns jsonb)
), entry AS (
    SELECT collection.number AS collection_number, collection.name AS collection_name, entry.number, entry.name,
           entry.type, entry."references" ->> 'name' AS target, entry."references" ->> 'table' AS target_table,
           entry."references" ->> 'column' AS target_column, (entry."references" ->> 'rows')::pg_catalog.int4 AS target_rows,
           pg_catalog.regexp_match(entry.type, '\((\d+)(?:,(\d+))?\)')::pg_catalog.int4[] AS size
      FROM collection,
           LATERAL pg_catalog.jsonb_to_recordset(collection.columns) AS entry (
           number integer, name text, type text, "references" jsonb)
), expression AS (
    SELECT collection_number, number, name,
           CASE
               WHEN target_table = 'directus_users' THEN 'md5(''user'' || 1 + mod(g, 24))::uuid'
               WHEN target_column = 'code' THEN
                   pg_catalog.format('%%L || ''-'' || lpad((1 + mod(g * 5 + %%s, %%s))::text, 3, ''0'')',
                                     pg_catalog.upper(pg_catalog.substr(target, 1, 3)), number, target_rows)
               WHEN target IS NOT NULL AND type = 'uuid' THEN
                   pg_catalog.format('md5(%%L || 1 + mod(g * 5 + %%s, %%s))::uuid', target, number, target_rows)
               WHEN target IS NOT NULL THEN pg_catalog.format('1 + mod(g * 5 + %%s, %%s)', number, target_rows)
               WHEN name = ANY (ARRAY['note', 'remark', 'left_on', 'finished_at', 'cleared_at', 'unsubscribed_at',
                                      'revoked_on', 'answered_on'])
                   THEN 'CASE WHEN mod(g, 3) = 0 THEN ' || CASE
                        WHEN type = 'date' THEN 'date ''2025-06-01'' + mod(g, 200)'
                        WHEN type = 'timestamptz' THEN 'timestamptz ''2025-06-01 10:00+00'' + g * interval ''5 hours'''
                        ELSE '''as agreed on the phone, see number '' || g' END || ' END'
               WHEN name LIKE '%%email' THEN '''person'' || g || ''@example.org'''
               WHEN name = 'country' THEN '(ARRAY[''FR'', ''PT'', ''DE'', ''PL'', ''SE'', ''IT''])[1 + mod(g, 6)]'
               WHEN name = 'currency' THEN '(ARRAY[''EUR'', ''SEK'', ''PLN''])[1 + mod(g, 3)]'
               WHEN name = 'language' THEN '(ARRAY[''en'', ''de'', ''fr'', ''pt''])[1 + mod(g, 4)]'
               WHEN name = 'city' THEN '(ARRAY[''Lyon'', ''Porto'', ''Kassel'', ''Gdansk'', ''Malmo''])[1 + mod(g, 5)]'
               WHEN name = 'status' AND size[1] IS NOT NULL
                   THEN '(ARRAY[''draft'', ''sent'', ''accepted'', ''declined''])[1 + mod(g, 4)]'
               WHEN name = 'quarter' THEN '2024 + g / 4 || ''-Q'' || 1 + mod(g, 4)'
               WHEN name = 'website' OR name = 'url' THEN '''https://example.org/'' || g'
               WHEN name = 'slug' THEN '''item-'' || g'
               WHEN type LIKE 'varchar%%' THEN
                   pg_catalog.format('left(%%L || ''-'' || g, %%s)', pg_catalog.upper(pg_catalog.substr(name, 1, 2)), size[1])
               WHEN type = 'text' THEN
                   pg_catalog.format('%%L || '' '' || g%%s', pg_catalog.replace(collection_name || ' ' || name, '_', ' '),
                                     CASE WHEN %(wide)s::pg_catalog.bool THEN ' || repeat(md5(g::text), 20)' END)
               WHEN type LIKE 'numeric%%' THEN
                   pg_catalog.format('mod(g * 7919::numeric + %%s, 10::numeric ^ %%s) / 10::numeric ^ %%s', number * 31,
                                     least(size[1], 7) - 1, size[2])
               WHEN type = 'integer' THEN pg_catalog.format('mod(g * 13 + %%s, 97)', number)
               WHEN type = 'bigint' THEN pg_catalog.format('g * 100003::bigint + %%s', number)
               WHEN type = 'double precision' THEN '(mod(g * 37, 100)) / 100.0'
               WHEN type = 'boolean' THEN 'mod(g, 3) <> 0'
               WHEN type = 'date' THEN 'date ''2024-02-01'' + mod(g * 31, 900)'
               WHEN type = 'timestamptz' THEN 'timestamptz ''2024-02-01 06:00+00'' + g * interval ''7 hours'''
               WHEN type = 'interval' THEN 'make_interval(days => mod(g, 30), hours => mod(g, 24))'
               WHEN type = 'time' THEN 'time ''07:00'' + mod(g, 12) * interval ''30 minutes'''
               WHEN type = 'jsonb' THEN
                   'jsonb_build_object(''rank'', g, ''labels'', jsonb_build_array(''a'' || mod(g, 3), ''b''), ''sound'', mod(g, 2) = 0)'
               WHEN type = 'text[]' THEN 'ARRAY[''group '' || mod(g, 4), ''kind '' || mod(g, 5)]'
               WHEN type = 'inet' THEN 'inet ''10.20.0.0'' + g * 7'
               WHEN type = 'bytea' THEN 'decode(repeat(md5(g::text), 3), ''hex'')'
               ELSE pg_catalog.format('(enum_range(NULL::%%s))[1 + mod(g, cardinality(enum_range(NULL::%%s)))]', type, type)
           END AS text
      FROM entry
), filled AS (
    SELECT collection_number AS number, pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ' ORDER BY number) AS names,
           pg_catalog.string_agg(text, E',\n       ' ORDER BY number) AS expressions
      FROM expression
     GROUP BY collection_number
)
SELECT pg_catalog.string_agg(
           pg_catalog.format(
               E'INSERT INTO public.%%I (%%s%%s)\nSELECT %%s%%s\n  FROM generate_series(%%s, %%s) AS series (g);',
               collection."table",
               CASE key WHEN 'uuid' THEN 'id, ' WHEN 'code' THEN 'code, ' END, filled.names,
               CASE key WHEN 'uuid' THEN pg_catalog.format('md5(%%L || g)::uuid, ', name)
                        WHEN 'code' THEN pg_catalog.format('%%L || ''-'' || lpad(g::text, 3, ''0''), ',
                                                           pg_catalog.upper(pg_catalog.substr(name, 1, 3))) END,
               filled.expressions, greatest(%(first)s::pg_catalog.int4, 1),
               CASE WHEN %(first)s::pg_catalog.int4 > 0 THEN %(last)s::pg_catalog.int4 ELSE collection.rows END),
           E'\n' ORDER BY collection.number)
  FROM collection
       JOIN filled USING (number)
