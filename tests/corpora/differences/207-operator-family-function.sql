-- expects: catalog operator_family:@schema@."Fa.m" USING btree functions
-- given
CREATE OPERATOR FAMILY "Fa.m" USING btree;
CREATE OPERATOR CLASS "Cl.ass" FOR TYPE integer USING btree FAMILY "Fa.m" AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3
    =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
-- change
ALTER OPERATOR FAMILY "Fa.m" USING btree ADD FUNCTION 1 (bigint, bigint) btint8cmp(bigint, bigint);
