-- What the default or the generating expression of a column is to the witness: as the fingerprint has it, and its type.
-- host oid, name text
SELECT CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid)
            ELSE a.attgenerated::text || ' ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS definition,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       ARRAY[pg_catalog.format('%%s %%s %%s', a.atttypid, a.atttypmod, a.attcollation)] AS columns,
       cn.nspname AS collation_schema, co.collname AS collation, a.attnum::integer AS own,
       ARRAY['pg_catalog.pg_attrdef', 'pg_catalog.pg_class'] AS catalogs, ARRAY[d.oid, a.attrelid] AS objects,
       ARRAY[0, a.attnum::integer] AS parts
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
WHERE a.attrelid = %(host)s::oid AND a.attname = %(name)s::text AND NOT a.attisdropped
