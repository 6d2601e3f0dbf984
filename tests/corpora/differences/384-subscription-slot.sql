-- expects: catalog subscription:"Sub.scription 4" slot
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 4" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 4" SET (slot_name = NONE);
