-- expects: catalog function:@schema@.normal_rand(integer,double precision,double precision) acl
-- expects: catalog function:@schema@.normal_rand(integer,double precision,double precision) owner
-- given
CREATE EXTENSION tablefunc;
-- change
ALTER EXTENSION tablefunc DROP FUNCTION normal_rand(integer, double precision, double precision);
