-- expects: catalog subscription:"Sub.scription 3" stream
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 3" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 3" SET (streaming = on);
