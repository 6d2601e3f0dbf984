-- CHECK of tables and domains, exclusion constraints.
ALTER TABLE item ADD CONSTRAINT code_in CHECK (code IN ('n', 'o', 'p')),
    ADD CONSTRAINT name_any CHECK (name <> ALL (ARRAY['x', 'y'])) NO INHERIT,
    ADD CONSTRAINT amount_between CHECK (amount BETWEEN -100 AND 1e6),
    ADD CONSTRAINT feel_in CHECK (feel IN ('sad', 'ok', 'happy')),
    ADD CONSTRAINT kind_in CHECK (kind IN ('a', 'b')) NOT VALID,
    ADD CONSTRAINT whole CHECK (item IS NOT NULL OR id > 0),
    ADD CONSTRAINT several CHECK (code IN ('n', 'o') AND (label(code) IN ('#n', '#o') OR short IN ('a', 'b'))),
    ADD CHECK ("Co.l 🙂" IN ('a''b', 'c"d', '🙂'));
ALTER TABLE "S.c""h 🙂"."T.a""b 🙂" ADD CONSTRAINT "C.k"" 🙂" CHECK ("K.e""y 🙂" IN ('a', 'b'));
CREATE DOMAIN state AS varchar(10) DEFAULT 'n'::varchar CONSTRAINT known CHECK (VALUE IN ('n', 'o')) CHECK (VALUE <> ALL (ARRAY['x', 'y']));
CREATE DOMAIN "D.o""m 🙂" AS text[] DEFAULT ARRAY['a', 'b']::varchar[] NOT NULL CHECK (VALUE <> '{}' AND VALUE[1] IN ('a', 'b'));
CREATE DOMAIN calculated AS integer DEFAULT -(1 + length('x')) CHECK (VALUE BETWEEN -5 AND 5);
CREATE DOMAIN moment AS timestamptz DEFAULT now() - interval '1 day';
CREATE DOMAIN feeling AS mood DEFAULT 'ok';
CREATE DOMAIN state2 AS state DEFAULT COALESCE(NULL, 'o') CHECK (VALUE IN ('o', 'n'));
CREATE TABLE booked (room int4range, during tstzrange, code varchar, id integer,
    CONSTRAINT once EXCLUDE USING gist (during WITH &&) WHERE (code IN ('n', 'o')),
    CONSTRAINT once_lower EXCLUDE USING btree (lower(code) WITH =, (id + -1) WITH =) WHERE (code IN ('a', 'b')) DEFERRABLE,
    CONSTRAINT "On.ce 🙂" EXCLUDE USING hash ((code COLLATE "C") WITH =));
CREATE TABLE parent_check (a varchar CONSTRAINT a_in CHECK (a IN ('x', 'y')), b varchar DEFAULT 'n');
CREATE TABLE child_check (c varchar CHECK (c IN ('c', 'd'))) INHERITS (parent_check);
CREATE TABLE grandchild_check (CONSTRAINT a_in CHECK (a IN ('x', 'y'))) INHERITS (child_check);
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE far (a varchar DEFAULT 'n' CONSTRAINT far_in CHECK (a IN ('n', 'o')), b integer DEFAULT -1) SERVER nowhere;
