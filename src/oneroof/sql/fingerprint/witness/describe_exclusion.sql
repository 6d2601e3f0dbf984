-- What an exclusion constraint is to the witness: its text, its index's columns, its operators.
-- host oid, name text
SELECT pg_catalog.pg_get_constraintdef(k.oid) AS definition, k.conindid AS index,
       ARRAY(SELECT pg_catalog.format('%%s %%s %%s %%s %%s %%s', coalesce(pg_catalog.quote_literal(h.attname), 'expression'),
                                      pg_catalog.format_type(a.atttypid, a.atttypmod), a.attcollation, key.class,
                                      key.option, key.operator)
             FROM ROWS FROM (pg_catalog.unnest(x.indkey::smallint[]), pg_catalog.unnest(x.indclass::oid[]),
                             pg_catalog.unnest(x.indoption::smallint[]), pg_catalog.unnest(k.conexclop))
                  WITH ORDINALITY AS key(number, class, option, operator, place)
             JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indexrelid AND a.attnum = key.place
             LEFT JOIN pg_catalog.pg_attribute h ON h.attrelid = x.indrelid AND h.attnum = key.number AND key.number <> 0
             ORDER BY key.place) AS columns,
       ARRAY['pg_catalog.pg_constraint', 'pg_catalog.pg_class'] AS catalogs, ARRAY[k.oid, k.conindid] AS objects,
       ARRAY[0, 0] AS parts
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid
WHERE k.contype = 'x' AND k.conrelid = %(host)s::oid AND k.conname = %(name)s::text
