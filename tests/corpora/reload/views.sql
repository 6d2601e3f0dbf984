-- Lists, casts and operators in views: what the parser turns into something else than was written.
CREATE VIEW v_in_varchar AS SELECT id FROM item WHERE code IN ('n', 'o');
CREATE VIEW v_not_in_varchar AS SELECT id FROM item WHERE code NOT IN ('n', 'o', '');
CREATE VIEW v_in_char AS SELECT id FROM item WHERE short IN ('a', 'bc ');
CREATE VIEW v_in_domain AS SELECT id FROM item WHERE kind IN ('a', 'b');
CREATE VIEW v_in_numbers AS SELECT id FROM item WHERE id IN (1, -2, 3) AND amount IN (1, 2.50, -3);
CREATE VIEW v_in_mixed AS SELECT id FROM item WHERE id IN (1, 2.5, id + 1) OR code IN ('a', name, note);
CREATE VIEW v_in_enum AS SELECT id FROM item WHERE feel IN ('ok', 'happy');
CREATE VIEW v_any AS SELECT id FROM item
    WHERE code = ANY (ARRAY['a', 'b']) OR name = ANY ('{a,b}') OR 'x' = ANY (tags) OR 'y' = ANY (words)
       OR code <> ALL (ARRAY['a'::varchar, 'b']) OR note LIKE ANY (ARRAY['a%', 'b%']) OR name ILIKE ALL ('{a%}');
CREATE VIEW v_array AS SELECT ARRAY[code, name] AS a, ARRAY['a', 'b']::varchar[] AS b, '{1,2}'::int[] AS c,
    ARRAY[[1, 2], [3, 4]] AS d, ARRAY[]::text[] AS e, many[1:2] AS f, many[1] AS g, tags || 'x'::text AS h,
    ARRAY[code]::text[] || ARRAY['z'] AS i, ARRAY['n'::varchar(3), 'o'] AS k FROM item;
CREATE VIEW v_between AS SELECT id FROM item
    WHERE id BETWEEN 1 AND 2 AND amount NOT BETWEEN -1 AND -0.5 AND code BETWEEN 'a' AND 'b'
       OR day BETWEEN SYMMETRIC '2024-01-01' AND current_date;
CREATE VIEW v_coalesce AS SELECT COALESCE(code, 'none') AS a, COALESCE(name, note, 'x') AS b, NULLIF(code, '') AS c,
    GREATEST(code, 'a') AS d, LEAST(amount, 0) AS e, COALESCE(amount, 0) AS f, COALESCE(short, '') AS g FROM item;
CREATE VIEW v_interval AS SELECT at + interval '1 day' AS a, at - '02:00'::interval AS b, interval '1-2' AS c,
    INTERVAL '3' HOUR AS d, INTERVAL '1.5' SECOND(1) AS e, -interval '1 day' AS f, span * 2.5 AS g,
    interval '-1 year 2 mons -3 days' AS h FROM item;
CREATE VIEW v_negative AS SELECT -1 AS a, -1.5 AS b, - 1::bigint AS c, (-1)::smallint AS d, -id AS e, id - -1 AS f,
    '-1'::integer AS g, -(-1) AS h, - '1'::numeric AS i, 2 ^ -1 AS k, @ -1 AS l, -9223372036854775808 AS m,
    (-2147483648) AS n, 1e-5 AS o, -1.0e10 AS p, 'NaN'::float8 AS q, '-Infinity'::numeric AS r FROM item;
CREATE VIEW v_time AS SELECT at AT TIME ZONE 'UTC' AS a, (at AT TIME ZONE 'Europe/Berlin') AT TIME ZONE 'UTC' AS b,
    EXTRACT(epoch FROM at) AS c, EXTRACT(year FROM day) AS d, date_part('dow', at) AS e, date_trunc('day', at) AS f,
    timestamptz '2024-01-02 03:04:05.678+02' AS g, time with time zone '04:05+01' AS h, date '2024-02-29' AS i,
    LOCALTIMESTAMP(2) AS k, CURRENT_TIME AS l, (day, span) OVERLAPS (day, span) AS m, day + time '01:00' AS n,
    clock AT TIME ZONE interval '01:00' AS o FROM item;
