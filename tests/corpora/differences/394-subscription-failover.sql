-- expects: catalog subscription:"Sub.scription 22" failover
-- from 17
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 22" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
UPDATE pg_catalog.pg_subscription SET subfailover = true WHERE subname = 'Sub.scription 22';
