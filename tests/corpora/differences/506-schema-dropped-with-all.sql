-- expects: catalog publication:"Pub 60" schemas
-- expects: catalog schema:"Oth.er 🐘" -
-- given
CREATE SCHEMA "Oth.er 🐘";
CREATE TABLE "Oth.er 🐘".t (n serial PRIMARY KEY);
CREATE PUBLICATION "Pub 60" FOR TABLES IN SCHEMA "Oth.er 🐘";
-- change
DROP SCHEMA "Oth.er 🐘" CASCADE;
