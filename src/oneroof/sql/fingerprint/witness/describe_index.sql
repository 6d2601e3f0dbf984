-- What an index is to the witness: its statement, its columns; and whether a constraint made it, whose columns then depend
-- on the constraint.
-- schema text, name text
SELECT pg_catalog.pg_get_indexdef(x.indexrelid) AS definition, x.indrelid AS host, tn.nspname AS table_schema,
       t.relname AS table_name,
       EXISTS (SELECT FROM pg_catalog.pg_constraint k
               WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')) AS of_constraint,
       ARRAY(SELECT pg_catalog.format('%%s %%s %%s %%s %%s', coalesce(pg_catalog.quote_literal(h.attname), 'expression'),
                                      pg_catalog.format_type(a.atttypid, a.atttypmod), a.attcollation, key.class,
                                      key.option)
             FROM ROWS FROM (pg_catalog.unnest(x.indkey::smallint[]), pg_catalog.unnest(x.indclass::oid[]),
                             pg_catalog.unnest(x.indoption::smallint[]))
                  WITH ORDINALITY AS key(number, class, option, place)
             JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indexrelid AND a.attnum = key.place
             LEFT JOIN pg_catalog.pg_attribute h ON h.attrelid = x.indrelid AND h.attnum = key.number AND key.number <> 0
             ORDER BY key.place) AS columns,
       ARRAY['pg_catalog.pg_class'] AS catalogs, ARRAY[x.indexrelid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
WHERE n.nspname = %(schema)s::text AND c.relname = %(name)s::text
