-- Bodies that are parsed when they are written, and defaults of arguments.
CREATE FUNCTION f_body(a varchar, b integer DEFAULT -1) RETURNS boolean LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT a IN ('n', 'o') OR f_body.b IN (SELECT item.id FROM item WHERE item.code = a AND item.name IN ('x', 'y')); END;
CREATE FUNCTION f_return(varchar) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 IN ('n', 'o');
CREATE FUNCTION f_several(x integer) RETURNS SETOF item LANGUAGE sql
    BEGIN ATOMIC INSERT INTO log (what) VALUES (CASE WHEN x IN (1, -1) THEN 'a' ELSE 'b' END); SELECT * FROM item WHERE code IN ('n', 'o') AND id = x; END;
CREATE FUNCTION f_table(x varchar DEFAULT 'n', OUT y integer, OUT z varchar) LANGUAGE sql BEGIN ATOMIC SELECT id, code FROM item WHERE code IN (x, 'o'); END;
CREATE FUNCTION f_rows(x varchar[] DEFAULT ARRAY['a', 'b']) RETURNS TABLE (y integer, "Z. 🙂" varchar) LANGUAGE sql
    BEGIN ATOMIC SELECT id, code FROM item WHERE code = ANY (x) AND code IN ('n', 'o'); END;
CREATE PROCEDURE p_body(IN x varchar, INOUT y integer DEFAULT -5) LANGUAGE sql BEGIN ATOMIC DELETE FROM log WHERE what IN ('n', 'o') AND what = x; SELECT 1; END;
CREATE FUNCTION f_defaults(a varchar, b boolean DEFAULT ('x'::varchar IN ('a', 'b')), c interval DEFAULT '1 day', d text DEFAULT COALESCE(NULL::varchar, 'y'),
    e mood DEFAULT 'ok', VARIADIC f varchar[] DEFAULT ARRAY['n', 'o']::varchar[]) RETURNS void LANGUAGE plpgsql AS $p$ BEGIN END $p$;
CREATE FUNCTION f_any(x anyelement, y anyarray DEFAULT NULL, z boolean DEFAULT 'x'::varchar NOT IN ('a', 'b')) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION "S.c""h 🙂"."F.n"" (🙂"("A. 🙂" varchar, "in" integer DEFAULT -1) RETURNS varchar LANGUAGE sql
    BEGIN ATOMIC SELECT CASE WHEN "A. 🙂" IN ('a''b', '🙂') THEN label("A. 🙂") END; END;
CREATE FUNCTION f_calls(x varchar) RETURNS boolean LANGUAGE sql RETURN f_body(x, 2) AND f_return(x) AND x IN ('n', 'o');
CREATE FUNCTION f_window() RETURNS integer LANGUAGE internal WINDOW AS 'window_row_number';
CREATE PROCEDURE p_defaults(a text DEFAULT (CASE WHEN 'x'::varchar IN ('a', 'b') THEN 'y' END)) LANGUAGE plpgsql AS $p$ BEGIN END $p$;
CREATE VIEW v_functions AS SELECT f_body(code) AS a, f_return(name) AS b, r.y FROM item, f_rows() r WHERE code IN ('n', 'o');
