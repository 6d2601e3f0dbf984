-- expects: catalog publication:"Pub 49" publishes
-- given
CREATE PUBLICATION "Pub 49" WITH (publish = 'insert');
-- change
DROP PUBLICATION "Pub 49";
CREATE PUBLICATION "Pub 49" FOR ALL TABLES WITH (publish = 'insert');
