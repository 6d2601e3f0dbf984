-- People with secrets, in every place where a value could stay.
CREATE DOMAIN short AS varchar(10) CHECK (length(VALUE) > 2);
CREATE TABLE "Per.son" (id int PRIMARY KEY, "e ""mail" text UNIQUE NOT NULL, code short, phone text, born date,
    paid numeric(6, 2), low text GENERATED ALWAYS AS (lower("e ""mail")) STORED, kept text, age int CHECK (age < 200));
INSERT INTO "Per.son" (id, "e ""mail", code, phone, born, paid, kept, age)
SELECT g, 'SECRET' || g || '@x', 'SECRET' || g, 'SECRET' || g, date '1990-01-01' + g, g, 'kept', 9
  FROM generate_series(1, 30) g;
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''a trigger fired''; END';
CREATE TRIGGER loud BEFORE UPDATE ON "Per.son" FOR EACH ROW EXECUTE FUNCTION shout();
CREATE TRIGGER quiet BEFORE UPDATE ON "Per.son" FOR EACH ROW EXECUTE FUNCTION shout();
ALTER TABLE "Per.son" ENABLE ALWAYS TRIGGER loud; ALTER TABLE "Per.son" DISABLE TRIGGER quiet;
CREATE VIEW through AS SELECT phone FROM "Per.son";
CREATE MATERIALIZED VIEW copied AS SELECT phone FROM through;
CREATE MATERIALIZED VIEW again AS SELECT count(*), max(phone) FROM copied;
CREATE TABLE parted (k int, note text) PARTITION BY RANGE (k); CREATE TABLE parted_1 PARTITION OF parted DEFAULT;
INSERT INTO parted VALUES (1, 'SECRET'), (2, NULL);
CREATE TABLE refers (id int REFERENCES "Per.son"); INSERT INTO refers VALUES (1);
CREATE STATISTICS in_common (mcv) ON "e ""mail", phone FROM "Per.son";
CREATE STATISTICS upper_phone ON (upper(phone)), (phone || code) FROM "Per.son";
ANALYZE;
