-- A guard's answer against what is expected: a sentence about the difference or NULL, whether it matched, and the pin that it gives
-- (the value itself where it may be published, else SHA-256 of a salt, a zero byte and the value). NULL, no row, several rows and several
-- columns never match. A value that may not be published is not shown either.
-- name text, answer jsonb (packets/run_guard), expect jsonb {kind, text, min, max}, pin jsonb or null, publish boolean,
-- counts boolean (it counts rows: digits may be published)
WITH answer AS (
    SELECT (a.j ->> 'rows')::integer AS rows, (a.j ->> 'columns')::integer AS columns, a.j ->> 'value' AS value,
           %(expect)s::jsonb AS expect, %(pin)s::jsonb AS pin,
           %(publish)s::boolean OR (%(counts)s::boolean AND coalesce(a.j ->> 'value' ~ '^[0-9]+$', false)) AS open
      FROM (VALUES (%(answer)s::jsonb)) AS a (j)
), seen AS (
    SELECT a.*, a.rows = 1 AND a.columns = 1 AND a.value IS NOT NULL AS usable,
           CASE WHEN a.value ~ '^-?[0-9]+(\.[0-9]+)?$' THEN a.value::numeric END AS number,
           pg_catalog.gen_random_uuid()::text AS salt
      FROM answer a
), judged AS (
    SELECT s.*,
           s.usable AND coalesce(CASE s.expect ->> 'kind'
               WHEN 'text'  THEN s.value = s.expect ->> 'text'
               WHEN 'range' THEN s.number >= coalesce((s.expect ->> 'min')::numeric, s.number)
                             AND s.number <= coalesce((s.expect ->> 'max')::numeric, s.number)
               ELSE s.pin IS NULL OR s.pin ->> 'value' = s.value
                    OR s.pin ->> 'digest' = pg_catalog.encode(pg_catalog.sha256(
                           pg_catalog.convert_to(s.pin ->> 'salt', 'UTF8') || '\x00'::bytea
                           || pg_catalog.convert_to(s.value, 'UTF8')), 'hex') END, false) AS matches
      FROM seen s
)
SELECT CASE WHEN NOT j.matches THEN pg_catalog.jsonb_build_object(
           'what', %(name)s::text,
           'expected', CASE j.expect ->> 'kind'
               WHEN 'text'  THEN j.expect ->> 'text'
               WHEN 'range' THEN pg_catalog.concat_ws(' and ', 'at least ' || (j.expect ->> 'min'), 'at most ' || (j.expect ->> 'max'))
               ELSE coalesce(j.pin ->> 'value', 'the value that the rehearsal pinned') END,
           'found', CASE WHEN j.rows = 0 THEN 'no row'
                         WHEN j.rows > 1 THEN 'several rows'
                         WHEN j.columns <> 1 THEN j.columns || ' columns'
                         WHEN j.value IS NULL THEN 'NULL'
                         WHEN j.open THEN j.value
                         ELSE 'another value, which is not shown' END) END AS deviation,
       CASE WHEN NOT j.usable THEN NULL
            WHEN j.open THEN pg_catalog.jsonb_build_object('value', j.value)
            ELSE pg_catalog.jsonb_build_object('salt', j.salt, 'digest', pg_catalog.encode(pg_catalog.sha256(
                     pg_catalog.convert_to(j.salt, 'UTF8') || '\x00'::bytea
                     || pg_catalog.convert_to(j.value, 'UTF8')), 'hex')) END AS pin,
       j.matches AS matched
  FROM judged j
