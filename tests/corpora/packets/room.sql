-- The database that the corpus of packets is run on: tables that bite, under names that break naive quoting.

CREATE SCHEMA "Odd.ly ""🐘""";
CREATE SCHEMA "SET search_path";
SET search_path = "Odd.ly ""🐘""";

CREATE TABLE "It""em" (
    id integer PRIMARY KEY, "Na.me" text NOT NULL, "Pri ce" numeric, "Touched" timestamptz NOT NULL DEFAULT now());
INSERT INTO "It""em" SELECT n, 'name ' || n, n / 2.0, '2026-01-01 00:00+00' FROM generate_series(1, 100) AS n;
CREATE VIEW "v_governance_It""em" AS SELECT id, "Na.me" FROM "It""em";
CREATE VIEW "Che ap" AS SELECT id FROM "v_governance_It""em" JOIN "It""em" USING (id) WHERE "Pri ce" < 10;
CREATE TABLE "Au.dit" ("Wh at" text);
CREATE TABLE "Oth er" (id integer PRIMARY KEY, "No.te" text);
INSERT INTO "Oth er" VALUES (1, 'one'), (2, 'two');
CREATE TABLE "EMPTY" (id integer);
GRANT SELECT ON "EMPTY" TO PUBLIC;
COMMENT ON TABLE "EMPTY" IS 'no row; "yet"';
CREATE TABLE "Man'y" (id integer PRIMARY KEY, n integer NOT NULL, "Te.xt" text);
INSERT INTO "Man'y" SELECT i, i % 7, 'row ' || i FROM generate_series(1, 5000) AS i;

CREATE FUNCTION "Write.audit"() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    INSERT INTO "Odd.ly ""🐘"""."Au.dit" VALUES (tg_table_name);
    RETURN NULL;
END $f$;
CREATE TABLE "Noi.sy" (id integer PRIMARY KEY);
CREATE TRIGGER "T.ell" AFTER INSERT ON "Noi.sy" FOR EACH ROW EXECUTE FUNCTION "Write.audit"();
CREATE TABLE "Late 🕰" (id integer PRIMARY KEY);
CREATE CONSTRAINT TRIGGER "T.ell" AFTER INSERT ON "Late 🕰" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION "Write.audit"();
CREATE TABLE "Ag.ain" (id integer PRIMARY KEY, n integer);
INSERT INTO "Ag.ain" VALUES (1, 0);
CREATE FUNCTION "Defers again"() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    SET CONSTRAINTS ALL DEFERRED;
    IF NEW.n < 3 THEN
        UPDATE "Odd.ly ""🐘"""."Ag.ain" SET n = n + 1;
    ELSE
        INSERT INTO "Odd.ly ""🐘"""."Au.dit" VALUES ('after the check');
    END IF;
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER "Ri.se" AFTER UPDATE ON "Ag.ain" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION "Defers again"();
CREATE TABLE "Ru.led" (id integer);
CREATE RULE "R.edirect" AS ON INSERT TO "Ru.led" DO INSTEAD INSERT INTO "Au.dit" VALUES ('redirected');
CREATE FUNCTION "De.finer"() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    INSERT INTO "Odd.ly ""🐘"""."Au.dit" VALUES ('as its owner');
    RETURN 1;
END $f$;
CREATE PROCEDURE "Com.mits"() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
CREATE FUNCTION "On ddl"() RETURNS event_trigger LANGUAGE plpgsql AS $f$
BEGIN
    INSERT INTO "Odd.ly ""🐘"""."Au.dit" VALUES (tg_tag);
END $f$;
CREATE EVENT TRIGGER "On.ddl 🐘" ON ddl_command_end WHEN TAG IN ('CREATE COLLATION') EXECUTE FUNCTION "On ddl"();

CREATE TABLE "Par.ent" (id integer PRIMARY KEY);
CREATE TABLE "Chi.ld" (id integer PRIMARY KEY, "Of" integer REFERENCES "Par.ent" ON DELETE CASCADE);
INSERT INTO "Par.ent" VALUES (1), (2), (3);
INSERT INTO "Chi.ld" SELECT n, 1 + n % 3 FROM generate_series(1, 6) AS n;
CREATE TABLE "Pa.rt" (k integer, v text) PARTITION BY LIST (k);
CREATE TABLE "Pa.rt 1" PARTITION OF "Pa.rt" FOR VALUES IN (1);
CREATE TABLE "Pa.rt 2" PARTITION OF "Pa.rt" FOR VALUES IN (2);
INSERT INTO "Pa.rt" VALUES (1, 'a'), (2, 'b');
CREATE UNLOGGED TABLE "Un.logged" (id integer);
CREATE SEQUENCE "Coun.ter";
CREATE MATERIALIZED VIEW "M.at" AS SELECT count(*) AS n FROM "It""em";
CREATE TYPE "Mo.od" AS ENUM ('sad', 'it''s "fine" 🙂');
CREATE DOMAIN "Post.code" AS text CHECK (VALUE <> '');
CREATE TABLE "SET search_path"."It""em" (id integer);
