-- What the other files of this folder build on: loaded first.
CREATE SCHEMA "S.c""h 🙂";
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a integer, b varchar(5));
CREATE DOMAIN code AS varchar(8);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE COLLATION bytewise FROM "C";
CREATE FUNCTION label(varchar) RETURNS varchar LANGUAGE sql IMMUTABLE AS 'SELECT ''#'' || $1';
CREATE FUNCTION label(integer) RETURNS varchar LANGUAGE sql IMMUTABLE AS 'SELECT ''#'' || $1';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $p$ BEGIN RETURN NEW; END $p$;
CREATE TABLE item (
    id integer PRIMARY KEY, name varchar(20), code varchar(8), short char(3), note text COLLATE "C", amount numeric(10, 2),
    score double precision, at timestamptz, day date, span interval, tags text[], words varchar[], doc jsonb,
    feel mood, two pair, kind code, many integer[], gone integer, "Co.l 🙂" varchar, clock time, bits bit(4), net inet
);
ALTER TABLE item DROP COLUMN gone;
CREATE TABLE part_of (item_id integer REFERENCES item, part integer, qty integer, PRIMARY KEY (item_id, part));
CREATE TABLE "S.c""h 🙂"."T.a""b 🙂" ("K.e""y 🙂" varchar PRIMARY KEY, id integer, v varchar);
CREATE TABLE log (at timestamptz DEFAULT now(), what varchar, who name DEFAULT CURRENT_USER);
INSERT INTO item (id, name, code, feel) VALUES (1, 'one', 'n', 'ok'), (2, 'two', 'o', 'sad');
