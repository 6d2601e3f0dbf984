-- What the key of a partitioned table is to the witness: its text, and each column of it with operator class and collation.
-- host oid
SELECT pg_catalog.pg_get_partkeydef(p.partrelid) AS definition,
       ARRAY(SELECT pg_catalog.format('%%s %%s %%s', coalesce(pg_catalog.quote_literal(a.attname), 'expression'),
                                      key.class, key.ordering)
             FROM ROWS FROM (pg_catalog.unnest(p.partattrs), pg_catalog.unnest(p.partclass),
                             pg_catalog.unnest(p.partcollation)) WITH ORDINALITY AS key(number, class, ordering, place)
             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = key.number AND key.number <> 0
             ORDER BY key.place) AS columns,
       ARRAY['pg_catalog.pg_class'] AS catalogs, ARRAY[p.partrelid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_partitioned_table p
WHERE p.partrelid = %(host)s::oid
