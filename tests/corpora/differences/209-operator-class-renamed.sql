-- expects: catalog operator_class:@schema@."Cl.ass" USING btree -
-- expects: catalog operator_class:@schema@."cl.ass" USING btree +
-- given
CREATE OPERATOR FAMILY "Fa.m" USING btree;
CREATE OPERATOR CLASS "Cl.ass" FOR TYPE integer USING btree FAMILY "Fa.m" AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3
    =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
-- change
ALTER OPERATOR CLASS "Cl.ass" USING btree RENAME TO "cl.ass";
