-- expects: catalog operator_family:@schema@."fa.m" USING hash functions
-- given
CREATE OPERATOR FAMILY "Fa.m" USING btree;
CREATE OPERATOR CLASS "Cl.ass" FOR TYPE integer USING btree FAMILY "Fa.m" AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3
    =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE OPERATOR FAMILY "fa.m" USING hash;
CREATE OPERATOR CLASS "Ha.sh" FOR TYPE integer USING hash FAMILY "fa.m" AS OPERATOR 1 =, FUNCTION 1 hashint4(integer);
-- change
ALTER OPERATOR FAMILY "fa.m" USING hash ADD FUNCTION 2 (integer, integer) hashint4extended(integer, bigint);
