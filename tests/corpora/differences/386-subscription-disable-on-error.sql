-- expects: catalog subscription:"Sub.scription 6" disable_on_error
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 6" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 6" SET (disable_on_error = true);
