-- Rare shapes: typed tables, tables of one name in two schemas, long names, row types, options beside the expression.
CREATE TYPE typed_row AS (code varchar, n integer);
CREATE TABLE typed OF typed_row (code WITH OPTIONS DEFAULT CASE WHEN 'x'::varchar IN ('a', 'b') THEN 'y' ELSE 'z' END, CHECK (code IN ('n', 'o')));
CREATE INDEX typed_some ON typed (n) WHERE code IN ('n', 'o');
CREATE TABLE "S.c""h 🙂".item (code varchar, id integer);
CREATE INDEX i_partial ON "S.c""h 🙂".item (id) WHERE code IN ('n', 'o');
CREATE TABLE "ninety percent of all names are shorter than this one, really 🙂" ("a ""quoted"".column 🙂" varchar CHECK ("a ""quoted"".column 🙂" IN ('a', 'b')));
CREATE INDEX "a name of an index that is as long as names can be in here 🙂🙂" ON "ninety percent of all names are shorter than this one, really 🙂"
    ((1)) WHERE "a ""quoted"".column 🙂" IN ('a', 'b');
CREATE TABLE wide (code varchar) WITH (fillfactor = 50);
CREATE UNIQUE INDEX wide_none ON wide ((code IN ('n', 'o'))) NULLS NOT DISTINCT WITH (deduplicate_items = off);
CREATE UNLOGGED TABLE quick (code varchar DEFAULT 'n', EXCLUDE USING btree (code WITH =) WHERE (code IN ('n', 'o')));
CREATE FUNCTION of_wide(wide) RETURNS varchar LANGUAGE sql IMMUTABLE AS 'SELECT $1.code';
CREATE TABLE rowed (w wide, code varchar, CHECK (of_wide(w) IN ('a', 'b')), CHECK (w IS NULL OR code IN ('a', 'b')),
    EXCLUDE USING btree ((of_wide(w)) WITH =) WHERE (of_wide(w) IN ('a', 'b')));
ALTER TABLE wide ADD EXCLUDE USING btree ((of_wide(wide.*)) WITH =) WHERE (of_wide(wide.*) IN ('a', 'b'));
CREATE TABLE keyed (code varchar, id integer, PRIMARY KEY (code, id), UNIQUE (id, code)) PARTITION BY LIST (code);
CREATE TABLE keyed_n PARTITION OF keyed (id DEFAULT CASE WHEN 'x'::varchar IN ('a', 'b') THEN 1 ELSE -1 END, CHECK (code IN ('n', 'o'))) FOR VALUES IN ('n', 'o');
ALTER TABLE keyed ADD CONSTRAINT whole_check CHECK (code IN ('n', 'o'));
CREATE RULE keyed_rule AS ON DELETE TO keyed WHERE OLD.code IN ('n', 'o') DO INSTEAD NOTHING;
CREATE STATISTICS keyed_statistics ON (code IN ('n', 'o')) FROM keyed;
CREATE STATISTICS seen_statistics ON (code IN ('n', 'o')) FROM m_in;
CREATE STATISTICS far_statistics ON (a IN ('n', 'o')) FROM far;
CREATE TRIGGER far_trigger BEFORE UPDATE ON far FOR EACH ROW WHEN (OLD.a IN ('n', 'o')) EXECUTE FUNCTION touch();
ALTER FOREIGN TABLE far ALTER a SET DEFAULT CASE WHEN 'x'::varchar IN ('a', 'b') THEN 'y' ELSE 'z' END;
CREATE CONSTRAINT TRIGGER from_other AFTER UPDATE OF code ON wide FROM quick NOT DEFERRABLE FOR EACH ROW WHEN (OLD.code IN ('n', 'o')) EXECUTE FUNCTION touch();
CREATE FUNCTION options(x varchar DEFAULT CASE WHEN 'x'::varchar IN ('a', 'b') THEN 'y' END, INOUT y varchar DEFAULT 'n', OUT z wide) LANGUAGE sql
    STABLE LEAKPROOF STRICT PARALLEL SAFE COST 7 SET search_path = public SECURITY DEFINER
    BEGIN ATOMIC SELECT options.y || 'z', ROW(options.x)::wide WHERE x IN ('n', 'o'); END;
CREATE FUNCTION "select"("from" varchar) RETURNS SETOF wide LANGUAGE sql ROWS 5 BEGIN ATOMIC SELECT w.* FROM wide w WHERE w.code IN ('n', 'o') AND "from" = w.code; END;
CREATE FUNCTION of_rows(w wide, many wide[] DEFAULT '{}') RETURNS boolean LANGUAGE sql RETURN (w).code IN ('n', 'o') AND cardinality(many) > -1;
CREATE FUNCTION of_domains(a state, b "D.o""m 🙂" DEFAULT ARRAY['a'::varchar, 'b']) RETURNS state LANGUAGE sql
    BEGIN ATOMIC SELECT a WHERE a IN ('n', 'o'); END;
CREATE FUNCTION empty_body() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
CREATE POLICY subquery ON wide USING (code IN (SELECT i.code FROM item i WHERE i.name IN ('a', 'b')) OR code IN ('n', 'o'));
CREATE POLICY of_row ON wide USING (of_wide(wide.*) IN ('a', 'b') AND code IN ('n', 'o'));
CREATE VIEW of_row_view AS SELECT of_wide(w.*) AS c, w FROM wide w WHERE of_wide(w) IN ('a', 'b');
CREATE VIEW "V.of a name 🙂" WITH (security_invoker) AS TABLE wide;
CREATE RECURSIVE VIEW again (n, c) AS SELECT 1, 'a'::varchar UNION SELECT n + 1, c FROM again WHERE n < 3 AND c IN ('a', 'b');
CREATE VIEW grouped AS SELECT i.id, i.name FROM item i WHERE i.code IN ('n', 'o') GROUP BY i.id;
CREATE TABLE generated_parts (code varchar, g boolean GENERATED ALWAYS AS (code IN ('n', 'o')) STORED, id integer) PARTITION BY RANGE (id);
CREATE TABLE generated_part PARTITION OF generated_parts FOR VALUES FROM (-10) TO (10);
