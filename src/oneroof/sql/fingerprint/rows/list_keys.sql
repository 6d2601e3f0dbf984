-- What tells the rows of a relation apart: unique indexes over whole columns that are never NULL, the primary key first.
-- schema text, name text
SELECT k.columns
FROM (SELECT i.indisprimary,
             i.indnkeyatts,
             ARRAY(SELECT a.attname::text
                   FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS part (attnum, place)
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = part.attnum
                   WHERE part.place <= i.indnkeyatts AND a.attnotnull
                   ORDER BY part.place) AS columns
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = %(schema)s::text AND c.relname = %(name)s::text
        AND i.indisunique AND i.indisvalid AND i.indislive AND i.indpred IS NULL AND i.indexprs IS NULL) AS k
WHERE pg_catalog.cardinality(k.columns) = k.indnkeyatts
ORDER BY k.indisprimary DESC, k.indnkeyatts, k.columns COLLATE "C"
