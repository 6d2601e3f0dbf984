-- expects: catalog subscription:"Sub.scription 0" publications
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 0" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 0" SET PUBLICATION "P.ub 2" WITH (refresh = false);
