-- expects: catalog subscription:"Sub.scription 12" skip
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 12" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 12" SKIP (lsn = '0/12345');
