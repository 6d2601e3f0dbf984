-- expects: catalog subscription:"Sub.scription 5" synchronous_commit
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 5" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 5" SET (synchronous_commit = local);
