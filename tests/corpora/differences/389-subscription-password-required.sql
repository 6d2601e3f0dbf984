-- expects: catalog subscription:"Sub.scription 9" password_required
-- from 16
-- in both databases
-- given
CREATE SUBSCRIPTION "Sub.scription 9" CONNECTION 'host=127.0.0.1 port=1 password=hidden' PUBLICATION "P.ub" WITH
    (connect = false);
-- change
ALTER SUBSCRIPTION "Sub.scription 9" SET (password_required = false);
