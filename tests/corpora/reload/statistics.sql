-- Extended statistics over expressions.
CREATE STATISTICS s_expression ON (code IN ('n', 'o')), name FROM item;
CREATE STATISTICS s_single ON (CASE WHEN code IN ('a', 'b') THEN -1 ELSE id END) FROM item;
CREATE STATISTICS s_kinds (ndistinct, mcv) ON (lower(name)), (code = ANY (ARRAY['a', 'b'])), id FROM item;
CREATE STATISTICS s_plain (dependencies) ON code, name FROM item;
CREATE STATISTICS "S.c""h 🙂"."S.t 🙂" ON ("K.e""y 🙂" IN ('a''b', '🙂')), v FROM "S.c""h 🙂"."T.a""b 🙂";
ALTER STATISTICS s_single SET STATISTICS 50;
