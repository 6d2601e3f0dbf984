-- SQL/JSON, from PostgreSQL 17 on.
CREATE VIEW j_query AS SELECT JSON_EXISTS(doc, '$.a ? (@ > $x)' PASSING id AS x) AS a,
    JSON_VALUE(doc, '$.a' RETURNING varchar DEFAULT 'none' ON EMPTY ERROR ON ERROR) AS b,
    JSON_QUERY(doc, '$.b' WITH CONDITIONAL WRAPPER KEEP QUOTES EMPTY ARRAY ON EMPTY) AS c,
    JSON('{"a": 1}') AS d, JSON_SCALAR(id) AS e, JSON_SERIALIZE(doc RETURNING bytea) AS f FROM item;
CREATE VIEW j_table AS SELECT t.* FROM item, JSON_TABLE(doc, '$[*]' AS top COLUMNS (n FOR ORDINALITY, a varchar PATH '$.a' DEFAULT 'x' ON EMPTY,
    b int EXISTS PATH '$.b', NESTED PATH '$.c[*]' AS inner_one COLUMNS (d jsonb PATH '$'))) t WHERE t.a IN ('n', 'o');
