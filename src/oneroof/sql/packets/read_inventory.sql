-- Every object of the catalog by name, as digests. Two objects ({{ref: [digest, parents]}}: the database's, and those of oneroof's
-- own core), and the digest of each wanted relation that is there, over all that makes it: its own entry, everything below it and
-- the functions that its triggers call. A digest is SHA-256 over texts, each preceded by its length in 8 bytes: ref, then each
-- facet's name and value. In the inventory a column's place is left out: it moves when one before it is dropped, and in no
-- other way inside a transaction; in a relation's digest it stands. The piece catalog gives (ref, parent, facet,
-- value).
-- salt text, hidden jsonb (array of more facets), core jsonb {{relations, functions}}, relations jsonb (array of refs)
WITH RECURSIVE facet AS MATERIALIZED (
    SELECT f.ref COLLATE "C" AS ref, f.parent COLLATE "C" AS parent, f.facet COLLATE "C" AS name, f.value COLLATE "C" AS value,
           pg_catalog.convert_to(f.facet, 'UTF8') AS name_bytes, pg_catalog.convert_to(f.value, 'UTF8') AS bytes
      FROM (SELECT c.ref, c.parent, c.facet, c.value FROM (
{catalog}
           ) AS c
            UNION ALL
           SELECT h ->> 'ref', h ->> 'parent', h ->> 'facet', h ->> 'value'
             FROM pg_catalog.jsonb_array_elements(%(hidden)s::jsonb) AS h) AS f
), entry AS MATERIALIZED (
    SELECT f.ref, pg_catalog.max(f.parent) AS parent,
           pg_catalog.max(f.value) FILTER (WHERE f.name = 'follows') AS follows,
           pg_catalog.max(f.value) FILTER (WHERE f.name = 'calls') AS calls,
           pg_catalog.int8send(pg_catalog.octet_length(pg_catalog.convert_to(f.ref, 'UTF8')))
               || pg_catalog.convert_to(f.ref, 'UTF8') AS head,
           pg_catalog.string_agg(
               pg_catalog.int8send(pg_catalog.octet_length(f.name_bytes)) || f.name_bytes
               || pg_catalog.int8send(pg_catalog.octet_length(f.bytes)) || f.bytes, ''::bytea ORDER BY f.name, f.value)
               FILTER (WHERE f.name <> 'position') AS body,
           CASE WHEN pg_catalog.bool_or(f.name = 'position') THEN pg_catalog.string_agg(
               pg_catalog.int8send(pg_catalog.octet_length(f.name_bytes)) || f.name_bytes
               || pg_catalog.int8send(pg_catalog.octet_length(f.bytes)) || f.bytes, ''::bytea ORDER BY f.name, f.value) END AS whole
      FROM facet f
     GROUP BY f.ref
), core AS (
    SELECT e.ref, e.ref = 'schema:oneroof' AS is_schema
      FROM entry e
     WHERE e.ref = 'schema:oneroof'
        OR (e.ref LIKE 'table:oneroof.%%'
            AND (e.ref LIKE 'table:oneroof.os\_%%'
                 OR %(core)s::jsonb -> 'relations' ? pg_catalog.substr(e.ref, 15)))
        OR (e.ref LIKE 'function:oneroof.%%'
            AND %(core)s::jsonb -> 'functions' ? pg_catalog.split_part(pg_catalog.substr(e.ref, 18), '(', 1))
     UNION
    SELECT e.ref, false
      FROM core c
      JOIN entry e ON e.parent = c.ref
     WHERE NOT c.is_schema
), below AS (
    SELECT r.ref COLLATE "C" AS relation, e.ref, e.calls
      FROM pg_catalog.jsonb_array_elements_text(%(relations)s::jsonb) AS r (ref)
      JOIN entry e ON e.ref = r.ref COLLATE "C"
     UNION
    SELECT b.relation, e.ref, e.calls
      FROM below b
      JOIN entry e ON e.parent = b.ref
), member AS (
    SELECT b.relation, b.ref FROM below b
     UNION
    SELECT b.relation, b.calls FROM below b WHERE b.ref LIKE 'trigger:%%' AND b.calls IS NOT NULL
), relation AS (
    SELECT m.relation, pg_catalog.encode(pg_catalog.sha256(pg_catalog.string_agg(
               pg_catalog.int8send(64) || pg_catalog.convert_to(pg_catalog.encode(pg_catalog.sha256(
                   e.head || coalesce(e.whole, e.body, ''::bytea)), 'hex'), 'UTF8'), ''::bytea ORDER BY m.ref)), 'hex') AS digest
      FROM member m
      JOIN entry e ON e.ref = m.ref
     WHERE NOT EXISTS (SELECT FROM core c WHERE c.ref = m.ref)
     GROUP BY m.relation
), listed AS (
    SELECT e.ref, c.ref IS NOT NULL AS is_core, pg_catalog.jsonb_build_array(
               pg_catalog.encode(pg_catalog.sha256(e.head || coalesce(e.body, ''::bytea)), 'hex'),
               pg_catalog.to_jsonb(pg_catalog.array_remove(ARRAY[e.parent, e.follows], NULL))) AS entry
      FROM entry e
      LEFT JOIN (SELECT DISTINCT c.ref FROM core c) AS c ON c.ref = e.ref
)
SELECT coalesce(pg_catalog.jsonb_object_agg(l.ref, l.entry) FILTER (WHERE NOT l.is_core), '{{}}') AS inventory,
       coalesce(pg_catalog.jsonb_object_agg(l.ref, l.entry) FILTER (WHERE l.is_core), '{{}}') AS core,
       (SELECT coalesce(pg_catalog.jsonb_object_agg(r.relation, r.digest), '{{}}') FROM relation r) AS relations
  FROM listed l
