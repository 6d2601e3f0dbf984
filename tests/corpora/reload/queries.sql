-- Shapes of queries in views.
CREATE VIEW q_group AS SELECT code, name, GROUPING(code, name) AS g, count(*) AS n, sum(amount) FILTER (WHERE code IN ('n', 'o')) AS s
    FROM item GROUP BY GROUPING SETS ((code, name), (code), ()), CUBE (feel), ROLLUP (day) HAVING count(*) > -1;
CREATE VIEW q_group_distinct AS SELECT code FROM item GROUP BY DISTINCT ROLLUP (code, name), ROLLUP (code, note);
CREATE VIEW q_aggregate AS SELECT string_agg(DISTINCT code, ',' ORDER BY code DESC NULLS LAST) AS a,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY score) AS b, mode() WITHIN GROUP (ORDER BY code) AS c,
    rank('x', 1) WITHIN GROUP (ORDER BY name, id) AS d, array_agg(code ORDER BY id) AS e, count(DISTINCT (id, code)) AS f,
    json_object_agg(id, code) AS g FROM item;
CREATE VIEW q_window AS SELECT id, sum(amount) OVER w AS a, lag(code, 1, 'none') OVER (ORDER BY id) AS b,
    avg(score) OVER (PARTITION BY code ORDER BY at RANGE BETWEEN '1 day' PRECEDING AND INTERVAL '1 hour' FOLLOWING) AS c,
    count(*) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS d,
    first_value(name) OVER (w ROWS UNBOUNDED PRECEDING) AS e, nth_value(code, 2) OVER (ORDER BY id GROUPS 1 PRECEDING) AS f,
    count(*) FILTER (WHERE code IN ('n', 'o')) OVER () AS g
    FROM item WINDOW w AS (PARTITION BY code, name ORDER BY id DESC);
CREATE VIEW q_lateral AS SELECT i.id, p.n, x.word, f.o FROM item i
    LEFT JOIN LATERAL (SELECT count(*) AS n FROM part_of p WHERE p.item_id = i.id AND i.code IN ('n', 'o')) p ON true,
    LATERAL unnest(i.words) AS x(word), unnest(i.tags, i.many) WITH ORDINALITY AS f(t, m, o);
CREATE VIEW q_rows_from AS SELECT * FROM ROWS FROM (generate_series(1, 3), jsonb_to_record('{"a": 1}') AS (a int, b varchar))
    WITH ORDINALITY AS r(x, y, z);
CREATE VIEW q_using AS SELECT u.id, a.v FROM "S.c""h 🙂"."T.a""b 🙂" a JOIN item b USING (id) AS u;
CREATE VIEW q_using_full AS SELECT id, a.v, b.name FROM "S.c""h 🙂"."T.a""b 🙂" a FULL JOIN item b USING (id);
CREATE VIEW q_natural AS SELECT * FROM part_of NATURAL JOIN (SELECT 1 AS part, 'x'::varchar AS z) s;
CREATE VIEW q_joins AS SELECT a.id AS one, b.id AS two FROM (item a LEFT JOIN part_of p ON p.item_id = a.id)
    RIGHT JOIN item b ON b.code = a.code AND b.code IN ('n', 'o') CROSS JOIN (VALUES (1, 'a'), (-2, 'b')) AS v(n, t);
CREATE VIEW q_with AS WITH RECURSIVE t(n, c) AS (SELECT 1, 'a'::varchar UNION ALL SELECT n + 1, c FROM t WHERE n < 5 AND c IN ('a', 'b')),
    m AS MATERIALIZED (SELECT * FROM item), n AS NOT MATERIALIZED (SELECT 1 AS one) SELECT t.n, m.id FROM t, m, n;
CREATE VIEW q_search AS WITH RECURSIVE t(n, m) AS (SELECT 1, 2 UNION ALL SELECT n + 1, m FROM t WHERE n < 3)
    SEARCH DEPTH FIRST BY n SET ordering CYCLE n SET is_cycle USING path SELECT n, m, is_cycle FROM t;
CREATE VIEW q_union AS SELECT id, code FROM item UNION ALL (SELECT 1, 'x' EXCEPT SELECT 2, NULL)
    INTERSECT SELECT 3, 'y' ORDER BY 1 DESC NULLS FIRST LIMIT 5 OFFSET 2;
CREATE VIEW q_distinct AS SELECT DISTINCT ON (code) code, id FROM item ORDER BY code, id USING > FETCH FIRST 3 ROWS WITH TIES;
CREATE VIEW q_exists AS SELECT id FROM item i WHERE EXISTS (SELECT 1 FROM part_of WHERE item_id = i.id)
    AND id IN (SELECT item_id FROM part_of) AND code NOT IN (SELECT v FROM "S.c""h 🙂"."T.a""b 🙂")
    AND id = ANY (SELECT 1) AND (id, code) IN (SELECT 1, 'x'::varchar) AND amount > ALL (SELECT -1)
    AND (SELECT max(id) FROM item) > 0 AND ARRAY(SELECT code FROM item) @> ARRAY['n'::varchar];
CREATE VIEW q_sample AS SELECT id FROM item TABLESAMPLE BERNOULLI (50) REPEATABLE (-1);
CREATE VIEW q_only AS SELECT o.id FROM ONLY item o;
CREATE VIEW q_update AS SELECT id FROM item FOR UPDATE OF item SKIP LOCKED;
CREATE VIEW q_on_view WITH (security_barrier) AS SELECT q.code, v.* FROM q_group q JOIN v_case v ON v.b = q.code AND q.code IN ('a', 'b');
CREATE VIEW q_names ("C""1", "Sel 🙂") AS SELECT t."K.e""y 🙂", t.v FROM "S.c""h 🙂"."T.a""b 🙂" t WHERE t."K.e""y 🙂" IN ('a''b', 'c"d', '🙂');
CREATE VIEW q_check AS SELECT id, code FROM item WHERE code IN ('n', 'o') WITH CASCADED CHECK OPTION;
CREATE MATERIALIZED VIEW m_in AS SELECT id, code FROM item WHERE code IN ('n', 'o');
CREATE MATERIALIZED VIEW m_empty AS SELECT count(*) AS n FROM item WHERE code NOT IN ('n', 'o') WITH NO DATA;
CREATE INDEX m_in_some ON m_in (code) WHERE code IN ('n', 'o');
