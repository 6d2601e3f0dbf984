-- expects: catalog subscription:"Sub.scription 20" comment
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 20" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
COMMENT ON SUBSCRIPTION "Sub.scription 20" IS 'x';
