-- Owners, ACLs, extensions, settings, large objects, comments, and what a copy of files does not carry.
CREATE ROLE "Own""er 💥"; CREATE ROLE "us.er" LOGIN;
ALTER DATABASE "Pr""öd.uction 💥" OWNER TO "Own""er 💥";
COMMENT ON DATABASE "Pr""öd.uction 💥" IS 'it''s "production"';
ALTER DATABASE "Pr""öd.uction 💥" SET search_path TO 'Ä.pp', public; ALTER DATABASE "Pr""öd.uction 💥" SET work_mem = '5MB';
ALTER ROLE "us.er" IN DATABASE "Pr""öd.uction 💥" SET statement_timeout = '1h';
REVOKE TEMPORARY ON DATABASE "Pr""öd.uction 💥" FROM PUBLIC; GRANT CREATE ON DATABASE "Pr""öd.uction 💥" TO "us.er";
CREATE SCHEMA "Ä.pp" AUTHORIZATION "Own""er 💥"; COMMENT ON SCHEMA "Ä.pp" IS 'of the owner';
CREATE EXTENSION citext SCHEMA "Ä.pp";
CREATE TABLE "Ä.pp"."Per""son" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "e.mail" "Ä.pp".citext UNIQUE NOT NULL,
    born date, note text DEFAULT 'x', twice int GENERATED ALWAYS AS (id * 2) STORED);
INSERT INTO "Ä.pp"."Per""son" ("e.mail", born, note) SELECT 'p' || g || '@Example.com', date '1970-01-01' + g, repeat('é', g)
  FROM generate_series(1, 40) g;
ALTER TABLE "Ä.pp"."Per""son" OWNER TO "Own""er 💥"; GRANT SELECT (id), UPDATE (note) ON "Ä.pp"."Per""son" TO "us.er";
COMMENT ON COLUMN "Ä.pp"."Per""son"."e.mail" IS 'of a person';
CREATE TABLE orders (id int PRIMARY KEY, person int REFERENCES "Ä.pp"."Per""son", total numeric(8, 2)) WITH (fillfactor = 70);
INSERT INTO orders SELECT g, g, g * 1.10 FROM generate_series(1, 40) g; UPDATE orders SET total = total + 0.00 WHERE id < 5;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n, sum(total) AS total FROM orders;
CREATE VIEW seen WITH (security_barrier) AS SELECT id, total FROM orders WHERE total > 1;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "T.rig" BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted(); ALTER TABLE orders DISABLE TRIGGER "T.rig";
CREATE UNLOGGED TABLE fleeting (a int); INSERT INTO fleeting VALUES (1), (2);
CREATE SEQUENCE counted START 5 INCREMENT 3; SELECT nextval('counted'), nextval('counted');
CREATE TABLE elsewhere (a text) TABLESPACE "Sp.ace"; INSERT INTO elsewhere VALUES ('there');
SELECT lo_from_bytea(4711, '\x00ff10'); COMMENT ON LARGE OBJECT 4711 IS 'large'; ALTER LARGE OBJECT 4711 OWNER TO "Own""er 💥";
GRANT SELECT ON LARGE OBJECT 4711 TO "us.er";
