-- expects: catalog subscription:"Sub.scription 21" two_phase
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 21" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
UPDATE pg_catalog.pg_subscription SET subtwophasestate = 'p' WHERE subname = 'Sub.scription 21';
