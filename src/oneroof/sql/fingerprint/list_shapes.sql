-- What the rows of tables are made of: their stored columns by name (never by place: a reload gives a child another order of
-- columns when its parent got one later). For each a term, a hash of 64 bits that is never NULL; and a seal, what stands for it
-- in a record whose binary form is digested. Names stand quoted, so all are pieces of SQL over oneroof_row. Domains count as
-- what they rest on, however deep.
-- A term is of the value's own bytes where the type is on the list below; of its output function's text everywhere else. No
-- type is on the list whose own hash calls two values equal that print differently, unless the rest goes in beside it: the
-- upper half of an int8, the length of a bpchar, the sign of a float's zero. Each column has a seed of its own, from its name.
-- A seal is the value where its binary form is the same for equal values and holds no OID; else text. Arrays are text in both: their
-- binary form says whether room for NULLs was ever needed. Outside of UTF-8 so is all that holds text: sending it would convert it.
-- Where an output function prints an object's name without its arguments, the type that prints them takes its place.
-- schemas text[], names text[] of equal length (both NULL: every table)
WITH RECURSIVE chosen AS MATERIALIZED (
    SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE CASE WHEN %(names)s::text[] IS NULL
               THEN c.oid >= 16384 AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
               ELSE (n.nspname, c.relname) IN (
                   SELECT w.schema, w.name
                   FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]))
                        AS w (schema, name)) END
), resolved AS (
    SELECT t.oid AS type, t.typbasetype AS base
    FROM pg_catalog.pg_type t
    WHERE t.typtype = 'd'
    UNION ALL
    SELECT r.type, t.typbasetype
    FROM resolved r
    JOIN pg_catalog.pg_type t ON t.oid = r.base
    WHERE t.typtype = 'd'
), stored AS MATERIALIZED (  -- each of its expressions is wanted once, not in every place that names it
    SELECT c.oid                                                              AS relation,
           a.attname::text                                                    AS name,
           pg_catalog.format('oneroof_row.%%I', a.attname) || coalesce(w.as_full, '') AS place,
           CASE WHEN r.type IS NULL THEN pg_catalog.format('oneroof_row.%%I', a.attname)
                ELSE pg_catalog.format('oneroof_row.%%I::pg_catalog.%%I', a.attname, t.typname) END AS value,
           CASE WHEN w.as_full IS NULL AND t.oid < 16384 AND t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace THEN t.typname::text END
                                                                              AS builtin,
           o.proname::text                                                    AS output,
           -- refcursor prints by text's function, which takes no refcursor
           o.proargtypes[0] = t.oid OR o.proname IN ('array_out', 'range_out', 'multirange_out', 'record_out')
                                                                              AS callable,
           pg_catalog.hashtextextended(a.attname::text COLLATE "C", 1)::text  AS seed,
           pg_catalog.hashtextextended(a.attname::text COLLATE "C", 2)::text  AS absent
    FROM chosen c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                  AND a.attgenerated IS DISTINCT FROM 'v'::"char"
    LEFT JOIN (resolved r
               JOIN pg_catalog.pg_type b ON b.oid = r.base AND b.typtype <> 'd') ON r.type = a.atttypid
    JOIN pg_catalog.pg_type t ON t.oid = coalesce(b.oid, a.atttypid)
    JOIN pg_catalog.pg_proc o ON o.oid = t.typoutput
    LEFT JOIN (VALUES ('regproc', '::pg_catalog.regprocedure'), ('_regproc', '::pg_catalog.regprocedure[]'),
                      ('regoper', '::pg_catalog.regoperator'), ('_regoper', '::pg_catalog.regoperator[]')) AS w (name, as_full)
           ON t.oid < 16384 AND w.name = t.typname
    WHERE c.kind IN ('r', 'p', 'm')
), known AS (
    SELECT s.*,
           s.builtin IN ('bool', 'int2', 'int4', 'int8', 'oid', 'char', 'uuid', 'bytea', 'numeric', 'date', 'time', 'timetz', 'timestamp',
                         'timestamptz', 'interval')
           OR u.utf8 AND s.builtin IN ('text', 'varchar', 'bpchar', 'name', 'json', 'jsonb') AS sent,
           -- 18 has a hash of bytes; the hash of a record of one column is that column's
           CASE WHEN pg_catalog.current_setting('server_version_num')::int >= 180000
                THEN 'pg_catalog.hashbyteaextended(%%7$s, %%2$s)'
                ELSE 'CASE WHEN %%1$s IS NOT NULL THEN pg_catalog.hash_record_extended(ROW(%%7$s), %%2$s) END' END AS of_bytes,
           CASE WHEN u.utf8 THEN '%%s' ELSE $$pg_catalog.convert_to(%%s, 'SQL_ASCII')$$ END AS in_text
    FROM stored s, (SELECT pg_catalog.current_setting('server_encoding') = 'UTF8' AS utf8) AS u
), term AS (
    SELECT s.relation, s.name, s.place,
           CASE WHEN s.builtin = 'varchar' AND s.sent THEN s.value || '::pg_catalog.text'  -- as alike as their terms are
                WHEN s.sent THEN s.value
                WHEN s.builtin IN ('float4', 'float8') THEN  -- NaN is one value
                    pg_catalog.format('CASE WHEN %%1$s OPERATOR(pg_catalog.=) %%2$s THEN %%2$s ELSE %%1$s END', s.value,
                                      pg_catalog.format($$'NaN'::pg_catalog.%%s$$, s.builtin))
                WHEN s.builtin IS NOT NULL AND s.callable THEN
                    pg_catalog.format(s.in_text, pg_catalog.format('pg_catalog.textin(pg_catalog.%%I(%%s))', s.output, s.value))
                ELSE pg_catalog.format(s.in_text, pg_catalog.format('ROW(%%s)::text', s.place))
           END AS seal,
           pg_catalog.format(
               'coalesce(' || CASE
                   WHEN s.builtin = 'bool' THEN 'pg_catalog.hashint4extended(%%1$s::pg_catalog.int4, %%2$s)'
                   WHEN s.builtin = 'int2' THEN 'pg_catalog.hashint2extended(%%1$s, %%2$s)'
                   WHEN s.builtin = 'int4' THEN 'pg_catalog.hashint4extended(%%1$s, %%2$s)'
                   WHEN s.builtin = 'int8' THEN
                       'pg_catalog.hashint4extended((%%1$s OPERATOR(pg_catalog.>>) 32)::pg_catalog.int4, '
                       'pg_catalog.hashint8extended(%%1$s, %%2$s))'
                   WHEN s.builtin = 'oid' THEN 'pg_catalog.hashoidextended(%%1$s, %%2$s)'
                   WHEN s.builtin = 'char' THEN 'pg_catalog.hashcharextended(%%1$s, %%2$s)'
                   WHEN s.builtin = 'name' THEN 'pg_catalog.hashnameextended(%%1$s, %%2$s)'
                   WHEN s.builtin IN ('text', 'varchar') THEN
                       'pg_catalog.hashtextextended(%%1$s COLLATE pg_catalog."C", %%2$s)'
                   WHEN s.builtin = 'bpchar' THEN
                       'pg_catalog.hashint4extended(pg_catalog.octet_length(%%1$s), '
                       'pg_catalog.hashbpcharextended(%%1$s COLLATE pg_catalog."C", %%2$s))'
                   WHEN s.builtin = 'uuid' THEN 'pg_catalog.uuid_hash_extended(%%1$s, %%2$s)'
                   WHEN s.builtin IN ('bytea', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval') THEN s.of_bytes
                   WHEN s.builtin IN ('float4', 'float8') THEN
                       'CASE WHEN %%1$s OPERATOR(pg_catalog.=) 0::pg_catalog.%%4$s THEN pg_catalog.hashtextextended('
                       'pg_catalog.textin(pg_catalog.%%5$I(%%1$s)) COLLATE pg_catalog."C", %%2$s) '
                       'ELSE pg_catalog.hash%%4$sextended(%%1$s, %%2$s) END'
                   WHEN s.builtin IS NOT NULL AND s.callable THEN
                       'pg_catalog.hashtextextended(pg_catalog.textin(pg_catalog.%%5$I(%%1$s)) '
                       'COLLATE pg_catalog."C", %%2$s)'
                   ELSE 'pg_catalog.hashtextextended(ROW(%%6$s)::text COLLATE pg_catalog."C", %%2$s)'
               END || ', %%3$s)',
               s.value, pg_catalog.quote_literal(s.seed) || '::pg_catalog.int8',
               pg_catalog.quote_literal(s.absent) || '::pg_catalog.int8', s.builtin, s.output, s.place,
               CASE WHEN s.builtin = 'bytea' THEN s.value
                    ELSE pg_catalog.format('pg_catalog.%%s_send(%%s)', s.builtin, s.value) END) AS term
    FROM known s
)
SELECT c.schema, c.name, c.kind,
       pg_catalog.current_setting('server_encoding') NOT IN ('UTF8', 'SQL_ASCII') AS converted,
       coalesce(pg_catalog.array_agg(t.name ORDER BY t.name COLLATE "C") FILTER (WHERE t.name IS NOT NULL), '{}')  AS names,
       coalesce(pg_catalog.array_agg(t.place ORDER BY t.name COLLATE "C") FILTER (WHERE t.name IS NOT NULL), '{}') AS places,
       coalesce(pg_catalog.array_agg(t.term ORDER BY t.name COLLATE "C") FILTER (WHERE t.name IS NOT NULL), '{}')  AS terms,
       coalesce(pg_catalog.array_agg(t.seal ORDER BY t.name COLLATE "C") FILTER (WHERE t.name IS NOT NULL), '{}')  AS seals
FROM chosen c
LEFT JOIN term t ON t.relation = c.oid
GROUP BY c.oid, c.schema, c.name, c.kind