CREATE VIEW v_text AS SELECT SUBSTRING(name FROM 2 FOR 3) AS a, SUBSTRING(name SIMILAR '%#"o_b#"%' ESCAPE '#') AS b,
    TRIM(LEADING 'x' FROM name) AS c, TRIM(name) AS d, POSITION('a' IN name) AS e, OVERLAY(name PLACING 'z' FROM 1) AS f,
    name || code AS g, name || 1 AS h, 'it''s'::text AS i, E'a\\b\n' AS k, U&'\0061' AS l, name LIKE 'a\_%' AS m,
    name NOT LIKE 'a!%' ESCAPE '!' AS n, name SIMILAR TO '(a|b)%' AS o, name ~ '^a' AS p, name !~* 'b' AS q,
    normalize(note, NFC) AS r, note IS NFKC NORMALIZED AS s, x'1F' AS t, b'101' AS u, bits & b'1010' AS v,
    name COLLATE "C" AS w, (name || code) COLLATE bytewise < 'x' AS x, 'a'::char AS y, 'abc'::char(2) AS z,
    name::bpchar = short AS za, COLLATION FOR (note) AS zb, format('%s', VARIADIC words) AS zc FROM item;
CREATE VIEW v_case AS SELECT CASE code WHEN 'n' THEN 1 WHEN 'o' THEN -1 ELSE NULL END AS a,
    CASE WHEN code IN ('n', 'o') THEN 'x' ELSE name END AS b, CASE feel WHEN 'ok' THEN 'y'::text END AS c,
    code IS DISTINCT FROM 'n' AS d, (id > 1) IS NOT TRUE AS e, note IS NULL AS f, two IS NOT NULL AS g,
    (id, code) = (1, 'n') AS h, (id, code) < (2, 'o') AS i, ROW(id, code) IS DISTINCT FROM ROW(1, 'x') AS k,
    NOT (id = 1 OR code = 'n') AS l, (id = 1) = (code = 'n') AS m FROM item;
CREATE VIEW v_row AS SELECT (two).a AS a, (two).b || 'x' AS b, ROW(1, 'a')::pair AS c, item AS d, item.* IS NULL AS e,
    (ROW(1, 'b')::pair).b AS f, ARRAY[two] AS g, id::positive AS h, code::code AS i, 'ok'::mood AS k,
    feel > 'sad' AS l, enum_range('sad'::mood, feel) AS m FROM item;
CREATE VIEW v_call AS SELECT label(code) AS a, label(id) AS b, label('x') AS c, make_interval(days => 1) AS d,
    json_build_object('a', id, 'b', code) AS e, doc -> 'a' ->> 'b' AS f, doc @> '{"a": 1}' AS g, doc #>> '{a,b}' AS h,
    doc['a'] AS i, jsonb_path_exists(doc, '$.a ? (@ > 1)') AS k, doc ?| ARRAY['a', 'b'] AS l,
    to_tsvector('english', name) @@ 'x & y'::tsquery AS m, net << '10.0.0.0/8' AS n, int4range(1, 5) @> id AS o,
    pg_typeof(code) AS p, 'item'::regclass AS q, 'label(integer)'::regprocedure AS r, 'pg_catalog.=(int,int)'::regoperator AS s,
    nextval('pg_catalog.pg_class'::regclass::oid::text::regclass) IS NULL AS t, SESSION_USER AS u, current_setting('x', true) AS v,
    CAST(code AS name) AS w, code::text::"char" AS x, grouping_id AS za
    FROM item, LATERAL (SELECT 1 AS grouping_id) g;
