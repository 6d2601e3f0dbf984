-- expects: catalog subscription:"Sub.scription 8" run_as_owner
-- from 16
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 8" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 8" SET (run_as_owner = true);
