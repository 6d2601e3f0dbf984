CREATE TABLE "T.2 🐘" (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "S." serial, x text CHECK (x <> ''));
INSERT INTO "T.2 🐘" (x) VALUES ('a'), ('COMMIT; -- ');
CREATE INDEX ON "T.2 🐘" (x);
COMMENT ON TABLE "T.2 🐘" IS 'a; b';
GRANT SELECT ON "T.2 🐘" TO PUBLIC;
